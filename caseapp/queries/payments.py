"""One payment as it stands: whom, from what money, in which batch, with what result."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.codes import Category
from caseapp.domain.identity import mask
from caseapp.domain.payments.codes import AidKind, BatchAction, BatchState, FundSource, LineAction, LineState
from caseapp.domain.periods import Window
from caseapp.models.households import Household
from caseapp.models.imports import Import
from caseapp.models.payments import Batch, BatchStep, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.reversals import Reversal
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.reach import reached, within


@dataclass(frozen=True)
class BatchOf:
    """The batch that carries a line; each signature is (name, moment) or None. `may_open`: within the actor's reach."""

    id: int
    number: str
    title: str
    state: BatchState
    prepared: tuple[str, datetime]
    approved: tuple[str, datetime] | None
    released: tuple[str, datetime] | None
    settled_at: datetime | None
    digest: str | None
    may_open: bool


@dataclass(frozen=True)
class Step:
    action: BatchAction | LineAction
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Repayment:
    id: int
    state: LineState
    paid_on: date | None


@dataclass(frozen=True)
class PaymentFile:
    """`payee_*` is the snapshot taken at release; ID and account are masked. Money in fen.

    `history` is the name of the file that brought a payment of past years in.
    """

    id: int
    name: str
    person_id: int
    household_id: int | None
    file_no: str | None
    unit: str
    kind: AidKind
    amount_fen: int
    proposed_fen: int | None
    medical_total_fen: int | None
    medical_reimbursed_fen: int | None
    reason: str
    source: FundSource
    project: tuple[int, str, str]
    state: LineState
    paid_on: date | None
    returned_on: date | None
    failed_reason: str | None
    reversal: Step | None
    payee_name: str | None
    payee_id: str | None
    payee_account: str | None
    category: Category | None
    household_size: int | None
    logged_by: str | None
    logged_at: datetime
    repays: Repayment | None
    repaid_by: tuple[Repayment, ...]
    batch: BatchOf | None
    steps: tuple[Step, ...]
    history: str | None
    voucher_no: str

    @property
    def is_repaid(self) -> bool:
        return any(later.state is not LineState.CANCELLED for later in self.repaid_by)


def payment_file(session: Session, actor: Actor, payment_id: int) -> PaymentFile:
    """Three statements, four for a reversed one; NotFound outside the actor's units."""
    logger, preparer, approver, releaser = (aliased(User) for _ in range(4))
    statement = (
        select(Payment, Person.name, Household.file_no, Unit.name, Project, Batch, logger.name)
        .add_columns(Import.name, _opens(actor), preparer.name, approver.name, releaser.name)
        .join(Person, Person.id == Payment.person_id)
        .join(Unit, Unit.id == Payment.unit_id)
        .join(Project, Project.id == Payment.project_id)
        .outerjoin(Household, Household.id == Payment.household_id)
        .outerjoin(Batch, Batch.id == Payment.batch_id)
        .outerjoin(Import, Import.id == Payment.history_import_id)
        .outerjoin(logger, logger.id == Payment.logged_by)
        .outerjoin(preparer, preparer.id == Batch.prepared_by)
        .outerjoin(approver, approver.id == Batch.approved_by)
        .outerjoin(releaser, releaser.id == Batch.released_by)
        .where(Payment.id == payment_id)
    )
    row = session.execute(within(statement, actor, Permission.BATCH_READ, Payment.unit_id)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such payment."))
    line, name, file_no, unit, project, batch, logged_by, history, opens, *signers = row
    again = _repayments(session, line)
    return PaymentFile(
        id=line.id,
        name=name,
        person_id=line.person_id,
        household_id=line.household_id,
        file_no=file_no,
        unit=unit,
        kind=line.kind,
        amount_fen=line.amount_fen,
        proposed_fen=line.proposed_fen,
        medical_total_fen=line.medical_total_fen,
        medical_reimbursed_fen=line.medical_reimbursed_fen,
        reason=line.reason,
        source=line.source,
        project=(project.year, project.code, project.name),
        state=line.state,
        paid_on=line.paid_on,
        returned_on=line.returned_on,
        failed_reason=line.failed_reason,
        reversal=_reversal(session, line),
        payee_name=line.payee_name,
        payee_id=_masked(line.payee_id),
        payee_account=_masked(line.payee_account),
        category=line.category,
        household_size=line.household_size,
        logged_by=logged_by,
        logged_at=line.logged_at,
        repays=next((one for one in again if one.id == line.repays_id), None),
        repaid_by=tuple(one for one in again if one.id != line.repays_id),
        batch=_batch(batch, signers, may_open=bool(opens)) if batch else None,
        steps=_steps(session, batch.id) if batch else (),
        history=history,
        voucher_no=line.voucher_no,
    )


def _masked(number: str | None) -> str | None:
    return mask(number) if number else None


def _repayments(session: Session, line: Payment) -> list[Repayment]:
    """The line this one pays again, and the lines that pay this one again."""
    which = [Payment.repays_id == line.id, *([Payment.id == line.repays_id] if line.repays_id else [])]
    rows = session.execute(select(Payment.id, Payment.state, Payment.paid_on).where(or_(*which)).order_by(Payment.id))
    return [Repayment(*row) for row in rows]


def _opens(actor: Actor) -> ColumnElement[int]:
    """1 where the actor reaches the batch: its unit may stand above the payment's."""
    return case((reached(actor, Permission.BATCH_READ, Batch.unit_id), 1), else_=0)


def _batch(batch: Batch, signers: list[str | None], *, may_open: bool) -> BatchOf:
    preparer, approver, releaser = signers
    return BatchOf(
        batch.id,
        batch.number,
        batch.title,
        batch.state,
        (preparer or "", batch.prepared_at),
        (approver, batch.approved_at) if approver and batch.approved_at else None,
        (releaser, batch.released_at) if releaser and batch.released_at else None,
        batch.settled_at,
        batch.released_digest or batch.approved_digest or batch.submitted_digest,
        may_open,
    )


def _reversal(session: Session, line: Payment) -> Step | None:
    if line.state is not LineState.REVERSED:
        return None
    statement = select(Reversal.at, User.name, Reversal.reason).join(User, User.id == Reversal.by_id)
    at, who, reason = session.execute(statement.where(Reversal.payment_id == line.id)).one()
    return Step(LineAction.REVERSE, who, at, reason)


def _steps(session: Session, batch_id: int) -> tuple[Step, ...]:
    rows = session.execute(
        select(BatchStep, User.name)
        .join(User, User.id == BatchStep.by_id)
        .where(BatchStep.batch_id == batch_id)
        .order_by(BatchStep.id)
    )
    return tuple(Step(step.action, name, step.at, step.reason) for step, name in rows)


@dataclass(frozen=True)
class LatestPayment:
    """`batch_id` is None where the actor may not open the batch; `voucher_no` is that of a payment of past years."""

    id: int
    paid_on: date | None
    name: str
    file_no: str | None
    kind: AidKind
    amount_fen: int
    batch_number: str | None
    batch_id: int | None
    voucher_no: str


def latest(session: Session, actor: Actor, project_id: int, window: Window, limit: int) -> list[LatestPayment]:
    """The newest payments that count in the window, as far as the actor reaches; one statement."""
    statement = (
        select(
            Payment.id,
            Payment.paid_on,
            Person.name,
            Household.file_no,
            Payment.kind,
            Payment.amount_fen,
            Batch.number,
            case((reached(actor, Permission.BATCH_READ, Batch.unit_id), Batch.id)),
            Payment.voucher_no,
        )
        .join(Person, Person.id == Payment.person_id)
        .outerjoin(Household, Household.id == Payment.household_id)
        .outerjoin(Batch, Batch.id == Payment.batch_id)
        .where(
            Payment.project_id == project_id,
            Payment.state.in_((LineState.PAID, LineState.RETURNED)),
            Payment.paid_on.between(window.start, window.end),
            or_(Payment.returned_on.is_(None), Payment.returned_on > window.as_of),
        )
        .order_by(Payment.paid_on.desc(), Payment.id.desc())
        .limit(limit)
    )
    rows = session.execute(within(statement, actor, Permission.BATCH_READ, Payment.unit_id))
    return [LatestPayment(*row) for row in rows]
