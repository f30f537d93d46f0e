"""The light beside a figure: green, on the way, amber, red, or off while there is nothing to judge.

Bands of one published monitoring product (domain notes §4.2); a federation sets its own, dated, with their document.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseapp.domain.indicators.target import Operator, Target
from caseapp.domain.labels import Word

LEAST_SHARE = Decimal("0.01")


class Pacing(Word):
    """What part of a year's target is due by a day."""

    PLAN = "plan", "按项目支出计划的进度", "by the project's spending plan"
    DAYS = "days", "按全年已过天数", "by the days gone by"


@dataclass(frozen=True)
class LightRules:
    """Whole percents: of what is due by now (`indicator_*`), of the money plan (`money_*`), of a ceiling, of a target.

    `period_months` are the months at whose ends a check is written down.
    """

    indicator_good: int = 80
    indicator_warn: int = 60
    money_good: int = 100
    money_warn: int = 80
    ceiling_near: int = 90
    over_from: int = 120
    pacing: Pacing = Pacing.PLAN
    period_months: tuple[int, ...] = (3, 6, 7, 10)


USUAL = LightRules()


def light(
    target: Target,
    actual: Decimal | date | None,
    attained: bool | None,
    *,
    year: int,
    as_of: date,
    gathered: bool,
    planned: Decimal | None = None,
    rules: LightRules = USUAL,
) -> str:
    """A tone: good (attained), info (on the way), warn, bad, or quiet.

    `gathered`: the figure grows through the year, so while it runs the target is held against the part due by now.
    """
    if attained is None:
        return "quiet"
    if attained:
        return "good"
    goal = goal_of(target)
    rising = target.operator in {Operator.AT_LEAST, Operator.EQUAL, Operator.FREQUENCY}
    if not rising or not isinstance(actual, Decimal) or goal is None or goal <= 0:
        return "bad"
    percent = actual * 100 / goal
    if as_of < date(year, 12, 31) and gathered:
        due = due_share(target, year=year, as_of=as_of, planned=planned, rules=rules)
        percent /= max(due, LEAST_SHARE)
        if not due or percent >= rules.indicator_good:
            return "info"
    return "warn" if percent >= rules.indicator_warn else "bad"


def goal_of(target: Target) -> Decimal | None:
    """The number a target asks for; of a frequency how often in the year."""
    return target.due if target.operator is Operator.FREQUENCY and target.due else target.number


def due_share(target: Target, *, year: int, as_of: date, planned: Decimal | None, rules: LightRules = USUAL) -> Decimal:
    """The part of the year's target that is due by the day, 0 to 1; quarters go by the calendar, whatever the plan."""
    if rules.pacing is Pacing.PLAN and planned is not None and target.operator is not Operator.FREQUENCY:
        return planned / 100
    return days_gone(year, as_of)


def days_gone(year: int, as_of: date) -> Decimal:
    """The part of the year's days that has passed with the day, 0 to 1."""
    days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    return Decimal(min(max((as_of - date(year, 1, 1)).days + 1, 0), days)) / days
