"""Activities, expenses, remittances, survey totals and typed figures of a year's projects, newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.surveys.codes import SurveyPurpose
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.projects import Indicator, Project, TypedFigure
from caseapp.models.surveys import Survey
from caseapp.models.users import User
from caseapp.queries.facts.occasions import NUMBERS, occasions
from caseapp.queries.facts.scope import Rows
from caseapp.queries.projects import visible

PAGE = 50


@dataclass(frozen=True)
class Of:
    """The project a record belongs to."""

    year: int
    code: str
    name: str


@dataclass(frozen=True)
class ActivityRow:
    """`held_on` is the last day; of `sessions` (0: none) `held` have been. The numbers are those that count."""

    id: int
    project: Of
    kind: ActivityKind
    title: str
    place: str
    planned_on: date
    held_on: date | None
    participants: int
    examined: int
    passed: int
    materials: int
    reach: int
    sessions: int
    held: int


@dataclass(frozen=True)
class ExpenseRow:
    id: int
    project: Of
    source: FundSource
    amount_fen: int
    paid_on: date
    voucher_no: str
    subject: str
    activity: str | None


@dataclass(frozen=True)
class RemittanceRow:
    id: int
    project_id: int
    project: Of
    source: FundSource
    quarter: int
    due_on: date
    due_fen: int
    received_fen: int
    passed_fen: int
    passed_on: date | None

    @property
    def in_time(self) -> bool | None:
        return None if self.passed_on is None else self.passed_on <= self.due_on and self.passed_fen >= self.due_fen

    def is_overdue(self, today: date) -> bool:
        return self.passed_on is None and self.due_on < today


@dataclass(frozen=True)
class SurveyRow:
    """`good` of `valid` answers are in the survey's counted set."""

    id: int
    project: Of
    purpose: SurveyPurpose
    title: str
    channel: str
    held_on: date
    issued_forms: int
    returned_forms: int
    good: int
    valid: int


@dataclass(frozen=True)
class TypedRow:
    id: int
    project: Of
    row: int
    indicator: str
    target: str
    words: str
    attained: bool
    evidence: str
    entered_on: date
    entered_by: str | None


@dataclass(frozen=True)
class Filter:
    """A year's records; of one project when its id is given."""

    year: int
    project_id: int | None = None


def activities(session: Session, actor: Actor, chosen: Filter, *, page: int = 1) -> list[ActivityRow]:
    every = occasions()
    counted = (
        select(
            every.c.activity_id,
            func.count().label("planned"),
            func.count(every.c.held_on).label("held"),
            func.max(every.c.held_on).label("last"),
            func.max(every.c.kind).label("kind"),
            *(func.coalesce(func.sum(every.c[name]), 0).label(name) for name in NUMBERS),
        )
        .group_by(every.c.activity_id)
        .subquery()
    )
    statement = (
        select(Activity, Project, counted)
        .join(counted, counted.c.activity_id == Activity.id)
        .order_by(Activity.planned_on.desc(), Activity.id.desc())
    )
    return [
        ActivityRow(
            row.Activity.id,
            _project(row.Project),
            row.Activity.kind,
            row.Activity.title,
            row.Activity.place,
            row.Activity.planned_on,
            row.last,
            **{name: int(row._mapping[name]) for name in NUMBERS},
            sessions=row.planned if row.kind == "session" else 0,
            held=row.held,
        )
        for row in session.execute(_paged(of_year(statement, Activity, actor, chosen), page))
    ]


def expenses(session: Session, actor: Actor, chosen: Filter, *, page: int = 1) -> list[ExpenseRow]:
    statement = (
        select(Expense, Project, Activity.title)
        .outerjoin(Activity, Activity.id == Expense.activity_id)
        .order_by(Expense.paid_on.desc(), Expense.id.desc())
    )
    rows = session.execute(_paged(of_year(statement, Expense, actor, chosen), page))
    return [
        ExpenseRow(e.id, _project(p), e.source, e.amount_fen, e.paid_on, e.voucher_no, e.subject, title)
        for e, p, title in rows
    ]


def remittances(session: Session, actor: Actor, chosen: Filter, *, page: int = 1) -> list[RemittanceRow]:
    statement = select(Remittance, Project).order_by(Remittance.due_on.desc(), Remittance.id.desc())
    rows = session.execute(_paged(of_year(statement, Remittance, actor, chosen), page))
    return [
        RemittanceRow(
            r.id, p.id, _project(p), r.source, r.quarter, r.due_on, r.due_fen, r.received_fen, r.passed_fen, r.passed_on
        )
        for r, p in rows
    ]


def surveys(session: Session, actor: Actor, chosen: Filter, *, page: int = 1) -> list[SurveyRow]:
    statement = (
        select(Survey, Project).options(selectinload(Survey.tallies)).order_by(Survey.held_on.desc(), Survey.id.desc())
    )
    rows = session.execute(_paged(of_year(statement, Survey, actor, chosen), page))
    return [
        SurveyRow(
            s.id,
            _project(p),
            s.purpose,
            s.title,
            s.channel,
            s.held_on,
            s.issued_forms,
            s.returned_forms,
            sum(tally.forms for tally in s.tallies if tally.answer.value in s.counted),
            sum(tally.forms for tally in s.tallies),
        )
        for s, p in rows
    ]


def typed(session: Session, actor: Actor, chosen: Filter, *, page: int = 1) -> list[TypedRow]:
    statement = (
        select(TypedFigure, Indicator, Project, User.name)
        .join(Indicator, Indicator.id == TypedFigure.indicator_id)
        .outerjoin(User, User.id == TypedFigure.entered_by)
        .order_by(TypedFigure.entered_on.desc(), TypedFigure.id.desc())
    )
    return [_typed(*found) for found in session.execute(_paged(of_year(statement, Indicator, actor, chosen), page))]


LISTS: dict[str, Callable[..., list[Any]]] = {
    "activities": activities,
    "expenses": expenses,
    "remittances": remittances,
    "surveys": surveys,
    "typed": typed,
}


def counts(session: Session, actor: Actor, chosen: Filter) -> dict[str, int]:
    """How many records each list holds; one statement."""
    numbered = {
        "activities": of_year(select(func.count(Activity.id)), Activity, actor, chosen),
        "expenses": of_year(select(func.count(Expense.id)), Expense, actor, chosen),
        "remittances": of_year(select(func.count(Remittance.id)), Remittance, actor, chosen),
        "surveys": of_year(select(func.count(Survey.id)), Survey, actor, chosen),
        "typed": of_year(
            select(func.count(TypedFigure.id)).join(Indicator, Indicator.id == TypedFigure.indicator_id),
            Indicator,
            actor,
            chosen,
        ),
    }
    row = session.execute(select(*(statement.scalar_subquery() for statement in numbered.values()))).one()
    return dict(zip(numbered, row, strict=True))


def of_year(statement: Rows, record: Any, actor: Actor, chosen: Filter) -> Rows:
    statement = statement.join(Project, Project.id == record.project_id).where(Project.year == chosen.year)
    if chosen.project_id is not None:
        statement = statement.where(Project.id == chosen.project_id)
    return visible(statement, actor, Project.unit_id)


def _paged(statement: Rows, page: int) -> Rows:
    return statement.limit(PAGE).offset((max(page, 1) - 1) * PAGE)


def _project(project: Project) -> Of:
    return Of(project.year, project.code, project.name)


def typed_of(session: Session, project_id: int, row: int) -> list[TypedRow]:
    """Every finding typed for one row, newest first; the caller has looked up the project in the actor's reach."""
    statement = (
        select(TypedFigure, Indicator, Project, User.name)
        .join(Indicator, Indicator.id == TypedFigure.indicator_id)
        .join(Project, Project.id == Indicator.project_id)
        .outerjoin(User, User.id == TypedFigure.entered_by)
        .where(Indicator.project_id == project_id, Indicator.row == row)
        .order_by(TypedFigure.entered_on.desc(), TypedFigure.id.desc())
    )
    return [_typed(*found) for found in session.execute(statement)]


def _typed(figure: TypedFigure, indicator: Indicator, project: Project, who: str | None) -> TypedRow:
    return TypedRow(
        figure.id,
        _project(project),
        indicator.row,
        indicator.name,
        indicator.target,
        figure.words,
        figure.attained,
        figure.evidence,
        figure.entered_on,
        who,
    )
