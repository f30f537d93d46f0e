"""绩效运行监控: what is expected by the end of the year, why a row is behind, and when that must be said.

Columns of 财预〔2019〕136号: five causes with a text, and how likely the target still is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from caseapp.domain.errors import N_, Problem
from caseapp.domain.indicators.lights import LEAST_SHARE, LightRules, days_gone, due_share, goal_of
from caseapp.domain.indicators.target import Kind, Operator, Target
from caseapp.domain.labels import Word
from caseapp.domain.periods import quarter_of

CENT = Decimal("0.01")
LONGEST = 500
BEHIND = frozenset({"warn", "bad"})
"""Tones that are not green: the row says why."""


class Cause(Word):
    FUNDS = "funds", "经费保障", "Funds"
    RULES = "rules", "制度保障", "Rules"
    STAFF = "staff", "人员保障", "Staff"
    HARDWARE = "hardware", "硬件条件保障", "Equipment"
    OTHER = "other", "其他", "Other"


class Likelihood(Word):
    CERTAIN = "certain", "确定能", "Certain", "good"
    POSSIBLE = "possible", "有可能", "Possible", "warn"
    IMPOSSIBLE = "impossible", "完全不可能", "Impossible", "bad"


@dataclass(frozen=True)
class Said:
    """What a person says beside one row for one period."""

    causes: frozenset[Cause] = frozenset()
    explanation: str = ""
    likelihood: Likelihood | None = None
    remark: str = ""


SILENT = Said()


def missing(said: Said, tone: str) -> list[tuple[str, str]]:
    """(field, sentence id) of what a row still owes: a row that is behind, or not certain, names cause and reason."""
    owes = []
    uncertain = said.likelihood in {Likelihood.POSSIBLE, Likelihood.IMPOSSIBLE}
    if (tone in BEHIND or uncertain) and not said.causes:
        owes.append(("causes", N_("Choose at least one cause of the deviation.")))
    if (tone in BEHIND or uncertain) and not said.explanation.strip():
        owes.append(("explanation", N_("Write why the row is behind and what is done about it.")))
    if tone in BEHIND and said.likelihood is None:
        owes.append(("likelihood", N_("Say how likely the target still is.")))
    return owes


def problems_of(field: str, said: Said, tone: str) -> list[Problem]:
    """What keeps a row from being saved: a row that nobody has said anything about may wait."""
    if said == SILENT:
        return []
    problems = [Problem(f"{field}-{name}", sentence) for name, sentence in missing(said, tone)]
    problems += [
        Problem(f"{field}-{name}", N_("Write at most %(limit)s characters."), {"limit": LONGEST})
        for name, text in (("explanation", said.explanation), ("remark", said.remark))
        if len(text) > LONGEST
    ]
    return problems


def expected(
    target: Target,
    actual: Decimal | date | str | None,
    *,
    year: int,
    as_of: date,
    gathered: bool,
    planned: Decimal | None,
    rules: LightRules,
) -> Decimal | date | str | None:
    """The figure at the end of the year if it goes on as it went; None while nothing can be said.

    A figure that gathers is divided by the part of the year that is due by the day (counts rounded down); quarters
    count those still to come; everything else stays as it is.
    """
    if not gathered or not isinstance(actual, Decimal) or as_of >= date(year, 12, 31):
        return actual
    if target.operator is Operator.FREQUENCY or target.value_unit == "季":
        left = 4 - quarter_of(as_of) if as_of.year == year else 4
        goal = goal_of(target)
        return actual + left if goal is None else max(actual, min(goal, actual + left))
    if target.kind in {Kind.RATE, Kind.PRICE} or target.value_unit == "%":
        return actual
    share = due_share(target, year=year, as_of=as_of, planned=planned, rules=rules)
    if not share:
        return None
    whole = actual / max(share, LEAST_SHARE)
    is_money = target.kind is Kind.MONEY
    return whole.quantize(CENT if is_money else Decimal(1), rounding=ROUND_HALF_UP if is_money else ROUND_DOWN)


def expected_fen(
    paid_fen: int, committed_fen: int, budget_fen: int, *, year: int, as_of: date, planned: Decimal | None
) -> int:
    """Money out by the end of the year: what is paid ÷ the part planned by now (or the days gone without a plan), at
    least what is paid and committed, at most the budget."""
    if as_of >= date(year, 12, 31):
        return paid_fen
    share = days_gone(year, as_of) if planned is None else planned / 100
    going_on = int(paid_fen / max(share, LEAST_SHARE)) if share else 0
    return min(max(going_on, paid_fen + committed_fen), max(budget_fen, paid_fen))


def is_over(target: Target, actual: object, rules: LightRules) -> bool:
    """So far above its year's target that the target was too low."""
    goal = goal_of(target)
    rising = target.operator in {Operator.AT_LEAST, Operator.EQUAL}
    return rising and isinstance(actual, Decimal) and goal is not None and 0 < goal * rules.over_from <= actual * 100


def nears_ceiling(target: Target, actual: object, rules: LightRules) -> bool:
    """Close to a ceiling (≤), or above it."""
    goal = goal_of(target)
    if target.operator is not Operator.AT_MOST or not isinstance(actual, Decimal) or goal is None:
        return False
    return 0 < goal * rules.ceiling_near <= actual * 100


def nears_budget(percent: Decimal | None, planned: Decimal | None, rules: LightRules) -> bool:
    """More of the budget is gone or bound than the plan allows for, and little is left."""
    if percent is None or percent < rules.ceiling_near:
        return False
    return planned is None or percent > planned


def period_end(year: int, month: int) -> date:
    """The last day of the month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def period_of(ends: Iterable[date], day: date) -> date | None:
    """The latest of the period ends that is not after the day."""
    return max((end for end in ends if end <= day), default=None)
