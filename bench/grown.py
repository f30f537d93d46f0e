"""A world of many households on top of the demo's: seed 42, members, five payments each over three years (`paid.py`), a
survey of each year (`surveyed.py`). The same number of households gives the same people, files, payments and answers
(only what is sealed differs).

Each year has one project of its own, so that a world of 200,000 households has projects of a third of a million
payments. Batches are settled and the ledger carries their sums; what was signed is not reckoned, so that `caseapp
invariants` is asked of the demo world, not of this one.
"""

import random
import time
from datetime import date, timedelta
from functools import cache
from hashlib import md5
from typing import Any

import click

from bench import paid, surveyed
from bench.bulk import Bulk
from bench.files import CAUSES, LATEST, SEED, THEN, File, draw
from caseapp.domain.households.likeness import address_key
from caseapp.domain.identity import check_digit, sex_of
from caseapp.domain.names import search_keys
from caseapp.domain.units import UnitPath, child
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person, PersonKey
from caseapp.models.sealing import ring
from caseapp.models.units import Unit
from caseapp.services import household_counts

OTHERS = 20
"""Units made by one growth elsewhere."""
TABLES = tuple(model.__table__ for model in (Person, PersonKey, Household, HouseholdMember, Unit))


def grow(url: str, households: int, *, elsewhere: bool = False) -> float:
    """Adds so many households to the world of that address, to its units or, elsewhere, to new ones beside them, with
    projects of their own; gives the seconds it took."""
    began = time.perf_counter()
    bulk = Bulk(url, (*TABLES, *paid.TABLES, *surveyed.TABLES))
    units = _other_units(bulk) if elsewhere else [row.id for row in bulk.rows("SELECT id FROM units ORDER BY id")]
    files = list(draw(households, units, bulk.next_id(Household.__table__), bulk.next_id(Person.__table__)))
    _put_people(bulk, files)
    _put_files(bulk, files)
    projects = paid.put(bulk, files, units[0])
    surveyed.put(bulk, files, projects)
    bulk.connection.execute(household_counts.correction())
    bulk.done()
    return time.perf_counter() - began


def _other_units(bulk: Bulk) -> list[int]:
    """New unions below the federation."""
    [(top, path)] = bulk.rows("SELECT id, path FROM units WHERE parent_id IS NULL")
    [(last,)] = bulk.rows(f"SELECT max(path) FROM units WHERE parent_id = {top}")
    first, number = bulk.next_id(Unit.__table__), int(last[len(path) :])
    ids = range(first, first + OTHERS)
    rows = [
        (one, f"G{one}", f"第{one}号工会", top, child(UnitPath(path), number + place))
        for place, one in enumerate(ids, 1)
    ]
    bulk.put(Unit.__table__, ("id", "code", "name", "parent_id", "path"), rows)
    return list(ids)


def _put_people(bulk: Bulk, files: list[File]) -> None:
    keys = ring()
    columns = (
        "id", "uid", "name", "sex", "birth_on", "id_kind", "id_number_sealed", "id_number_index", "id_tail_index",
        "account_sealed", "account_index", "account_holder", "bank_name", "created_at", "updated_at",
    )  # fmt: skip

    def person(number: int, name: str, birth: date, relation: str) -> tuple[Any, ...]:
        uid = md5(f"grown person {number}".encode(), usedforsecurity=False).hexdigest()
        first17 = f"{130300 + number // 900}{birth:%Y%m%d}{number % 900 + 50:03d}"
        identity = first17 + check_digit(first17)
        account = f"62220{number:014d}"
        sealed = keys.seal(identity, row=f"people.id_number:{uid}"), keys.blind("people.id_number", identity)
        tail = keys.blind("people.id_tail", identity[-4:])
        own: tuple[Any, ...] = (None, None, None, None)
        if relation == "head":
            own = (
                keys.seal(account, row=f"people.account:{uid}"),
                keys.blind("people.account", account),
                name,
                "演示农商行",
            )
        return number, uid, name, sex_of(identity).value, birth.isoformat(), "resident", *sealed, tail, *own, THEN, THEN

    everybody = [(file.first_person + place, *one) for file in files for place, one in enumerate(file.people)]
    bulk.put(Person.__table__, columns, (person(*one) for one in everybody))
    found = ((number, key) for number, name, _, _ in everybody for key in _keys(name))
    first = bulk.next_id(PersonKey.__table__)
    bulk.put(PersonKey.__table__, ("id", "person_id", "key"), ((first + n, *one) for n, one in enumerate(found)))


@cache
def _keys(name: str) -> tuple[str, ...]:
    return tuple(sorted(search_keys(name)))


def _put_files(bulk: Bulk, files: list[File]) -> None:
    dice = random.Random(SEED + 1)
    columns = (
        "id", "file_no", "unit_id", "head_id", "state", "category", "main_cause", "monthly_income_fen", "size",
        "address", "address_key", "applied_on", "on_file_on", "notice_starts_on", "notice_ends_on", "reverify_due_on",
        "caseworker_id", "created_at", "updated_at",
    )  # fmt: skip

    def household(file: File) -> tuple[Any, ...]:
        address = f"大理路{file.id}号{dice.randrange(1, 30)}楼{dice.randrange(1, 5)}单元{dice.randrange(101, 999)}"
        notice, day = file.on_file_on - timedelta(9), file.on_file_on.isoformat()
        return (
            file.id, f"G{file.id:08d}", file.unit_id, file.first_person, "on_file", file.category, dice.choice(CAUSES),
            dice.randrange(20_000, 90_000), len(file.people), address, address_key(address),
            (file.on_file_on - timedelta(40)).isoformat(), day, notice.isoformat(),
            (file.on_file_on - timedelta(2)).isoformat(), (LATEST + timedelta(dice.randrange(-20, 300))).isoformat(),
            1, THEN, THEN,
        )  # fmt: skip

    bulk.put(Household.__table__, columns, (household(file) for file in files))
    places = (
        (file.id, file.first_person + place, relation, file.on_file_on.isoformat())
        for file in files
        for place, (_, _, relation) in enumerate(file.people)
    )
    first = bulk.next_id(HouseholdMember.__table__)
    bulk.put(
        HouseholdMember.__table__,
        ("id", "household_id", "person_id", "relation", "joined_on"),
        ((first + turn, *place) for turn, place in enumerate(places)),
    )


@click.command()
@click.argument("households", type=int)
@click.option("--database", default="sqlite", type=click.Choice(["sqlite", "postgres"]))
def main(households: int, database: str) -> None:
    """How long a world of so many households takes to make."""
    from bench.worlds import grown_world

    with grown_world(database, households) as (world, seconds):
        click.echo(f"{households} households on {database}: {seconds:.1f} s in {world.url}")


if __name__ == "__main__":
    main()
