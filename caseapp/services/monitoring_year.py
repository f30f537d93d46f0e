"""双监控 over the projects of a year: each one's money and targets, and what should be looked at first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.lights import USUAL, LightRules
from caseapp.domain.indicators.monitoring import period_end, period_of
from caseapp.domain.indicators.tally import Tally
from caseapp.domain.labels import Word
from caseapp.models.projects import Project
from caseapp.queries import facts
from caseapp.queries import monitoring as lists
from caseapp.queries.adjusted import whole_on
from caseapp.queries.projects import whole_projects, years
from caseapp.services.figures import figures_of
from caseapp.services.glance import in_year
from caseapp.services.monitoring import MonitorMoney, MonitorRow, Points, money_of, points_of, row_of


class AlertKind(Word):
    """What calls for a look, most pressing first."""

    BEHIND_PLAN = "behind_plan", "支出落后于计划", "Spending behind the plan", "bad"
    NEARS_BUDGET = "nears_budget", "预算将用尽", "Budget nearly used up", "warn"
    NEARS_CEILING = "nears_ceiling", "接近或超过上限", "Near or above a ceiling", "warn"
    BEHIND_TARGET = "behind_target", "指标进度落后", "Target behind", "warn"


@dataclass(frozen=True)
class Alert:
    """`row` is None where the project's money is meant."""

    kind: AlertKind
    tone: str
    project: Project
    row: MonitorRow | None


@dataclass(frozen=True)
class ProjectState:
    project: Project
    money: MonitorMoney
    rows: tuple[MonitorRow, ...]

    @property
    def tally(self) -> Tally:
        return Tally.of(row.figure.tone for row in self.rows)

    @property
    def gaps(self) -> int:
        return sum(bool(row.lacks) for row in self.rows)

    @property
    def alerts(self) -> list[Alert]:
        found = []
        if self.money.tone in {"warn", "bad"}:
            found.append(Alert(AlertKind.BEHIND_PLAN, self.money.tone, self.project, None))
        if self.money.is_near:
            found.append(Alert(AlertKind.NEARS_BUDGET, "warn", self.project, None))
        for row in self.rows:
            if row.nears_ceiling:
                tone = "bad" if row.figure.attained is False else "warn"
                found.append(Alert(AlertKind.NEARS_CEILING, tone, self.project, row))
            elif row.figure.tone in {"warn", "bad"}:
                found.append(Alert(AlertKind.BEHIND_TARGET, row.figure.tone, self.project, row))
        return found


@dataclass(frozen=True)
class YearState:
    """`plan`, `paid` and `bound` are cumulative percents of all budgets together."""

    year: int
    as_of: date
    period: date | None
    ends: tuple[date, ...]
    rules: LightRules
    document_no: str
    projects: tuple[ProjectState, ...]
    months: tuple[facts.MonthPaid, ...]
    plan: Points
    paid: Points
    bound: Points

    @property
    def alerts(self) -> list[Alert]:
        order = list(AlertKind)
        found = [alert for one in self.projects for alert in one.alerts]
        return sorted(found, key=lambda alert: (alert.tone != "bad", order.index(alert.kind)))


def year_of(session: Session, actor: Actor, year: int, *, as_of: date) -> YearState:
    """Every project of the year within reach. Raises NotFound."""
    projects = whole_projects(session, actor, year)
    if not projects:
        raise NotFound(N_("No book of this year has been loaded."))
    rule = lists.rule_on(session, as_of)
    rules = rule.read() if rule else USUAL
    ends = tuple(period_end(year, month) for month in rules.period_months)
    period = period_of(ends, as_of)
    figures = figures_of(session, year, as_of=as_of, actor=actor, rules=rules)
    notes = lists.notes_of(session, [one.indicator_id for one in figures], period) if period else {}
    months = facts.months_of(session, [facts.scope_of(project) for project in projects], as_of)
    budgets = whole_on(session, [project.id for project in projects], as_of)
    days = lists.days_until(year, as_of)
    committed = lists.committed_by_day(session, [project.id for project in projects], days)
    states = []
    for project in projects:
        money = money_of(
            project,
            budgets.get(project.id, project.budget_fen),
            months[project.id],
            days=days,
            committed=committed[project.id],
            as_of=as_of,
            rules=rules,
        )
        own = [one for one in figures if one.project_id == project.id]
        rows = tuple(row_of(project, one, notes.get(one.indicator_id), as_of, rules) for one in own)
        states.append(ProjectState(project, money, rows))
    every = [month for of_project in months.values() for month in of_project]
    total = sum(state.money.budget_fen for state in states)
    by_month = [sum(one.amount_fen for one in every if one.month == day.month) for day in days]
    bound = [sum(held) for held in zip(*committed.values(), strict=True)]
    paid = list(accumulate(by_month))
    return YearState(
        year=year,
        as_of=as_of,
        period=period,
        ends=ends,
        rules=rules,
        document_no=rule.document_no if rule else "",
        projects=tuple(states),
        months=_merged(every),
        plan=_plan(states, total),
        paid=points_of(paid, total),
        bound=points_of([one + held for one, held in zip(paid, bound, strict=True)], total),
    )


def newest(session: Session, actor: Actor, today: date) -> YearState:
    """The running year, or the newest that has projects. Raises NotFound."""
    known = years(session, actor)
    year = today.year if today.year in known else max(known, default=today.year)
    return year_of(session, actor, year, as_of=in_year(year, today))


def _merged(months: Sequence[facts.MonthPaid]) -> tuple[facts.MonthPaid, ...]:
    sums: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in months:
        fen, times = sums[one.month, one.kind]
        sums[one.month, one.kind] = (fen + one.amount_fen, times + one.times)
    return tuple(facts.MonthPaid(month, kind, *both) for (month, kind), both in sorted(sums.items()))


def _plan(states: Sequence[ProjectState], total: int) -> Points:
    """The plans weighted by their budgets, at every month that one of them names."""
    plans = [(dict(state.money.plan), state.money.budget_fen) for state in states if state.money.plan]
    months = sorted({month for plan, _fen in plans for month in plan})
    if not total:
        return []
    return [
        (month, _share(sum((_held(plan, month) * fen for plan, fen in plans), Decimal(0)), total)) for month in months
    ]


def _held(plan: dict[int, Decimal], month: int) -> Decimal:
    """The percent at the month, or at the last one before it that the plan names."""
    return plan[max(known for known in plan if known <= month)]


def _share(weighted: Decimal, total: int) -> Decimal:
    return (weighted / total).quantize(Decimal("0.1"))
