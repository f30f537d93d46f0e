"""What stands above and below the official table of one project."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.indicators.lights import LightRules
from caseapp.domain.indicators.measures import Family
from caseapp.domain.indicators.pace import curve, pace, planned_by
from caseapp.domain.indicators.tailoring import measure_of
from caseapp.domain.payments.codes import AidKind
from caseapp.domain.periods import year_window
from caseapp.models.projects import Project
from caseapp.queries import facts
from caseapp.queries.adjusted import whole_on
from caseapp.queries.payments import LatestPayment, latest
from caseapp.services.figures import IndicatorFigure
from caseapp.web.projects.rows import shown_of
from caseapp.web.support.language import word

LATEST = 5


@dataclass(frozen=True)
class CountCard:
    """The project's main number; the units beside it each open their own list."""

    label: str
    value: str
    target: str
    url: str | None
    units: list[tuple[str, int, str]]


@dataclass(frozen=True)
class Cards:
    budget_fen: int
    paid_fen: int
    percent: Decimal | None
    planned: Decimal | None
    tone: str
    plan: list[tuple[int, Decimal]]
    paid: list[tuple[int, Decimal]]
    count: CountCard | None
    months: list[int]
    by_kind: list[tuple[str, dict[int, int], int]]
    latest: list[LatestPayment]


def cards_of(
    session: Session,
    actor: Actor,
    project: Project,
    figures: Sequence[IndicatorFigure],
    units: facts.FourUnits,
    *,
    as_of: date,
    rules: LightRules,
) -> Cards:
    scope, window = facts.scope_of(project), year_window(project.year, as_of)
    by_month = facts.paid_by_month(session, scope, as_of)
    paid_fen = sum(month.amount_fen for month in by_month)
    budget_fen = whole_on(session, [project.id], as_of).get(project.id, project.budget_fen)
    percent = _percent(paid_fen, budget_fen)
    plan = {point.month: point.percent for point in project.plan}
    planned = planned_by(plan, project.year, as_of)
    has_payments = any(month.kind in set(AidKind) for month in by_month)
    return Cards(
        budget_fen,
        paid_fen,
        percent,
        planned,
        pace(percent, planned, rules),
        curve(plan),
        _curve(by_month, budget_fen, _months_shown(project.year, as_of)),
        _count_card(project, figures, units if has_payments else None, as_of),
        sorted({month.month for month in by_month}),
        _by_kind(by_month),
        latest(session, actor, project.id, window, LATEST) if has_payments and actor.may(Permission.BATCH_READ) else [],
    )


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _months_shown(year: int, as_of: date) -> int:
    return 12 if as_of.year > year else as_of.month if as_of.year == year else 0


def _curve(by_month: Sequence[facts.MonthPaid], budget_fen: int, until: int) -> list[tuple[int, Decimal]]:
    """Cumulative percent of the budget at the end of each month so far."""
    sums: dict[int, int] = defaultdict(int)
    for paid in by_month:
        sums[paid.month] += paid.amount_fen
    points, total = [(0, Decimal(0))], 0
    for month in range(1, until + 1):
        total += sums[month]
        points.append((month, _percent(total, budget_fen) or Decimal(0)))
    return points


def _by_kind(by_month: Sequence[facts.MonthPaid]) -> list[tuple[str, dict[int, int], int]]:
    """(word, fen by month, sum) by kind of aid, then expenses and remittances."""
    kinds: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for month in by_month:
        kinds[month.kind][month.month] += month.amount_fen
    order = [*(kind.value for kind in AidKind), "expense", "remittance"]
    words = {"expense": _("Expenses"), "remittance": _("Remittances")}
    return [
        (words.get(kind) or word(AidKind(kind)), kinds[kind], sum(kinds[kind].values()))
        for kind in order
        if kind in kinds
    ]


def _count_card(
    project: Project,
    figures: Sequence[IndicatorFigure],
    units: facts.FourUnits | None,
    as_of: date,
) -> CountCard | None:
    """The first counted row; without one, the first row that has a number."""
    counted = [f for f in figures if f.measure and measure_of(f.measure).family is Family.PAYMENTS]
    numbers = [f for f in figures if isinstance(f.actual, Decimal)]
    main = next(iter(counted or numbers), None)
    if main is None:
        return None
    address: dict[str, Any] = {"year": project.year, "code": project.code, "as_of": as_of.isoformat()}
    counts = _units(units) if units else []
    return CountCard(
        main.name,
        shown_of(main),
        main.target,
        url_for("projects.row", row=main.row, **address),
        [(name, number, url_for("projects.measured", key=key, **address)) for name, number, key in counts],
    )


def _units(units: facts.FourUnits) -> list[tuple[str, int, str]]:
    return [
        (_("households"), units.households, "count.households.any"),
        (_("persons"), units.persons, "count.persons.any"),
        (_("payments"), units.times, "count.times.any"),
        (_("with dependants"), units.with_dependants, "count.with_dependants.any"),
    ]
