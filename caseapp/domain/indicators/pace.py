"""How far the money should have come by a day, from the plan's cumulative percents at the ends of some months."""

import calendar
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from caseapp.domain.indicators.lights import USUAL, LightRules

TENTH = Decimal("0.1")


def planned_by(plan: Mapping[int, Decimal | None], year: int, day: date) -> Decimal | None:
    """The percent planned for the day, one decimal, straight lines between the months; None without a plan."""
    points = curve(plan)
    if not points:
        return None
    if day.year != year:
        return points[-1][1] if day.year > year else Decimal(0)
    reached = _months_gone(day)
    for (start, low), (end, high) in pairwise(points):
        if reached <= end:
            percent = low + (high - low) * (reached - start) / (end - start)
            return percent.quantize(TENTH, rounding=ROUND_HALF_UP)
    return points[-1][1]


def curve(plan: Mapping[int, Decimal | None]) -> list[tuple[int, Decimal]]:
    """(month, cumulative percent) from (0, 0) on; an empty month plans nothing more. Empty without any percent."""
    if all(percent is None for percent in plan.values()):
        return []
    points = [(0, Decimal(0))]
    for month, percent in sorted(plan.items()):
        points.append((month, points[-1][1] if percent is None else percent))
    return points


def pace(percent: Decimal | None, planned: Decimal | None, rules: LightRules = USUAL) -> str:
    """The tone of what is paid (percent of the budget) against the plan: good, warn, bad, or quiet without a plan."""
    if percent is None or planned is None:
        return "quiet"
    if percent * 100 >= planned * rules.money_good:
        return "good"
    return "warn" if percent * 100 >= planned * rules.money_warn else "bad"


def _months_gone(day: date) -> Decimal:
    days = calendar.monthrange(day.year, day.month)[1]
    return Decimal(day.month - 1) + Decimal(day.day) / days
