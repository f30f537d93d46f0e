"""Whose 健在核验 is due or overdue, and the checks of one file."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.model_workers.codes import Channel, Finding, Payer, WorkerState
from caseapp.domain.model_workers.months import month_of, plus
from caseapp.models.honours import LivenessCheck
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.honour_standards import honour_standards
from caseapp.queries.reach import S, within
from caseapp.queries.units import at_or_below

SOON_MONTHS = 2
MOST = 500
STATES = ("overdue", "soon", "valid", "all")


@dataclass(frozen=True)
class DueRow:
    """`newest` is the newest check whatever it found; `until` the day the last good one runs out."""

    id: int
    file_no: str
    name: str
    unit: str
    seen_on: date | None
    until: date | None
    newest: tuple[date, Finding] | None


@dataclass(frozen=True)
class DueList:
    """At most MOST rows; `counts` are those of every state within reach and unit."""

    rows: list[DueRow]
    counts: dict[str, int]
    months: int


@dataclass(frozen=True)
class CheckRow:
    checked_on: date
    channel: Channel
    finding: Finding
    witness: str
    evidence: str
    by: str | None


def due_list(
    session: Session,
    actor: Actor,
    permission: Permission,
    *,
    state: str,
    unit_id: int | None,
    today: date,
) -> DueList:
    """Those the city may owe an allowance: alive, retired or farming, paid by the city."""
    rules = honour_standards(session).rules_in(month_of(today))
    months = rules.liveness_months if rules else 12
    limit, soon = _back(today, months), _back(today, months - SOON_MONTHS)
    seen = ModelWorker.liveness_checked_on
    conditions: dict[str, ColumnElement[bool]] = {
        "overdue": or_(seen.is_(None), seen < limit),
        "soon": and_(seen >= limit, seen < soon),
        "valid": seen >= soon,
    }
    asked_after = and_(
        ModelWorker.died_on.is_(None),
        ModelWorker.payer == Payer.CITY,
        or_(ModelWorker.retired_on.is_not(None), ModelWorker.work_state == WorkerState.FARMING),
    )

    def scoped(statement: S) -> S:
        narrowed = within(statement, actor, permission, ModelWorker.unit_id).where(asked_after)
        return narrowed.where(at_or_below(unit_id, ModelWorker.unit_id)) if unit_id is not None else narrowed

    sums = [func.count(ModelWorker.id).filter(condition) for condition in conditions.values()]
    found = session.execute(scoped(select(*sums, func.count(ModelWorker.id)))).one()
    newest = (
        select(LivenessCheck.id)
        .where(LivenessCheck.model_worker_id == ModelWorker.id)
        .order_by(LivenessCheck.checked_on.desc(), LivenessCheck.id.desc())
        .limit(1)
        .correlate(ModelWorker)
        .scalar_subquery()
    )
    statement = (
        select(ModelWorker, Person.name, Unit.name, LivenessCheck.checked_on, LivenessCheck.finding)
        .join(Person, Person.id == ModelWorker.person_id)
        .join(Unit, Unit.id == ModelWorker.unit_id)
        .outerjoin(LivenessCheck, LivenessCheck.id == newest)
        .order_by(seen.is_not(None), seen, ModelWorker.file_no)
        .limit(MOST)
    )
    if state in conditions:
        statement = statement.where(conditions[state])
    rows = [
        DueRow(
            worker.id,
            worker.file_no,
            name,
            unit,
            worker.liveness_checked_on,
            _until(worker.liveness_checked_on, months),
            (checked_on, finding) if checked_on else None,
        )
        for worker, name, unit, checked_on, finding in session.execute(scoped(statement))
    ]
    return DueList(rows, dict(zip((*conditions, "all"), found, strict=True)), months)


def checks_of(session: Session, model_worker_id: int) -> list[CheckRow]:
    """The newest first; the file must have been found within reach."""
    statement = (
        select(
            LivenessCheck.checked_on,
            LivenessCheck.channel,
            LivenessCheck.finding,
            LivenessCheck.witness,
            LivenessCheck.evidence,
            User.name,
        )
        .outerjoin(User, User.id == LivenessCheck.created_by)
        .where(LivenessCheck.model_worker_id == model_worker_id)
        .order_by(LivenessCheck.checked_on.desc(), LivenessCheck.id.desc())
    )
    return [CheckRow(*row) for row in session.execute(statement)]


def _back(today: date, months: int) -> date:
    """The first day that is no more than so many months past; 31 March less a month is 1 March."""
    month = plus(month_of(today), -months)
    following = plus(month, 1)
    day = month.replace(day=1).toordinal() + today.day - 1
    return date.fromordinal(min(day, following.toordinal()))


def _until(seen_on: date | None, months: int) -> date | None:
    if seen_on is None:
        return None
    month = plus(month_of(seen_on), months)
    return min(date.fromordinal(month.toordinal() + seen_on.day - 1), date.fromordinal(plus(month, 1).toordinal() - 1))
