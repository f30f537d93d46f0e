"""双监控 of a project at any day: its money against its plan, each row with what is expected and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, Refused, StaleView
from caseapp.domain.indicators import monitoring as rules_of_monitoring
from caseapp.domain.indicators.lights import USUAL, LightRules, due_share, goal_of
from caseapp.domain.indicators.monitoring import SILENT, Said, expected, expected_fen, period_end, period_of
from caseapp.domain.indicators.pace import curve, pace
from caseapp.domain.indicators.tailoring import measure_of
from caseapp.domain.indicators.target import Operator, Target, parse_target
from caseapp.models.monitoring import MonitorNote
from caseapp.models.projects import Project
from caseapp.queries import facts
from caseapp.queries import monitoring as lists
from caseapp.queries.projects import project_by_code
from caseapp.services import audit
from caseapp.services.evaluations import Funds, funds_of
from caseapp.services.figures import IndicatorFigure, figures_of, planned_for

Points = list[tuple[int, Decimal]]
"""(month, cumulative percent of the budget)."""


@dataclass(frozen=True)
class MonitorMoney:
    """Of the adjusted budget, in fen; `percent` of it is paid, `planned` was planned, None where there is no plan.

    `bound` adds what is approved and not yet paid.
    """

    budget_fen: int
    paid_fen: int
    committed_fen: int
    expected_fen: int
    percent: Decimal | None
    planned: Decimal | None
    tone: str
    is_near: bool
    plan: Points
    paid: Points
    bound: Points


@dataclass(frozen=True)
class MonitorRow:
    """`expected` is the figure at the end of the year as far as it can be told; `note` what stands for the period.

    `percent` of the target is reached, `due` percent should be by now; None where the target is no number to reach.
    """

    figure: IndicatorFigure
    expected: Decimal | date | str | None
    note: MonitorNote | None
    is_over: bool
    nears_ceiling: bool
    percent: Decimal | None
    due: Decimal | None

    @property
    def said(self) -> Said:
        return self.note.said if self.note else SILENT

    @property
    def shown_expected(self) -> str:
        return replace(self.figure, actual=self.expected).shown

    @property
    def lacks(self) -> list[str]:
        """What is still to be said of the row, as sentence ids."""
        return [sentence for _field, sentence in rules_of_monitoring.missing(self.said, self.figure.tone)]


@dataclass(frozen=True)
class MonitorSheet:
    """`period` is the latest period end up to the day: what was said belongs to it."""

    project: Project
    as_of: date
    period: date | None
    ends: tuple[date, ...]
    rules: LightRules
    document_no: str
    funds: tuple[Funds, ...]
    money: MonitorMoney
    rows: tuple[MonitorRow, ...]

    @property
    def is_period(self) -> bool:
        """Whether the day itself ends a period."""
        return self.period == self.as_of

    @property
    def tone(self) -> str:
        """The worst light decides."""
        tones = {self.money.tone, *(row.figure.tone for row in self.rows)}
        return next((tone for tone in ("bad", "warn", "good", "info") if tone in tones), "quiet")

    @property
    def gaps(self) -> int:
        return sum(bool(row.lacks) for row in self.rows)


def sheet_of(session: Session, actor: Actor, year: int, code: str, *, as_of: date) -> MonitorSheet:
    """Raises NotFound."""
    project = project_by_code(session, actor, year, code)
    rule = lists.rule_on(session, as_of)
    rules = rule.read() if rule else USUAL
    figures = figures_of(session, year, as_of=as_of, project_code=code, actor=actor, rules=rules)
    ends = tuple(period_end(year, month) for month in rules.period_months)
    period = period_of(ends, as_of)
    notes = lists.notes_of(session, [one.indicator_id for one in figures], period) if period else {}
    funds = funds_of(session, project, as_of)
    return MonitorSheet(
        project=project,
        as_of=as_of,
        period=period,
        ends=ends,
        rules=rules,
        document_no=rule.document_no if rule else "",
        funds=funds,
        money=_money(session, project, funds, as_of, rules),
        rows=tuple(row_of(project, one, notes.get(one.indicator_id), as_of, rules) for one in figures),
    )


def row_of(
    project: Project, figure: IndicatorFigure, note: MonitorNote | None, as_of: date, rules: LightRules
) -> MonitorRow:
    target = parse_target(figure.target, figure.year)
    gathered = figure.source == "computed" and measure_of(figure.measure or "").is_gathered
    return MonitorRow(
        figure,
        expected(
            target,
            figure.actual,
            year=figure.year,
            as_of=as_of,
            gathered=gathered,
            planned=planned_for(project, as_of),
            rules=rules,
        ),
        note,
        rules_of_monitoring.is_over(target, figure.actual, rules),
        rules_of_monitoring.nears_ceiling(target, figure.actual, rules),
        *_progress(target, figure, planned_for(project, as_of), rules, gathered=gathered),
    )


def _progress(
    target: Target, figure: IndicatorFigure, planned: Decimal | None, rules: LightRules, *, gathered: bool
) -> tuple[Decimal | None, Decimal | None]:
    goal = goal_of(target)
    if not isinstance(figure.actual, Decimal) or goal is None or goal <= 0:
        return None, None
    whole = not gathered or target.operator is Operator.AT_MOST
    due = due_share(target, year=figure.year, as_of=figure.as_of, planned=planned, rules=rules)
    return figure.actual * 100 / goal, Decimal(100) if whole else due * 100


def _money(session: Session, project: Project, funds: Sequence[Funds], as_of: date, rules: LightRules) -> MonitorMoney:
    months = facts.paid_by_month(session, facts.scope_of(project), as_of)
    days = lists.days_until(project.year, as_of)
    committed = lists.committed_by_day(session, [project.id], days)[project.id]
    budget = sum(one.adjusted_fen for one in funds) or project.budget_fen
    return money_of(project, budget, months, days=days, committed=committed, as_of=as_of, rules=rules)


def money_of(
    project: Project,
    budget_fen: int,
    months: Sequence[facts.MonthPaid],
    *,
    days: Sequence[date],
    committed: Sequence[int],
    as_of: date,
    rules: LightRules,
) -> MonitorMoney:
    """`committed`: fen bound on each of the `days`: the ends of the months gone by, and last the day itself."""
    paid_fen = sum(month.amount_fen for month in months)
    planned = planned_for(project, as_of)
    percent = facts.percent_of(paid_fen, budget_fen)
    bound = facts.percent_of(paid_fen + committed[-1], budget_fen)
    plan = {point.month: point.percent for point in project.plan}
    by_month = [sum(one.amount_fen for one in months if one.month == day.month) for day in days]
    paid = list(accumulate(by_month))
    return MonitorMoney(
        budget_fen=budget_fen,
        paid_fen=paid_fen,
        committed_fen=committed[-1],
        expected_fen=expected_fen(paid_fen, committed[-1], budget_fen, year=project.year, as_of=as_of, planned=planned),
        percent=percent,
        planned=planned,
        tone=pace(percent, planned, rules),
        is_near=rules_of_monitoring.nears_budget(bound, planned, rules),
        plan=curve(plan),
        paid=points_of(paid, budget_fen),
        bound=points_of([fen + held for fen, held in zip(paid, committed, strict=True)], budget_fen),
    )


def points_of(sums: Sequence[int], budget_fen: int) -> Points:
    """Cumulative fen at the ends of months as percents of a budget, from nothing on."""
    zero = Decimal(0)
    shares = [facts.percent_of(fen, budget_fen) for fen in sums]
    return [(0, zero), *((at, zero if share is None else share) for at, share in enumerate(shares, 1))]


def save(
    session: Session,
    actor: Actor,
    *,
    year: int,
    code: str,
    period: date,
    seen: Mapping[int, int | None],
    said: Mapping[int, Said],
    now: datetime,
    today: date,
) -> int:
    """Keeps what changed, by row number, and says how many rows did. `seen`: the note each row showed.

    Raises Invalid with every problem, StaleView when somebody wrote in between.
    """
    sheet = sheet_of(session, actor, year, code, as_of=period)
    actor.demand(Permission.PROJECT_WRITE, sheet.project.unit.path)
    if not sheet.is_period:
        raise Refused(N_("This day ends no monitoring period. Choose one of the period ends."))
    if period > today:
        raise Invalid.one(None, N_("This period has not ended yet."))
    problems: list[Problem] = []
    changed = []
    for place, row in enumerate(sheet.rows):
        number = row.figure.row
        if (row.note.id if row.note else None) != seen[number]:
            raise StaleView(N_("Somebody wrote about these rows in the meantime. Reload the page and look again."))
        told = said[number]
        problems += rules_of_monitoring.problems_of(f"rows-{place}", told, row.figure.tone)
        if told != row.said:
            changed.append((row.figure, told))
    if problems:
        raise Invalid(problems)
    session.add_all(_note(figure, told, period, actor, now) for figure, told in changed)
    session.flush()
    if changed:
        rows = [figure.row for figure, _told in changed]
        project = sheet.project.id
        audit.record(
            session, actor, "monitoring.note", "project", project, now=now, period=period.isoformat(), rows=rows
        )
    return len(changed)


def _note(figure: IndicatorFigure, said: Said, period: date, actor: Actor, now: datetime) -> MonitorNote:
    return MonitorNote(
        indicator_id=figure.indicator_id,
        period_end=period,
        causes=",".join(sorted(said.causes)),
        explanation=said.explanation.strip(),
        likelihood=said.likelihood,
        remark=said.remark.strip(),
        entered_by=actor.id,
        entered_at=now,
    )
