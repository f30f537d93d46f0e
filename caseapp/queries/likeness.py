"""What is compared of household files, and which files share something with one: found by indexed keys only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from caseapp.domain import names
from caseapp.domain.households.codes import LIVE_STATES
from caseapp.domain.households.likeness import Compared, ComparedPerson
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.many import among
from caseapp.models.people import Person

K = TypeVar("K")
MOST = 200
"""Of one key no more files are looked at: a number that half a town gave says nothing."""


def compared(session: Session, household_ids: Collection[int]) -> dict[int, Compared]:
    """What is compared of each of the files that is live, by file; one statement."""
    statement = (
        select(Household.id, Household.address, Person.name, Person.birth_on, Person.phone_index, Person.account_index)
        .join(HouseholdMember, HouseholdMember.household_id == Household.id)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(among(session, Household.id, household_ids), Household.state.in_(LIVE_STATES), HouseholdMember.live)
        .order_by(Household.id, HouseholdMember.id)
    )
    addresses: dict[int, str] = {}
    people: dict[int, list[ComparedPerson]] = defaultdict(list)
    for household_id, address, name, birth_on, phone, account in session.execute(statement):
        addresses[household_id] = address
        people[household_id].append(
            ComparedPerson(name, birth_on, phone.hex() if phone else "", account.hex() if account else "")
        )
    return {household_id: Compared(address, tuple(people[household_id])) for household_id, address in addresses.items()}


def candidates(session: Session, files: Mapping[int, Compared]) -> dict[int, set[int]]:
    """By file, those that share a key with it: a phone, an account, the place of the address, or somebody's name and
    birth day; what is less says nothing alone. Few statements, each on an index, however many the files."""
    found: dict[int, set[int]] = {one: set() for one in files}
    for column, key in ((Person.phone_index, "phone"), (Person.account_index, "account")):
        having = _having((bytes.fromhex(getattr(one, key)), own) for own, one in _people(files) if getattr(one, key))
        sharing = _seats(*_in_turn(column, HouseholdMember.household_id)).where(among(session, column, having))
        for own, other in _sharing(session, sharing, having):
            found[own].add(other)
    born: dict[Any, set[int]] = _having(
        ((one.birth_on, names.normal(one.name)), own) for own, one in _people(files) if one.birth_on
    )
    alike = select(Person.id, Person.birth_on, Person.name).where(
        among(session, Person.birth_on, {day for day, _ in born})
    )
    namesakes = {
        person_id: born[birth_on, names.normal(name)]
        for person_id, birth_on, name in (session.execute(alike) if born else ())
        if (birth_on, names.normal(name)) in born
    }
    for other, person_id in _sitting(session, namesakes):
        for own in namesakes[person_id]:
            found[own].add(other)
    told = session.execute(select(Household.address_key, Household.id).where(among(session, Household.id, files)))
    places = _having((place, own) for place, own in told if place is not None)
    sharing = select(*_in_turn(Household.address_key, Household.id)).where(
        among(session, Household.address_key, places), Household.state.in_(LIVE_STATES)
    )
    for own, other in _sharing(session, sharing, places):
        found[own].add(other)
    return {own: others - {own} for own, others in found.items()}


def _people(files: Mapping[int, Compared]) -> Iterator[tuple[int, ComparedPerson]]:
    return ((own, one) for own, file in files.items() for one in file.people)


def _sitting(session: Session, people: Collection[int]) -> Iterator[tuple[int, int]]:
    """The live places of the people: file and person."""
    seats = select(HouseholdMember.household_id, HouseholdMember.person_id)
    if people:
        for row in session.execute(
            seats.where(HouseholdMember.live, among(session, HouseholdMember.person_id, people))
        ):
            yield row.household_id, row.person_id


def _having(told: Iterable[tuple[K, int]]) -> dict[K, set[int]]:
    """By key the files that have it."""
    having: dict[K, set[int]] = defaultdict(set)
    for key, own in told:
        having[key].add(own)
    return having


def _in_turn(key: Any, file: Any) -> tuple[Any, ...]:
    turn = func.row_number().over(partition_by=key, order_by=file)
    return key.label("key"), file.label("file"), turn.label("turn")


def _sharing(session: Session, in_turn: Select[Any], having: Mapping[K, set[int]]) -> Iterator[tuple[int, int]]:
    """Each of the files with each that has a key of its own too, of each key the first MOST."""
    ranked = in_turn.subquery()
    few = select(ranked.c.key, ranked.c.file).where(ranked.c.turn <= MOST)
    for key, other in session.execute(few) if having else ():
        for own in having[key]:
            yield own, other


def _seats(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Person)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .where(HouseholdMember.live)
    )
