"""The roster of model workers and the one file with its honours and relief."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.identity import mask
from caseapp.domain.model_workers.codes import HonourLevel, Payer, ReliefCause, WorkerState
from caseapp.domain.payments.codes import LineState
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.worker_particulars import WorkerParticulars
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.people import PersonView, person_view
from caseapp.queries.reach import S, within
from caseapp.queries.search import model_worker_matches
from caseapp.queries.units import at_or_below
from caseapp.queries.worker_particulars import shown

ORDERS = {"file_no": Order(ModelWorker.file_no)}


@dataclass(frozen=True)
class Filters:
    """`alive` is yes or no."""

    q: str = ""
    unit_id: int | None = None
    level: HonourLevel | None = None
    work_state: WorkerState | None = None
    alive: str = ""


@dataclass(frozen=True)
class ModelWorkerRow:
    """`paid_fen` is what the person was paid this year."""

    id: int
    file_no: str
    name: str
    masked_id: str
    unit: str
    employer: str
    treatment_level: HonourLevel
    work_state: WorkerState
    payer: Payer
    retired_on: date | None
    died_on: date | None
    paid_fen: int


@dataclass(frozen=True)
class HonourRow:
    id: int
    title: str
    level: HonourLevel
    year: int
    issuer: str
    document_no: str
    certificate_no: str
    revoked_on: date | None
    revocation_no: str
    treatment_level: HonourLevel
    awarded_on: date | None


@dataclass(frozen=True)
class ReliefRow:
    """`applied_by` is the user who entered it and may not approve it."""

    id: int
    year: int
    cause: ReliefCause
    amount_fen: int
    applied_on: date
    approved_on: date | None
    applied_by: int | None
    reason: str
    monthly_income_fen: int | None


@dataclass(frozen=True)
class ModelWorkerFile:
    id: int
    file_no: str
    person: PersonView
    unit: str
    unit_path: str
    employer: str
    work_state: WorkerState
    treatment_level: HonourLevel
    payer: Payer
    retired_on: date | None
    died_on: date | None
    death_reported_on: date | None
    liveness_checked_on: date | None
    note: str
    particulars: dict[str, str]
    version: int
    honours: list[HonourRow]
    relief: list[ReliefRow]


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of a file; reach is not among it."""
    asked = []
    if filters.q.strip():
        asked.append(model_worker_matches(filters.q))
    if filters.unit_id is not None:
        asked.append(at_or_below(filters.unit_id, ModelWorker.unit_id))
    if filters.level is not None:
        asked.append(ModelWorker.treatment_level == filters.level)
    if filters.work_state is not None:
        asked.append(ModelWorker.work_state == filters.work_state)
    if filters.alive:
        dead = ModelWorker.died_on.is_not(None)
        asked.append(~dead if filters.alive == "yes" else dead)
    return asked


def roster(session: Session, actor: Actor, filters: Filters, wanted: Wanted, *, year: int) -> Page[ModelWorkerRow]:
    """One page within the actor's reach, and the count of all that match; two statements."""

    def scoped(statement: S) -> S:
        return within(statement, actor, Permission.FILE_READ, ModelWorker.unit_id).where(*conditions(filters))

    found = session.scalar(scoped(select(func.count(ModelWorker.id)))) or 0
    paid = (
        select(func.coalesce(func.sum(Payment.amount_fen), 0))
        .where(
            Payment.person_id == ModelWorker.person_id,
            Payment.household_id.is_(None),
            Payment.state == LineState.PAID,
            Payment.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .correlate(ModelWorker)
        .scalar_subquery()
    )
    statement = (
        select(ModelWorker, Person, Unit.name, paid)
        .join(Person, Person.id == ModelWorker.person_id)
        .join(Unit, Unit.id == ModelWorker.unit_id)
    )
    cuttings, sort, previous, following = cut(session, scoped(statement), ORDERS, ModelWorker.id, wanted)
    rows = [_row(worker, person, unit, int(paid_fen)) for worker, person, unit, paid_fen, *_ in cuttings]
    return Page(rows, found, sort, previous, following)


def _row(worker: ModelWorker, person: Person, unit: str, paid_fen: int) -> ModelWorkerRow:
    return ModelWorkerRow(
        id=worker.id,
        file_no=worker.file_no,
        name=person.name,
        masked_id=mask(person.id_number or ""),
        unit=unit,
        employer=worker.employer,
        treatment_level=worker.treatment_level,
        work_state=worker.work_state,
        payer=worker.payer,
        retired_on=worker.retired_on,
        died_on=worker.died_on,
        paid_fen=paid_fen,
    )


def one(session: Session, actor: Actor, model_worker_id: int) -> ModelWorkerFile | None:
    """The file with honours and relief in one statement; None when it is not there for this actor."""
    statement = (
        select(ModelWorker, Person, Unit, WorkerParticulars, Honour, ReliefApplication)
        .join(Person, Person.id == ModelWorker.person_id)
        .join(Unit, Unit.id == ModelWorker.unit_id)
        .outerjoin(WorkerParticulars, WorkerParticulars.model_worker_id == ModelWorker.id)
        .outerjoin(Honour, Honour.model_worker_id == ModelWorker.id)
        .outerjoin(ReliefApplication, ReliefApplication.model_worker_id == ModelWorker.id)
        .where(ModelWorker.id == model_worker_id)
        .order_by(Honour.year, Honour.id, ReliefApplication.year.desc())
    )
    found = session.execute(within(statement, actor, Permission.FILE_READ, ModelWorker.unit_id)).all()
    if not found:
        return None
    worker, person, unit, particulars, *_ = found[0]
    honours = {honour.id: honour for *_, honour, _ in found if honour is not None}
    applications = {application.id: application for *_, application in found if application is not None}
    return ModelWorkerFile(
        id=worker.id,
        file_no=worker.file_no,
        person=person_view(person),
        unit=unit.name,
        unit_path=unit.path,
        employer=worker.employer,
        work_state=worker.work_state,
        treatment_level=worker.treatment_level,
        payer=worker.payer,
        retired_on=worker.retired_on,
        died_on=worker.died_on,
        death_reported_on=worker.death_reported_on,
        liveness_checked_on=worker.liveness_checked_on,
        note=worker.note,
        particulars=shown(particulars) if particulars else {},
        version=worker.version,
        honours=[_honour(honour) for honour in honours.values()],
        relief=[
            ReliefRow(
                a.id,
                a.year,
                a.cause,
                a.amount_fen,
                a.applied_on,
                a.approved_on,
                a.applied_by,
                a.reason,
                a.monthly_income_fen,
            )
            for a in applications.values()
        ],
    )


def _honour(honour: Honour) -> HonourRow:
    return HonourRow(
        honour.id,
        honour.title,
        honour.level,
        honour.year,
        honour.issuer,
        honour.document_no,
        honour.certificate_no,
        honour.revoked_on,
        honour.revocation_no,
        honour.treatment_level,
        honour.awarded_on,
    )
