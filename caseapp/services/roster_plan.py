"""What a roster would do: each household new, changed, the same or faulty, by the checks of the household services."""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Problem
from caseapp.models.households import Household, HouseholdMember
from caseapp.queries.reach import reached
from caseapp.readers.rosters import Fault, PersonLine, RecordLine, Roster
from caseapp.services import households
from caseapp.services.membership import Ground, Row, rows_of, survey
from caseapp.services.planned import Planned, Units, judged, number_of, parts, people_of, read_body
from caseapp.services.roster_facts import changes, facts_of

P = Permission


def plan(session: Session, actor: Actor, roster: Roster, *, today: date) -> list[Planned[Household]]:
    """In the order of the file. The faults of reading make a household faulty too; nothing is written."""
    actor.demand(P.FILE_WRITE)
    lines = roster.records
    ground = survey(session, (number_of(person.said) for line in lines for person in people_of(line)))
    files = _Files(session, actor, lines, ground)
    units = Units(session, actor)
    planned = []
    for line in lines:
        one: Planned[Household] = Planned(line, read_body(line))
        one.record = files.of(one)
        one.body.unit_id = units.of(one, one.record.unit_id if one.record else None)
        _check(session, one, ground, today)
        planned.append(one)
    for owner, fault in _twice(planned):
        owner.faults.append(fault)
    return judged(planned, roster)


def _check(session: Session, one: Planned[Household], ground: Ground, today: date) -> None:
    line, facts = one.line, facts_of(one.body, one.record)
    if one.record is None:
        rows = rows_of(facts.head, facts.members)
        problems = households.check_new(session, facts, rows, today, ground=ground)
    else:
        rows = households.against(one.record, facts)
        problems = households.check_amendment(session, one.record, facts, rows, today, ground=ground)
    one.faults += [_fault(line, rows, problem) for problem in problems]
    if one.record is not None:
        one.compared(changes(one.record, facts, rows))
        if one.changes:
            try:
                households.demand_open(one.record)
            except IllegalStep as refusal:
                one.faults.append(line.head.fault("id_number", refusal.message, refusal.values))


def _fault(line: RecordLine, rows: list[Row], problem: Problem) -> Fault:
    """The problem of a field (`members-0-id_number`) at its cell."""
    name = {"unit_id": "unit"}.get(problem.field or "", problem.field or "id_number")
    person = line.head
    if name.startswith("members-"):
        _, number, name = name.split("-", 2)
        person = line.members[int(number)]
    return person.fault(name, problem.message, problem.values)


def _twice(planned: list[Planned[Household]]) -> Iterator[tuple[Planned[Household], Fault]]:
    """A number that stands in two households of the file, told at its second place."""
    first: dict[str, tuple[Planned[Household], PersonLine]] = {}
    for one in planned:
        for person in people_of(one.line):
            number = number_of(person.said)
            if not number:
                continue
            owner, place = first.setdefault(number, (one, person))
            if owner is not one:
                message = N_("This ID number stands in another household of this file already: %(place)s.")
                yield one, person.fault("id_number", message, {"place": place.place("id_number")})


class _Files:
    """The files within reach that the roster's households may stand for: by file number, else by the head's ID."""

    def __init__(self, session: Session, actor: Actor, lines: Iterable[RecordLine], ground: Ground) -> None:
        self._ground = ground
        numbers = {str(line.head.said["file_no"]) for line in lines if "file_no" in line.head.said}
        ids = set(ground.live_in.values())
        reach = reached(actor, P.FILE_WRITE, Household.unit_id)
        loaded: list[Household] = []
        for some in parts([*sorted(numbers), *sorted(ids)]):
            by_no = [value for value in some if isinstance(value, str)]
            by_id = [value for value in some if isinstance(value, int)]
            wanted = or_(Household.id.in_(by_id), Household.file_no.in_(by_no))
            statement = select(Household).where(reach, wanted)
            seats = selectinload(Household.members).joinedload(HouseholdMember.person)
            loaded += session.scalars(statement.options(seats, joinedload(Household.unit)))
        self._by_id = {household.id: household for household in loaded}
        self._by_no = {household.file_no: household for household in loaded}

    def of(self, one: Planned[Household]) -> Household | None:
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
