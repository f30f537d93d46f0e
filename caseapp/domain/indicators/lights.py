"""The light beside a figure: green, on the way, amber, red, or off while there is nothing to judge.

Bands of one published monitoring product (domain notes §4.2): 60 % and 80 % of what is due by now.
"""

from datetime import date
from decimal import Decimal

from caseapp.domain.indicators.target import Operator, Target

ON_TRACK = Decimal("0.8")
BEHIND = Decimal("0.6")


def light(
    target: Target, actual: Decimal | date | None, attained: bool | None, *, year: int, as_of: date, gathered: bool
) -> str:
    """A tone: good (attained), info (on track), warn, bad, or quiet.

    `gathered`: the figure grows through the year, so while it runs the target is held against the days gone by.
    """
    if attained is None:
        return "quiet"
    if attained:
        return "good"
    running = as_of < date(year, 12, 31)
    goal = target.due if target.operator is Operator.FREQUENCY and target.due else target.number
    rising = target.operator in {Operator.AT_LEAST, Operator.EQUAL, Operator.FREQUENCY}
    if not rising or not isinstance(actual, Decimal) or goal is None or goal <= 0:
        return "bad"
    share = actual / goal
    if running and gathered:
        share /= max(_gone(year, as_of), Decimal("0.01"))
        if share >= ON_TRACK:
            return "info"
    return "warn" if share >= BEHIND else "bad"


def _gone(year: int, as_of: date) -> Decimal:
    days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    return Decimal(max((as_of - date(year, 1, 1)).days + 1, 0)) / days
