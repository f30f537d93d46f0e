"""A project's money and people at a glance: four ways to count, money by month and kind, plan beside paid."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Integer, String, extract, func, literal, select, union_all
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from caseapp.domain.book import PLAN_MONTHS
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.figure import CENT
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.periods import Window, year_window
from caseapp.models.activities import Expense, Remittance
from caseapp.models.payments import Payment
from caseapp.models.projects import PlanPoint, Project
from caseapp.queries.facts import payments
from caseapp.queries.facts.costs import spending_of
from caseapp.queries.facts.scope import Ask, ProjectScope, Rows, counted, prepared

FOUR_UNITS = tuple(CATALOGUE[f"count.{unit}.any"] for unit in ("households", "persons", "times", "with_dependants"))


@dataclass(frozen=True)
class FourUnits:
    """The same payments counted in each unit."""

    households: int
    persons: int
    times: int
    with_dependants: int

    @classmethod
    def of(cls, found: payments.Found, scope: ProjectScope) -> "FourUnits":
        """Raises KeyError when `FOUR_UNITS` were not among what was asked."""
        counts = (found[scope.project_id, measure.key].numerator or 0 for measure in FOUR_UNITS)
        return cls(*counts)


@dataclass(frozen=True)
class MonthPaid:
    """`kind` is a kind of aid, or `expense`, or `remittance`."""

    month: int
    kind: str
    amount_fen: int
    times: int


@dataclass(frozen=True)
class Spending:
    paid_fen: int
    expenses_fen: int
    remitted_fen: int

    @property
    def total_fen(self) -> int:
        return self.paid_fen + self.expenses_fen + self.remitted_fen


@dataclass(frozen=True)
class PlanVsPaid:
    """Cumulative % of the budget at a month's end; `paid` is None for a month that is still to come."""

    month: int
    planned: Decimal | None
    paid: Decimal | None


def paid_by_month(session: Session, scope: ProjectScope, as_of: date) -> tuple[MonthPaid, ...]:
    """What the project's year saw up to the day, by month and kind; months without money are left out."""
    return months_of(session, [scope], as_of)[scope.project_id]


def months_of(session: Session, scopes: Iterable[ProjectScope], as_of: date) -> dict[int, tuple[MonthPaid, ...]]:
    """The same of many projects, by project id; one statement."""
    asks = tuple(Ask(scope, (), year_window(scope.year, as_of)) for scope in scopes)
    found: dict[int, list[MonthPaid]] = {ask.scope.project_id: [] for ask in asks}
    if not asks:
        return {}
    for project, month, kind, fen, times in session.execute(_by_month(asks)):
        found[project].append(MonthPaid(month, kind, int(fen), times))
    return {project: tuple(months) for project, months in found.items()}


def spending(session: Session, scope: ProjectScope, window: Window) -> Spending:
    sums = spent_of(session, [(scope, window)])
    return sums[scope.project_id]


def spent_of(session: Session, asked: Iterable[tuple[ProjectScope, Window]]) -> dict[int, Spending]:
    """Of many projects in one statement, by project id."""
    wanted = [Ask(scope, (), window) for scope, window in asked]
    if not wanted:
        return {}
    statement = union_all(
        *(
            select(
                literal(ask.scope.project_id, Integer),
                *(select(func.sum(part.subquery().c.fen)).scalar_subquery() for part in _parts(ask)),
            )
            for ask in wanted
        )
    )
    rows = session.execute(statement)
    return {project: Spending(*(int(fen or 0) for fen in sums)) for project, *sums in rows}


def spent_by_source(session: Session, scope: ProjectScope, window: Window) -> dict[FundSource, int]:
    """All money out in the window, in fen; a source that spent nothing is left out."""
    ask = Ask(scope, (), window)
    parts = (
        select(Payment.source.label("source"), Payment.amount_fen.label("fen")).where(counted(scope, window)),
        select(Expense.source, Expense.amount_fen).where(*spending_of(ask)),
        select(Remittance.source, Remittance.passed_fen).where(
            Remittance.project_id == scope.project_id, Remittance.passed_on.between(window.start, window.end)
        ),
    )
    rows = union_all(*parts).subquery()
    sums = select(rows.c.source, func.sum(rows.c.fen)).group_by(rows.c.source).order_by(rows.c.source)
    return {FundSource(source): int(fen) for source, fen in session.execute(sums)}


def plan_points(session: Session, scope: ProjectScope, as_of: date) -> tuple[PlanVsPaid, ...]:
    """The plan's months (3, 6, 10, 12) with what was planned and paid."""
    budget = session.scalars(select(Project.budget_fen).where(Project.id == scope.project_id)).one()
    points = select(PlanPoint).where(PlanPoint.project_id == scope.project_id)
    plan = {point.month: point.percent for point in session.scalars(points)}
    by_month: dict[int, int] = defaultdict(int)
    for month in paid_by_month(session, scope, as_of):
        by_month[month.month] += month.amount_fen
    return tuple(
        PlanVsPaid(
            month,
            plan.get(month),
            percent_of(sum(fen for m, fen in by_month.items() if m <= month), budget)
            if _month_end(scope.year, month) <= as_of
            else None,
        )
        for month in PLAN_MONTHS
    )


def percent_of(fen: int, budget_fen: int) -> Decimal | None:
    """Percent with two decimals, half up; None of nothing."""
    if not budget_fen:
        return None
    return (Decimal(fen) * 100 / Decimal(budget_fen)).quantize(CENT, rounding=ROUND_HALF_UP)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _parts(ask: Ask) -> tuple[Rows, Rows, Rows]:
    """Payments, expenses and remittances as (paid_on, kind, fen)."""
    passed = Remittance.passed_on.between(ask.window.start, ask.window.end)
    return (
        _dated(Payment.paid_on, cast_to(Payment.kind, String), Payment.amount_fen).where(
            counted(ask.scope, ask.window)
        ),
        _dated(Expense.paid_on, literal("expense"), Expense.amount_fen).where(*spending_of(ask)),
        _dated(Remittance.passed_on, literal("remittance"), Remittance.passed_fen).where(
            Remittance.project_id == ask.scope.project_id, passed
        ),
    )


def _dated(day: Any, kind: Any, fen: Any) -> Rows:
    return select(day.label("paid_on"), kind.label("kind"), fen.label("fen"))


@prepared
def _by_month(asks: tuple[Ask, ...]) -> Any:
    monthly = (_monthly(part, ask.scope.project_id) for ask in asks for part in _parts(ask))
    return union_all(*monthly).order_by("month", "kind")


def _monthly(part: Rows, project_id: int) -> Rows:
    rows = part.subquery()
    month = cast_to(extract("month", rows.c.paid_on), Integer).label("month")
    sums = func.sum(rows.c.fen).label("fen"), func.count().label("times")
    own = literal(project_id, Integer).label("project_id")
    return select(own, month, rows.c.kind.label("kind"), *sums).group_by(month, rows.c.kind)
