"""What a roster would do: each household new, changed, the same or faulty, by the checks of the household services."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain import names
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Problem
from caseapp.domain.imports import Verdict
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.units import Unit
from caseapp.queries.reach import reached, units_within
from caseapp.readers.rosters import Fault, HouseholdLine, PersonLine, Roster
from caseapp.services import households
from caseapp.services.membership import Ground, Row, rows_of, survey
from caseapp.services.roster_facts import Body, Change, changes, facts_of, number_of

P = Permission


@dataclass
class Planned:
    """`household` is the file it is compared with; `unit_id` where a new one would belong."""

    line: HouseholdLine
    body: Body
    household: Household | None = None
    verdict: Verdict = Verdict.NEW
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def plan(session: Session, actor: Actor, roster: Roster, *, today: date) -> list[Planned]:
    """In the order of the file. The faults of reading make a household faulty too; nothing is written."""
    actor.demand(P.FILE_WRITE)
    unread = Counter((fault.place.sheet, fault.place.row) for fault in roster.faults)
    spoilt = {(fault.place.sheet, fault.place.row, fault.place.column) for fault in roster.faults}
    lines = roster.households
    ground = survey(session, (number_of(person.said) for line in lines for person in _people(line)))
    files = _Files(session, actor, lines, ground)
    units = _Units(session, actor)
    planned = []
    for line in lines:
        one = Planned(line, Body(line.head.said, [member.said for member in line.members]))
        one.household = files.of(one)
        one.body.unit_id = units.of(one)
        _check(session, one, ground, today)
        one.faults = [fault for fault in one.faults if _cell(fault) not in spoilt]
        planned.append(one)
    for fault in _twice(planned):
        fault[0].faults.append(fault[1])
    for one in planned:
        if one.faults or any(unread[person.sheet, person.row] for person in _people(one.line)):
            one.verdict = Verdict.FAULTY
    return planned


def _check(session: Session, one: Planned, ground: Ground, today: date) -> None:
    line, facts = one.line, facts_of(one.body, one.household)
    if one.household is None:
        rows = rows_of(facts.head, facts.members)
        problems = households.check_new(session, facts, rows, today, ground=ground)
    else:
        rows = households.against(one.household, facts)
        problems = households.check_amendment(session, one.household, facts, rows, today, ground=ground)
    one.faults += [_fault(line, rows, problem) for problem in problems]
    if one.household is not None:
        one.changes = changes(one.household, facts, rows)
        one.verdict = Verdict.CHANGED if one.changes else Verdict.SAME
        if one.changes:
            try:
                households.demand_open(one.household)
            except IllegalStep as refusal:
                one.faults.append(line.head.fault("id_number", refusal.message, refusal.values))


def _fault(line: HouseholdLine, rows: list[Row], problem: Problem) -> Fault:
    """The problem of a field (`members-0-id_number`) at its cell."""
    name = {"unit_id": "unit"}.get(problem.field or "", problem.field or "id_number")
    person = line.head
    if name.startswith("members-"):
        _, number, name = name.split("-", 2)
        person = line.members[int(number)]
    return person.fault(name, problem.message, problem.values)


def _people(line: HouseholdLine) -> list[PersonLine]:
    return [line.head, *line.members]


def _cell(fault: Fault) -> tuple[str, int, int]:
    return fault.place.sheet, fault.place.row, fault.place.column


def _twice(planned: list[Planned]) -> Iterator[tuple[Planned, Fault]]:
    """A number that stands in two households of the file, told at its second place."""
    first: dict[str, tuple[Planned, PersonLine]] = {}
    for one in planned:
        for person in _people(one.line):
            number = number_of(person.said)
            if not number:
                continue
            owner, place = first.setdefault(number, (one, person))
            if owner is not one:
                message = N_("This ID number stands in another household of this file already: %(place)s.")
                yield one, person.fault("id_number", message, {"place": place.place("id_number")})


class _Files:
    """The files within reach that the roster's households may stand for: by file number, else by the head's ID."""

    def __init__(self, session: Session, actor: Actor, lines: Iterable[HouseholdLine], ground: Ground) -> None:
        self._ground = ground
        numbers = {str(line.head.said["file_no"]) for line in lines if "file_no" in line.head.said}
        ids = set(ground.live_in.values())
        reach = reached(actor, P.FILE_WRITE, Household.unit_id)
        loaded: list[Household] = []
        for some in _parts([*sorted(numbers), *sorted(ids)]):
            by_no = [value for value in some if isinstance(value, str)]
            by_id = [value for value in some if isinstance(value, int)]
            wanted = or_(Household.id.in_(by_id), Household.file_no.in_(by_no))
            statement = select(Household).where(reach, wanted)
            seats = selectinload(Household.members).joinedload(HouseholdMember.person)
            loaded += session.scalars(statement.options(seats, joinedload(Household.unit)))
        self._by_id = {household.id: household for household in loaded}
        self._by_no = {household.file_no: household for household in loaded}

    def of(self, one: Planned) -> Household | None:
        head = one.line.head
        file_no = str(head.said.get("file_no", ""))
        if file_no:
            found = self._by_no.get(file_no)
            if found is None:
                message = N_("There is no file with this number in your units. Leave it empty for a new file.")
                one.faults.append(head.fault("file_no", message))
            return found
        person = self._ground.known.get(number_of(head.said))
        household = self._by_id.get(self._ground.live_in.get(person.id, 0)) if person else None
        return household if household is not None and person and household.head_id == person.id else None


class _Units:
    """The actor's units by name and by code."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._units = list(session.scalars(units_within(actor, P.FILE_WRITE)))
        self._names: dict[str, list[Unit]] = {}
        for unit in self._units:
            for name in {names.normal(unit.name), names.normal(unit.code)}:
                self._names.setdefault(name, []).append(unit)

    def of(self, one: Planned) -> int | None:
        head, said = one.line.head, str(one.line.head.said.get("unit", ""))
        found = self._names.get(names.normal(said), []) if said else self._units
        if one.household is not None and not said:
            return one.household.unit_id
        if said and not found:
            one.faults.append(head.fault("unit", N_("“%(text)s” is none of your units."), {"text": said[:40]}))
        elif len(found) != 1:
            message = N_("Several units are meant by this. Write the unit's code.")
            one.faults.append(head.fault("unit", message if said else N_("Write the unit; you look after several.")))
        elif one.household is not None and found[0].id != one.household.unit_id:
            message = N_("The file belongs to another unit. A file moves by a transfer, not by an import.")
            one.faults.append(head.fault("unit", message))
        else:
            return found[0].id
        return None


def _parts(values: list[str | int]) -> Iterator[list[str | int]]:
    for start in range(0, len(values), 500):
        yield values[start : start + 500]
