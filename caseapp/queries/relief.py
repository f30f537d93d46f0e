"""Applications for 困难救济 of one year, with what became of each."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.model_workers.codes import ReliefCause
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.models.model_workers import ModelWorker, ReliefApplication
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.queries.reach import within

LIVE = (LineState.OPEN, LineState.PAID)


@dataclass(frozen=True)
class ReliefLine:
    """`payment` is the live line of the year's relief and its state; None: nothing is underway."""

    id: int
    worker_id: int
    person_id: int
    unit_id: int
    unit_path: str
    file_no: str
    name: str
    unit: str
    cause: ReliefCause
    amount_fen: int
    applied_on: date
    approved_on: date | None
    died_on: date | None
    payment: tuple[int, LineState] | None

    @property
    def is_payable(self) -> bool:
        return self.approved_on is not None and self.died_on is None and self.payment is None


def relief_of_year(session: Session, actor: Actor, permission: Permission, year: int) -> list[ReliefLine]:
    """Within reach, by file number; one statement."""
    of_year = select(Project.id).where(Project.year == year)
    statement = (
        select(ReliefApplication, ModelWorker, Person.name, Unit, Payment.id, Payment.state)
        .join(ModelWorker, ModelWorker.id == ReliefApplication.model_worker_id)
        .join(Person, Person.id == ModelWorker.person_id)
        .join(Unit, Unit.id == ModelWorker.unit_id)
        .outerjoin(
            Payment,
            and_(
                Payment.person_id == ModelWorker.person_id,
                Payment.kind == AidKind.RELIEF,
                Payment.state.in_(LIVE),
                Payment.project_id.in_(of_year),
            ),
        )
        .where(ReliefApplication.year == year)
        .order_by(ModelWorker.file_no, Payment.id)
    )
    found = {}
    for application, worker, name, unit, payment_id, state in session.execute(
        within(statement, actor, permission, ModelWorker.unit_id)
    ):
        found[application.id] = ReliefLine(
            application.id,
            worker.id,
            worker.person_id,
            worker.unit_id,
            unit.path,
            worker.file_no,
            name,
            unit.name,
            application.cause,
            application.amount_fen,
            application.applied_on,
            application.approved_on,
            worker.died_on,
            (payment_id, state) if payment_id else None,
        )
    return list(found.values())
