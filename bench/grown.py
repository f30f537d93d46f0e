"""A world of many households on top of the demo's: seed 42, five payments each over three years, members, a survey's
people. The same number of households gives the same people, files and payments (only what is sealed differs).

Each year has one project of its own, so that a world of 200,000 households has projects of a third of a million
payments. Batches are settled and the ledger carries their sums; what was signed is not reckoned, so that `caseapp
invariants` is asked of the demo world, not of this one.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import md5
from typing import Any

import click

from bench.bulk import Bulk
from caseapp.domain.households.likeness import address_key
from caseapp.domain.identity import check_digit, sex_of
from caseapp.domain.names import search_keys
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.ledger import Posting
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person, PersonKey
from caseapp.models.projects import Indicator, PlanPoint, Project, ProjectBudget
from caseapp.models.sealing import ring

SEED = 42
YEARS = (2024, 2025, 2026)
LATEST = date(2026, 10, 31)
THEN = "2024-01-01 00:00:00.000000"
LIKE = "13020025P007461100037"
"""The project whose indicators and plan those of every grown year are copies of."""
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国"
RELATIONS = ("spouse", "child", "parent")
CATEGORIES = ("deep", "relative", "accident")
CAUSES = ("3", "6", "9")
PAID = (("living", 2024), ("living", 2025), ("medical", 2025), ("living", 2026), ("consolation", 2026))
LINES = 500
TABLES = tuple(
    model.__table__
    for model in (Person, PersonKey, Household, HouseholdMember, Project, ProjectBudget, Indicator, PlanPoint, Batch,
                  Payment, Posting)
)  # fmt: skip


@dataclass(frozen=True)
class File:
    """A household to be: its ids, its unit and the (name, birth, relation) of each who sits in it, the head first."""

    id: int
    unit_id: int
    first_person: int
    people: tuple[tuple[str, date, str], ...]
    on_file_on: date
    category: str


def grow(url: str, households: int) -> float:
    """Adds so many households to the demo world of that address; gives the seconds it took."""
    began = time.perf_counter()
    bulk = Bulk(url, TABLES)
    units = [row.id for row in bulk.rows("SELECT id FROM units ORDER BY id")]
    files = list(_files(households, units, bulk.next_id(Household.__table__), bulk.next_id(Person.__table__)))
    _put_people(bulk, files)
    _put_files(bulk, files)
    _put_payments(bulk, files, _projects(bulk, units[0], households))
    bulk.done()
    return time.perf_counter() - began


def _files(count: int, units: list[int], first: int, person: int) -> Iterator[File]:
    dice = random.Random(SEED)
    for turn in range(count):
        surname = dice.choice(SURNAMES)
        names = [
            surname + "".join(dice.choices(GIVEN, k=dice.choice((1, 2)))) for _ in range(dice.choice((1, 2, 3, 4)))
        ]
        people = tuple(
            (name, date(1950 + dice.randrange(60), 1, 1) + timedelta(dice.randrange(365)), _relation(place))
            for place, name in enumerate(names)
        )
        on_file = date(2023, 1, 1) + timedelta(dice.randrange(360))
        yield File(first + turn, dice.choice(units), person, people, on_file, dice.choice(CATEGORIES))
        person += len(people)


def _relation(place: int) -> str:
    return "head" if place == 0 else RELATIONS[(place - 1) % len(RELATIONS)]


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


def _projects(bulk: Bulk, unit_id: int, households: int) -> dict[int, int]:
    """The project of each year, with the indicators, plan and purpose of the one it is like."""
    [(like,)] = bulk.rows(f"SELECT id FROM projects WHERE code = '{LIKE}' AND year = 2025")
    made = {}
    for year in YEARS:
        made[year] = project = bulk.next_id(Project.__table__)
        columns = ("id", "year", "number", "code", "name", "printed_unit", "unit_id", "budget_fen", "purpose")
        row = (project, year, 90, f"GROWN{year}", f"{year}年帮扶资金（大）", "", unit_id, households * 300_000, "帮扶")
        bulk.put(Project.__table__, columns, [row])
        for table, copied in ((Indicator.__table__, "row level1 level2 name description target basis measure printed"),
                              (PlanPoint.__table__, "month percent")):  # fmt: skip
            names = copied.split()
            listed = ", ".join(f'"{name}"' for name in names)
            rows = bulk.rows(f"SELECT {listed} FROM {table.name} WHERE project_id = {like} ORDER BY id")
            first = bulk.next_id(table)
            bulk.put(table, ("id", "project_id", *names), ((first + n, project, *one) for n, one in enumerate(rows)))
    return made


def _put_payments(bulk: Bulk, files: list[File], projects: dict[int, int]) -> None:
    dice = random.Random(SEED + 2)
    makers = {row.login: row.id for row in bulk.rows("SELECT login, id FROM users")}
    first, batch = bulk.next_id(Payment.__table__), bulk.next_id(Batch.__table__)
    lines: list[tuple[Any, ...]] = []
    batches: list[tuple[Any, ...]] = []
    sums = dict.fromkeys(YEARS, 0)
    for kind, year in PAID:
        for start in range(0, len(files), LINES):
            total = 0
            for file in files[start : start + LINES]:
                day = min(date(year, 1, 5) + timedelta(dice.randrange(355)), LATEST)
                fen = dice.randrange(500, 3000) * 100
                total += fen
                claim = f"h{file.id}:{kind}:{year}"
                uid = md5(claim.encode(), usedforsecurity=False).hexdigest()
                lines.append((
                    first + len(lines), uid, projects[year], "fiscal", file.unit_id, kind, file.id, file.first_person,
                    fen, claim, "paid", batch, day.isoformat(), len(file.people), file.category, file.people[0][0],
                    makers["jingban"], f"{day} 00:00:00.000000",
                ))  # fmt: skip
            count = len(files[start : start + LINES])
            batches.append((batch, f"G{batch}", projects[year], kind, count, total))
            sums[year] += total
            batch += 1
    digest = "0" * 64
    who = (makers["jingban"], makers["jingban"], makers["jingban"], makers["shenpi"], makers["caiwu"])
    bulk.put(
        Batch.__table__,
        ("id", "number", "project_id", "source", "unit_id", "title", "state", "line_count", "total_fen", "prepared_at",
         "edited_at", "prepared_by", "edited_by", "submitted_by", "approved_by", "released_by", "submitted_digest",
         "approved_digest", "released_digest"),
        ((one, number, project, "fiscal", 1, kind, "settled", count, total, THEN, THEN, *who, digest, digest, digest)
         for one, number, project, kind, count, total in batches),
    )  # fmt: skip
    bulk.put(
        Payment.__table__,
        ("id", "uid", "project_id", "source", "unit_id", "kind", "household_id", "person_id", "amount_fen", "claim",
         "state", "batch_id", "paid_on", "household_size", "category", "payee_name", "logged_by", "logged_at"),
        lines,
    )  # fmt: skip
    _put_books(bulk, batches, sums, projects)


def _put_books(bulk: Bulk, batches: list[tuple[Any, ...]], sums: dict[int, int], projects: dict[int, int]) -> None:
    moves = (("reserve", "free", "reserved"), ("commit", "reserved", "committed"), ("spend", "committed", "spent"))
    first = bulk.next_id(Posting.__table__)
    postings = [
        (project, "fiscal", *move, total, one, THEN) for one, _, project, _, _, total in batches for move in moves
    ]
    bulk.put(
        Posting.__table__,
        ("id", "project_id", "source", "move", "taken_from", "given_to", "amount_fen", "batch_id", "at"),
        ((first + turn, *posting) for turn, posting in enumerate(postings)),
    )
    budget = bulk.next_id(ProjectBudget.__table__)
    bulk.put(
        ProjectBudget.__table__,
        ("id", "project_id", "source", "first_fen", "adjusted_fen", "spent_fen"),
        (
            (budget + turn, projects[year], "fiscal", 2 * fen, 2 * fen, fen)
            for turn, (year, fen) in enumerate(sums.items())
        ),
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
