"""A printed target (指标值) and what was understood of it.

`kind` says what is measured: count (any counted unit), money, rate (%, ‰), price (money per something),
date, frequency, words.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from caseapp.domain.indicators.bounds import Bound, read_bound
from caseapp.domain.indicators.frequencies import read_frequency
from caseapp.domain.indicators.printed import one_width
from caseapp.domain.indicators.printed_dates import PrintedDate, read_date
from caseapp.domain.labels import Word

_LONGEST = 60


class Operator(Word):
    AT_LEAST = ">=", "不低于", "at least"
    AT_MOST = "<=", "不超过", "at most"
    EQUAL = "=", "等于", "equal to"
    RANGE = "range", "区间", "within"
    DATE = "date", "时限", "by the date"
    FREQUENCY = "frequency", "频次", "every"
    WORDS = "words", "定性", "in words"


class Kind(Word):
    COUNT = "count", "数量", "Count"
    MONEY = "money", "金额", "Money"
    RATE = "rate", "比率", "Rate"
    PRICE = "price", "单价", "Price per unit"
    DATE = "date", "日期", "Date"
    FREQUENCY = "frequency", "频次", "Frequency"
    WORDS = "words", "定性", "Words"


@dataclass(frozen=True)
class Target:
    """A target as printed and as understood.

    `value` is a decimal string; for a date an ISO date (None when neither text nor caller gave a year: see `month`
    and `day`); for a range its low end (for ±N the N); for words None. A frequency's value is its number: `4季` → 4 季,
    `每季度20日前` → 20 每季度 (the day of the month), `每季度一次` → 1 次/季度; `due` is how often that is in a year.
    `strict`: printed with > or <.
    """

    operator: Operator
    value: str | None
    value_unit: str
    kind: Kind
    printed: str
    low: Decimal | None = None
    high: Decimal | None = None
    month: int | None = None
    day: int | None = None
    due: Decimal | None = None
    strict: bool = False

    @property
    def number(self) -> Decimal | None:
        """The value as a number; None for dates and words."""
        return None if self.value is None or self.operator is Operator.DATE else Decimal(self.value)

    def deadline(self, year: int) -> date | None:
        """The day to finish by; `year` counts only when the target has none."""
        if self.month is None or self.day is None:
            return None
        if self.value is not None:
            return date.fromisoformat(self.value)
        return PrintedDate(None, self.month, self.day).on(year)

    def normal(self) -> str:  # noqa: PLR0911 - one answer an operator
        """One spelling for all that mean the same; reading it again gives the same target."""
        match self.operator:
            case Operator.AT_LEAST | Operator.AT_MOST:
                sign = {">=": "≥>", "<=": "≤<"}[self.operator][self.strict]
                return f"{sign}{self.value}{self.value_unit}"
            case Operator.EQUAL:
                return f"={self.value}{self.value_unit}"
            case Operator.RANGE if self.low is not None and self.low == -(self.high or 0):
                return f"±{self.value}{self.value_unit}"
            case Operator.RANGE:
                return f"{self.low}~{self.high}{self.value_unit}"
            case Operator.DATE:
                return f"{self.value}前" if self.value else f"{self.month}月{self.day}日前"
            case Operator.FREQUENCY if self.value_unit.startswith("每"):
                return f"{self.value_unit}{self.value}日前"
            case Operator.FREQUENCY:
                return f"{self.value}{self.value_unit}"
        return self.printed


def parse_target(printed: str, year: int | None = None) -> Target:
    """Read a printed target; what cannot be read with certainty is words. `year` dates a day printed without one."""
    text = one_width(printed)
    words = Target(Operator.WORDS, None, "", Kind.WORDS, printed)
    if len(text) > _LONGEST:
        return words
    if often := read_frequency(text):
        return replace(
            words,
            operator=Operator.FREQUENCY,
            kind=Kind.FREQUENCY,
            value=often.value,
            value_unit=often.unit,
            due=often.due,
        )
    if day := read_date(text):
        when = day.year or year
        value = day.on(when).isoformat() if when else None
        return replace(words, operator=Operator.DATE, kind=Kind.DATE, value=value, month=day.month, day=day.day)
    if bound := read_bound(text):
        return _bounded(words, bound)
    return words


def attained(target: Target, actual: Decimal | date | None) -> bool | None:  # noqa: PLR0911 - one answer an operator
    """Whether the target was met; None when there is no actual or it cannot be compared (words, a date for a number).

    A bare or “=” target is met when reached or passed, a target of 0 by 0 or less; a date on or before it;
    a frequency when the actual, the number of periods done in time, reaches those due in the year.
    """
    if isinstance(actual, date):
        limit = target.deadline(actual.year) if target.operator is Operator.DATE else None
        return actual <= limit if limit else None
    value = target.number
    if actual is None or value is None:
        return None
    match target.operator:
        case Operator.AT_LEAST:
            return actual > value if target.strict else actual >= value
        case Operator.AT_MOST:
            return actual < value if target.strict else actual <= value
        case Operator.EQUAL:
            return actual <= 0 if value == 0 else actual >= value
        case Operator.RANGE:
            return target.low is not None and target.high is not None and target.low <= actual <= target.high
        case Operator.FREQUENCY:
            return actual >= (target.due or value)
    return None


_SIGNED = {word.value: word for word in Operator}


def _bounded(words: Target, bound: Bound) -> Target:
    kind = _kind_of(bound.unit)
    if bound.operator == "range":
        low, high = Decimal(bound.low), Decimal(bound.high)
        value = bound.high if low == -high else bound.low
        return replace(
            words, operator=Operator.RANGE, kind=kind, value=value, value_unit=bound.unit, low=low, high=high
        )
    return replace(
        words,
        operator=_SIGNED[bound.operator],
        kind=kind,
        value=bound.low,
        value_unit=bound.unit,
        strict=bound.strict,
    )


def _kind_of(unit: str) -> Kind:
    if re.match("[%‰]|个?百分点", unit):
        return Kind.RATE
    if re.match("[十百千万亿]*元", unit):
        return Kind.PRICE if re.search("[/每·]", unit) else Kind.MONEY
    return Kind.COUNT
