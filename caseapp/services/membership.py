"""Who sits in a household file: rows of a form checked all at once, then given their places."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households import checks
from caseapp.domain.households.codes import Health, Relation, WorkState
from caseapp.domain.households.particulars import MEMBER_LENGTHS, MemberParticulars, is_child, member_problems
from caseapp.domain.identity import Sex
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.many import among, put
from caseapp.models.people import Person
from caseapp.services import people
from caseapp.services.people import PersonFacts

T = TypeVar("T")
IN_TWO_FILES = N_(
    "This person is already in a live household file. Nobody can be in two; ask your reviewer to clear it up."
)


@dataclass(frozen=True)
class MemberFacts:
    """One person's row. `member_id` names a place already in the file; `joined_on` None is the day the file allows;
    `particulars` None leaves what is recorded."""

    person: PersonFacts
    relation: Relation = Relation.HEAD
    health: Health = Health.GOOD
    work_state: WorkState = WorkState.OTHER
    member_id: int | None = None
    joined_on: date | None = None
    particulars: MemberParticulars | None = None


@dataclass
class Row:
    """A row on its way: the place it amends (None: somebody joins) and the person found by its ID number; `person_id`
    is settled when a new file is written."""

    prefix: str
    facts: MemberFacts
    place: HouseholdMember | None = None
    found: Person | None = None
    person_id: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def own(self) -> Person | None:
        return self.place.person if self.place else None

    def complain(self, name: str, message: str) -> None:
        self.problems.append(Problem(self.prefix + name, message))


@dataclass(frozen=True)
class Ground:
    """What is recorded about many people, fetched at once: who has which ID number, and in which live file (by
    person id) they are."""

    known: dict[str, Person]
    live_in: dict[int, int]


def survey(session: Session, numbers: Iterable[str]) -> Ground:
    """The ground of all who have one of these ID numbers (in their stored form)."""
    known: dict[str, Person] = {}
    for some in _some(sorted(set(numbers) - {""})):
        known |= people.known(session, some)
    live_in: dict[int, int] = {}
    for ids in _some([person.id for person in known.values()]):
        live = select(HouseholdMember.person_id, HouseholdMember.household_id)
        live = live.where(HouseholdMember.live, among(session, HouseholdMember.person_id, ids))
        live_in |= {row.person_id: row.household_id for row in session.execute(live)}
    return Ground(known, live_in)


def _some(values: Iterable[T]) -> Iterator[list[T]]:
    """In parts that a statement can hold."""
    rest = iter(values)
    while part := list(islice(rest, 500)):
        yield part


def rows_of(head: MemberFacts, members: Sequence[MemberFacts | None]) -> list[Row]:
    """The head's row, then `members-0-…` and so on by their place in the form."""
    others = [Row(f"members-{turn}-", facts) for turn, facts in enumerate(members) if facts is not None]
    own = head if head.relation is Relation.HEAD else replace(head, relation=Relation.HEAD)
    return [Row("", own), *others]


def check_rows(
    session: Session,
    rows: list[Row],
    household: Household | None,
    today: date,
    others: Sequence[HouseholdMember] = (),
    *,
    ground: Ground | None = None,
    guardian: str = "",
) -> list[Problem]:
    """Clean every row and give all problems; the `others` stay in the file as they are. `ground` spares asking the
    database when many files are checked. An account may be in the name of anybody in the file or of the `guardian`."""
    for row in rows:
        recorded = row.own is not None and row.own.id_number_index is not None
        needs_number = not recorded and not _is_young(row, today)
        clean, row.problems = people.checked(row.facts.person, today=today, prefix=row.prefix, id_required=needs_number)
        row.problems += _further(row, today)
        if not (recorded or needs_number) and _known_of(row, "sex") is Sex.UNKNOWN:
            row.complain("sex", N_("Choose the sex of a child without an ID number."))
        row.facts = replace(row.facts, person=clean)
        if row.facts.joined_on and row.facts.joined_on > today:
            row.complain("joined_on", N_("This day lies in the future."))
    ground = ground or survey(session, [row.facts.person.id_number for row in rows])
    for row in rows:
        row.found = ground.known.get(row.facts.person.id_number)
        row.problems += people.clashes(row.facts.person, row.own, row.found, prefix=row.prefix)
    _check_seats(ground, rows, household, others, guardian)
    seats = [checks.Place(row.prefix, row.facts.person.id_number, row.facts.relation) for row in rows]
    kept = [place.relation for place in others]
    return [problem for row in rows for problem in row.problems] + list(checks.places(seats, kept))


def _is_young(row: Row, today: date) -> bool:
    """Whether the row is a child who may stand without an ID number; sex and birth date are asked instead."""
    if row.facts.person.id_number.strip() or row.facts.relation is Relation.HEAD:
        return False
    birth_on = _known_of(row, "birth_on")
    return birth_on is not None and is_child(birth_on, today)


def _known_of(row: Row, name: str) -> Any:
    """What the row tells of its person, or else what is recorded."""
    told = getattr(row.facts.person, name)
    return told if told not in (None, Sex.UNKNOWN) or row.own is None else getattr(row.own, name)


def _further(row: Row, today: date) -> list[Problem]:
    facts = row.facts.particulars
    if facts is None:
        return []
    return [*member_problems(facts, today, row.prefix), *people.too_long(facts, MEMBER_LENGTHS, prefix=row.prefix)]


def _check_seats(
    ground: Ground,
    rows: list[Row],
    household: Household | None,
    others: Sequence[HouseholdMember],
    guardian: str,
) -> None:
    here = household.id if household is not None else None
    inside = {place.person_id for place in others} | {row.own.id for row in rows if row.own}
    names = {place.person.name for place in others} | {row.facts.person.name for row in rows} | {guardian}
    for row in rows:
        if row.found and row.own is None and row.found.id in inside:
            row.complain("id_number", N_("This person is in the file already."))
        elif row.found and ground.live_in.get(row.found.id, here) != here:
            row.complain("id_number", IN_TWO_FILES)
        holder = row.facts.person.account_holder
        if holder and holder not in names:
            row.complain(
                "account_holder", N_("The account holder must be somebody in this file or the recorded guardian.")
            )


@contextmanager
def one_file_each(session: Session) -> Iterator[None]:
    """The unique indexes have the last word when two people place the same person at once."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        if not any(word in str(error.orig) for word in ("person_live", "household_members", "id_number_index")):
            raise
        raise Invalid.one(None, IN_TWO_FILES) from None


def seat(
    session: Session, actor: Actor, household: Household, rows: list[Row], *, default_day: date, now: datetime
) -> list[HouseholdMember]:
    """Give each row its place in a file that stands."""
    made = []
    for row in rows:
        place = HouseholdMember(
            household=household,
            person=people.find_or_make(session, actor, row.facts.person, found=row.found, now=now),
            relation=row.facts.relation,
            health=row.facts.health,
            work_state=row.facts.work_state,
            joined_on=row.facts.joined_on or default_day,
            **_places(row),
        )
        session.add(place)
        made.append(place)
    return made


def settle(session: Session, actor: Actor, rows: Sequence[Row], *, now: datetime) -> None:
    """Everybody of the rows has a record: who was found gets what was missing, the others are made together."""
    for row in rows:
        if row.found is not None:
            row.person_id = people.find_or_make(session, actor, row.facts.person, found=row.found, now=now).id
    fresh = [row for row in rows if row.found is None]
    made = people.make_all(session, actor, [row.facts.person for row in fresh], now=now)
    for row, person_id in zip(fresh, made, strict=True):
        row.person_id = person_id


def seat_all(session: Session, files: Iterable[tuple[int, date, Sequence[Row]]]) -> None:
    """The places of files just made, together: each file's id, the day its people are in from, and its settled rows."""
    places = [
        {
            "household_id": household_id,
            "person_id": row.person_id,
            "relation": row.facts.relation,
            "health": row.facts.health,
            "work_state": row.facts.work_state,
            "joined_on": row.facts.joined_on or day,
            **vars(row.facts.particulars or MemberParticulars()),
        }
        for household_id, day, rows in files
        for row in rows
    ]
    put(session, HouseholdMember, places)


def _places(row: Row) -> dict[str, Any]:
    """The columns of a place by name, of what the row tells."""
    return {} if row.facts.particulars is None else vars(row.facts.particulars)


def reseat(session: Session, actor: Actor, row: Row, *, now: datetime) -> None:
    """Write a row over its place and its person; a row without a place is nobody's yet."""
    if row.place is None:
        return
    people.amend(session, actor, row.place.person, row.facts.person, now=now)
    values = {
        "relation": row.facts.relation,
        "health": row.facts.health,
        "work_state": row.facts.work_state,
        **_places(row),
    }
    for name, value in values.items():
        setattr(row.place, name, value)


def carried(place: HouseholdMember) -> dict[str, Any]:
    """What is known of somebody beside where they sit: it goes along into another file."""
    own = {"id", "household_id", "person_id", "relation", "joined_on", "left_on", "live"}
    return {column.key: getattr(place, column.key) for column in place.__mapper__.columns if column.key not in own}
