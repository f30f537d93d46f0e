"""A roster of model workers: each file new, changed, the same or faulty by the service's own checks; then taken in."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Problem
from caseapp.domain.imports import Verdict
from caseapp.models.imports import ImportRow
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person
from caseapp.models.worker_particulars import WorkerParticulars
from caseapp.queries.reach import reached
from caseapp.readers.rosters import Fault, RecordLine, Roster
from caseapp.services import model_workers
from caseapp.services.planned import Planned, Units, body_of, judged, number_of, parts, read_body, told_twice
from caseapp.services.worker_facts import changes, facts_of

P = Permission


def plan(session: Session, actor: Actor, roster: Roster, *, today: date) -> list[Planned[ModelWorker]]:
    """In the order of the file. The faults of reading make a file faulty too; nothing is written."""
    actor.demand(P.FILE_WRITE)
    files = _Files(session, actor, roster.records)
    units = Units(session, actor)
    planned = []
    for line in roster.records:
        one: Planned[ModelWorker] = Planned(line, read_body(line))
        one.record = files.of(one)
        one.body.unit_id = units.of(one, one.record.unit_id if one.record else None)
        _check(session, one, files, today)
        planned.append(one)
    message = N_("This person stands in this file already: %(place)s. Write further honours on the second sheet.")
    told_twice(planned, lambda one: one.record or number_of(one.body.head), "id_number", message)
    return judged(planned, roster)


def _check(session: Session, one: Planned[ModelWorker], files: "_Files", today: date) -> None:
    head = one.line.head
    if one.record is None:
        for key, message in (("work_state", N_("Write the work state.")), ("payer", N_("Write who pays."))):
            if key not in head.said:
                one.faults.append(head.fault(key, message))
    facts = facts_of(one.body, one.record)
    problems = model_workers.check(session, facts, one.record, today)
    one.faults += [_fault(one.line, problem) for problem in problems]
    for member in one.line.members:
        for key, message in (("level", N_("Write the level of the honour.")), ("year", N_("Write the year."))):
            if key not in member.said and not (one.record and _is_recorded(one, member.said)):
                one.faults.append(member.fault(key, message))
    if one.record is not None and not one.faults:
        one.compared(changes(one.record, facts, files.particulars.get(one.record.id)))


def _is_recorded(one: Planned[ModelWorker], said: dict[str, str | int]) -> bool:
    number = said.get("certificate_no")
    return any(honour.certificate_no == number for honour in one.record.honours) if one.record and number else False


def _fault(line: RecordLine, problem: Problem) -> Fault:
    """The problem of a field (`honours-0-year`) at its cell."""
    name = {"unit_id": "unit"}.get(problem.field or "", problem.field or "id_number")
    if name.startswith("honours-"):
        _, number, name = name.split("-", 2)
        if int(number) < len(line.members):
            return line.members[int(number)].fault(name, problem.message, problem.values)
    return line.head.fault(name, problem.message, problem.values)


class _Files:
    """The files within reach that the roster's people may have: by file number, else by ID number."""

    def __init__(self, session: Session, actor: Actor, lines: Iterable[RecordLine]) -> None:
        numbers = {str(line.head.said["file_no"]) for line in lines if "file_no" in line.head.said}
        blind = {Person.id_number.blind(number) for line in lines if (number := number_of(line.head.said))}
        marks: list[str | bytes] = [*sorted(numbers), *sorted(blind)]
        workers: list[ModelWorker] = []
        self.particulars: dict[int, WorkerParticulars] = {}
        for some in parts(marks):
            found = or_(
                ModelWorker.file_no.in_([mark for mark in some if isinstance(mark, str)]),
                Person.id_number_index.in_([mark for mark in some if isinstance(mark, bytes)]),
            )
            statement = (
                select(ModelWorker, WorkerParticulars)
                .join(ModelWorker.person)
                .outerjoin(WorkerParticulars, WorkerParticulars.model_worker_id == ModelWorker.id)
                .where(reached(actor, P.FILE_WRITE, ModelWorker.unit_id), found)
                .options(joinedload(ModelWorker.person), selectinload(ModelWorker.honours))
            )
            for worker, particulars in session.execute(statement):
                workers.append(worker)
                if particulars is not None:
                    self.particulars[worker.id] = particulars
        self._by_no = {worker.file_no: worker for worker in workers}
        self._by_id = {worker.person.id_number: worker for worker in workers}

    def of(self, one: Planned[ModelWorker]) -> ModelWorker | None:
        head = one.line.head
        file_no = str(head.said.get("file_no", ""))
        if not file_no:
            number = number_of(head.said)
            return self._by_id.get(number) if number else None
        found = self._by_no.get(file_no)
        if found is None:
            message = N_("There is no file with this number in your units. Leave it empty for a new file.")
            one.faults.append(head.fault("file_no", message))
        return found


def take(session: Session, actor: Actor, row: ImportRow, today: date, now: datetime) -> int:
    body = body_of(row.facts or "")
    if row.verdict is Verdict.NEW:
        return model_workers.register(session, actor, facts=facts_of(body, None), today=today, now=now).id
    worker = model_workers.open_worker(session, actor, P.FILE_WRITE, row.model_worker_id or 0, row.version)
    return model_workers.amend(
        session,
        actor,
        model_worker_id=worker.id,
        version=worker.version,
        facts=facts_of(body, worker),
        today=today,
        now=now,
    ).id
