"""What the log-aid screen shows beside the form: the aid there is, money left, the last ten logged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.clock import local_day
from caseapp.domain.indicators.paying import pays
from caseapp.domain.payments.codes import AidKind, BatchState, FundSource, LineState
from caseapp.domain.payments.weighing import AidLine
from caseapp.models.households import Household
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Indicator, Project, ProjectBudget

LAST = 10
LIVE = (LineState.OPEN, LineState.PAID)


def live_aid(session: Session, *, person_id: int, household_id: int | None) -> list[AidLine]:
    """Every live line of the household, or of the person without one, newest first."""
    student = aliased(Person)
    who = Payment.household_id == household_id if household_id else Payment.person_id == person_id
    rows = session.execute(
        select(
            Payment.id,
            Payment.project_id,
            Project.name,
            Payment.kind,
            Payment.amount_fen,
            Payment.claim,
            Payment.state,
            Payment.paid_on,
            Payment.logged_at,
            student.name,
        )
        .join(Payment.project)
        .outerjoin(student, student.id == Payment.student_id)
        .where(who, Payment.state.in_(LIVE))
        .order_by(Payment.id.desc())
    )
    return [AidLine(*row[:7], day=row[7] or local_day(row[8]), student=row[9]) for row in rows]


@dataclass(frozen=True)
class Fund:
    """One source of a project's money; `bound_fen` is reserved, committed and spent."""

    budget_id: int
    project_id: int
    project: str
    year: int
    source: FundSource
    adjusted_fen: int
    bound_fen: int

    @property
    def free_fen(self) -> int:
        return self.adjusted_fen - self.bound_fen


def funds_of_year(session: Session, year: int, kinds: Collection[AidKind] = tuple(AidKind)) -> list[Fund]:
    """The sources of the year's projects that pay one of the kinds; of the newest year when that year has no projects
    yet."""
    has_year = select(func.max(Project.year)).where(Project.year == year).scalar_subquery()
    newest = select(func.max(Project.year)).scalar_subquery()
    rows = session.execute(
        select(
            ProjectBudget.id,
            Project.id,
            Project.name,
            Project.year,
            ProjectBudget.source,
            ProjectBudget.adjusted_fen,
            ProjectBudget.reserved_fen + ProjectBudget.committed_fen + ProjectBudget.spent_fen,
            Indicator.id.label("indicator_id"),
            Indicator.measure,
        )
        .join(Project, Project.id == ProjectBudget.project_id)
        .outerjoin(Project.indicators)
        .where(Project.year == func.coalesce(has_year, newest), ProjectBudget.adjusted_fen > 0)
        .order_by(Project.number, ProjectBudget.id)
    )
    measures: dict[Fund, list[str | None]] = {}
    for row in rows:
        held = measures.setdefault(Fund(*row[:-2]), [])
        held += [row.measure] if row.indicator_id is not None else []
    return [fund for fund, held in measures.items() if pays(held, kinds)]


@dataclass(frozen=True)
class Logged:
    id: int
    at: datetime
    name: str
    file_no: str | None
    kind: AidKind
    amount_fen: int
    budget_key: tuple[int, FundSource]
    state: LineState
    can_be_undone: bool


def last_logged(session: Session, actor: Actor) -> list[Logged]:
    """The actor's own newest lines, newest first."""
    rows = session.execute(
        select(Payment, Person.name, Household.file_no, Batch.state)
        .join(Payment.person)
        .outerjoin(Payment.household)
        .outerjoin(Payment.batch)
        .where(Payment.logged_by == actor.id)
        .order_by(Payment.id.desc())
        .limit(LAST)
    )
    return [
        Logged(
            line.id,
            line.logged_at,
            name,
            file_no,
            line.kind,
            line.amount_fen,
            (line.project_id, line.source),
            line.state,
            line.state is LineState.OPEN and batch_state in (None, BatchState.DRAFT),
        )
        for line, name, file_no, batch_state in rows
    ]
