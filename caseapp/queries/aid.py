"""What the log-aid screen shows beside the form: the aid there is, money left, the last ten logged."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

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
_lines, _projects, _budgets, _indicators = (model.__table__ for model in (Payment, Project, ProjectBudget, Indicator))
_students = Person.__table__.alias()
_LIVE_AID = (
    select(
        _lines.c.id,
        _lines.c.project_id,
        _projects.c.name,
        _lines.c.kind,
        _lines.c.amount_fen,
        _lines.c.claim,
        _lines.c.state,
        _lines.c.paid_on,
        _lines.c.logged_at,
        _students.c.name,
    )
    .join(_projects, _projects.c.id == _lines.c.project_id)
    .outerjoin(_students, _students.c.id == _lines.c.student_id)
    .where(_lines.c.state.in_(LIVE))
    .order_by(_lines.c.id.desc())
)
_OF_HOUSEHOLD = _LIVE_AID.where(_lines.c.household_id == bindparam("who"))
_OF_PERSON = _LIVE_AID.where(_lines.c.person_id == bindparam("who"))


def live_aid(session: Session, *, person_id: int, household_id: int | None) -> list[AidLine]:
    """Every live line of the household, or of the person without one, newest first. What the session has not written
    yet is not seen."""
    statement = _OF_HOUSEHOLD if household_id else _OF_PERSON
    rows = session.execute(statement, {"who": household_id or person_id})
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


_FUNDS = (
    select(
        _budgets.c.id,
        _projects.c.id.label("project_id"),
        _projects.c.name,
        _projects.c.year,
        _budgets.c.source,
        _budgets.c.adjusted_fen,
        _budgets.c.reserved_fen + _budgets.c.committed_fen + _budgets.c.spent_fen,
        _indicators.c.id.label("indicator_id"),
        _indicators.c.measure,
    )
    .join(_projects, _projects.c.id == _budgets.c.project_id)
    .outerjoin(_indicators, _indicators.c.project_id == _projects.c.id)
    .where(
        _projects.c.year
        == func.coalesce(
            select(func.max(_projects.c.year)).where(_projects.c.year == bindparam("of_year")).scalar_subquery(),
            select(func.max(_projects.c.year)).scalar_subquery(),
        ),
        _budgets.c.adjusted_fen > 0,
    )
    .order_by(_projects.c.number, _budgets.c.id)
)
_ONE_FUND = _FUNDS.where(_budgets.c.id == bindparam("budget_id"))


def funds_of_year(session: Session, year: int, kinds: Collection[AidKind] = tuple(AidKind)) -> list[Fund]:
    """The sources of the year's projects that pay one of the kinds; of the newest year when that year has no projects
    yet."""
    return _paying(session.execute(_FUNDS, {"of_year": year}), kinds)


def fund_of_year(session: Session, year: int, kinds: Collection[AidKind], budget_id: int | None) -> Fund | None:
    """The one with that budget, if it is among `funds_of_year`."""
    found = _paying(session.execute(_ONE_FUND, {"of_year": year, "budget_id": budget_id}), kinds)
    return found[0] if found else None


def _paying(rows: Iterable[Any], kinds: Collection[AidKind]) -> list[Fund]:
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
