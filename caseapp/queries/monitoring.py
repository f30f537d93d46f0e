"""What monitoring reads beside the figures: the rules in force, what was said, and money bound month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.clock import day_begins
from caseapp.domain.indicators.lights import USUAL, LightRules
from caseapp.domain.indicators.monitoring import period_end
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.domain.periods import Window
from caseapp.models.monitoring import MonitorNote, MonitorRule
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Indicator
from caseapp.models.units import Unit

_SIGNED = (BatchState.APPROVED, BatchState.RELEASED, BatchState.SETTLED)


def all_rules(session: Session) -> Sequence[MonitorRule]:
    """Newest first."""
    return session.scalars(select(MonitorRule).order_by(MonitorRule.valid_from.desc())).all()


def rule_on(session: Session, day: date) -> MonitorRule | None:
    """The rule in force on the day."""
    in_force = select(MonitorRule).where(MonitorRule.valid_from <= day).order_by(MonitorRule.valid_from.desc())
    return session.scalars(in_force.limit(1)).one_or_none()


def lights_on(session: Session, day: date) -> LightRules:
    rule = rule_on(session, day)
    return rule.read() if rule else USUAL


def notes_of(session: Session, indicators: Sequence[int], period: date) -> dict[int, MonitorNote]:
    """The note that stands for each row at the period end; one statement."""
    newest = (
        select(func.max(MonitorNote.id))
        .where(MonitorNote.indicator_id.in_(indicators), MonitorNote.period_end == period)
        .group_by(MonitorNote.indicator_id)
    )
    notes = select(MonitorNote).where(MonitorNote.id.in_(newest)).options(joinedload(MonitorNote.by))
    return {note.indicator_id: note for note in session.scalars(notes)}


def history_of(session: Session, project_id: int, period: date) -> Sequence[MonitorNote]:
    """Everything said of the project's rows for the period end, newest first."""
    notes = (
        select(MonitorNote)
        .join(MonitorNote.indicator)
        .where(Indicator.project_id == project_id, MonitorNote.period_end == period)
        .options(joinedload(MonitorNote.by), joinedload(MonitorNote.indicator))
        .order_by(MonitorNote.id.desc())
    )
    return session.scalars(notes).all()


def committed_by_day(session: Session, projects: Sequence[int], days: Sequence[date]) -> dict[int, list[int]]:
    """Fen approved and not yet paid at the end of each day, by project; one statement.

    A line that failed frees its money, so it counts on no day.
    """
    sums = [func.sum(case((_bound_on(day), Payment.amount_fen), else_=0)) for day in days]
    rows = session.execute(
        select(Payment.project_id, *sums)
        .join(Batch, Batch.id == Payment.batch_id)
        .where(Payment.project_id.in_(projects), Batch.state.in_(_SIGNED))
        .group_by(Payment.project_id)
    )
    found = {project: [int(fen or 0) for fen in fens] for project, *fens in rows}
    return {project: found.get(project, [0] * len(days)) for project in projects}


def _bound_on(day: date) -> ColumnElement[bool]:
    signed_at = func.coalesce(Batch.second_approved_at, Batch.approved_at)
    later = and_(Payment.state.in_((LineState.PAID, LineState.RETURNED)), Payment.paid_on > day)
    return and_(signed_at < day_begins(day + timedelta(days=1)), or_(Payment.state == LineState.OPEN, later))


def days_until(year: int, as_of: date) -> list[date]:
    """The ends of the months gone by, and last the day itself."""
    last = min(max(as_of, date(year, 1, 1)), date(year, 12, 31))
    return [*(end for month in range(1, 13) if (end := period_end(year, month)) < last), last]


@dataclass(frozen=True)
class UnitPaid:
    """What one unit's people were paid; `times` payments to `payees` households and people without a file."""

    name: str
    amount_fen: int
    times: int
    payees: int


def paid_by_unit(session: Session, projects: Sequence[int], window: Window) -> list[UnitPaid]:
    """Payments that count, by the unit that logged them, most money first; one statement."""
    counts = (
        Payment.project_id.in_(projects),
        Payment.state.in_((LineState.PAID, LineState.RETURNED)),
        Payment.paid_on.between(window.start, window.end),
        or_(Payment.returned_on.is_(None), Payment.returned_on > window.as_of),
    )
    payee = func.coalesce(Payment.household_id, -Payment.person_id)
    fen = func.sum(Payment.amount_fen)
    rows = session.execute(
        select(Unit.name, fen, func.count(), func.count(distinct(payee)))
        .join(Unit, Unit.id == Payment.unit_id)
        .where(*counts)
        .group_by(Unit.id, Unit.name)
        .order_by(fen.desc(), Unit.name)
    )
    return [UnitPaid(name, int(amount), times, payees) for name, amount, times, payees in rows]
