"""The points of one indicator in the self-evaluation form, with the rule that gave them named in the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from caseapp.domain.indicators.target import Operator, Target, attained
from caseapp.domain.labels import Word

_CENT = Decimal("0.01")


class Ceiling(Word):
    """What a passed ceiling (≤) still earns."""

    RATIO = "ratio", "按比例：权重×目标值÷实际值", "ratio: weight × target ÷ actual"
    LINEAR = "linear", "按超出幅度：权重×(1−超出÷目标值)", "linear: weight × (1 − excess ÷ target)"


class OutsideRange(Word):
    """What a value outside the range earns."""

    BY_HAND = "by_hand", "人工评定", "scored by hand"
    DISTANCE = "distance", "按偏离幅度扣减", "by distance: weight × (1 − distance ÷ nearest end)"


class Rule(Word):
    """Which rule gave the points; printed on the form."""

    MET = "met", "达到目标值，得满分", "met: full points"
    RATIO = "ratio", "未达到，权重×实际值÷目标值", "not met: weight × actual ÷ target"
    CEILING_RATIO = "ceiling_ratio", "超过上限，权重×目标值÷实际值", "above the ceiling: weight × target ÷ actual"
    CEILING_LINEAR = (
        "ceiling_linear",
        "超过上限，权重×(1−超出÷目标值)",
        "above the ceiling: weight × (1 − excess ÷ target)",
    )
    ZERO_TARGET = "zero_target", "目标值为0：不大于0得满分，否则不得分", "target 0: full points at 0 or less, else none"
    OUTSIDE = "outside", "超出区间，按偏离幅度扣减", "outside the range: by distance"
    QUARTERS = "periods", "按时完成的期数÷应完成的期数", "periods in time ÷ periods due"
    WORDS = "words", "按达成程度分档", "by the band of what was reached"
    BY_HAND = "by_hand", "人工评定", "scored by hand"


class Flag(Word):
    OVER_ACHIEVED = "over_achieved", "超额完成较多，须说明原因", "far above the target: give a reason", "warn"
    BY_HAND = "by_hand", "须人工评分并说明原因", "score by hand with a reason", "warn"
    ON_THE_EDGE = (
        "on_the_edge",
        "目标值不含本数，实际值恰为该数",
        "the actual is the number that > or < leaves out",
        "info",
    )


class Reached(Word):
    """How far a target in words was reached; each has its band of the weight."""

    FULLY = "fully", "达成年度指标", "reached"
    PARTLY = "partly", "部分达成并具有一定效果", "partly reached, with some effect"
    NOT = "not", "未达成且效果较差", "not reached"


@dataclass(frozen=True)
class Practice:
    """A year's choices. Words earn the band's top when reached, its floor when partly, nothing when not;
    a percentage given instead of a word is taken as the share of the weight."""

    ceiling: Ceiling = Ceiling.RATIO
    outside_range: OutsideRange = OutsideRange.BY_HAND
    over_from: Decimal = Decimal("1.30")
    partly_from: Decimal = Decimal("0.60")


DEFAULT = Practice()


@dataclass(frozen=True)
class Score:
    """`score` has two decimals, half up, and lies between 0 and the weight; it is 0 while `BY_HAND` is flagged."""

    score: Decimal
    weight: Decimal
    rule: Rule
    flags: tuple[Flag, ...] = ()


def score(
    target: Target, actual: Decimal | date | Reached | None, weight: Decimal, practice: Practice = DEFAULT
) -> Score:
    """The points `actual` earns. For words give a `Reached` or the percentage reached; None is scored by hand."""
    if target.operator is Operator.WORDS:
        return _words(actual, weight, practice)
    if target.operator is Operator.DATE or not isinstance(actual, Decimal):
        met = None if isinstance(actual, Reached) else attained(target, actual)
        return _points(Decimal(1), weight, Rule.MET) if met else _by_hand(weight)
    value = target.number
    if value is None or not actual.is_finite():
        return _by_hand(weight)
    return _RULES[target.operator](target, value, actual, weight, practice)


def _at_least(target: Target, value: Decimal, actual: Decimal, weight: Decimal, practice: Practice) -> Score:
    if value == 0 and target.operator is Operator.EQUAL:
        return _points(Decimal(actual <= 0), weight, Rule.ZERO_TARGET)
    flags = (Flag.OVER_ACHIEVED,) if value > 0 and actual > value * practice.over_from else ()
    if actual >= value:
        edge = (Flag.ON_THE_EDGE,) if target.strict and actual == value else ()
        return _points(Decimal(1), weight, Rule.MET, *flags, *edge)
    return _points(actual / value if value > 0 else Decimal(0), weight, Rule.RATIO)


def _at_most(target: Target, value: Decimal, actual: Decimal, weight: Decimal, practice: Practice) -> Score:
    if value == 0:
        return _points(Decimal(actual <= 0), weight, Rule.ZERO_TARGET)
    if actual <= value:
        edge = (Flag.ON_THE_EDGE,) if target.strict and actual == value else ()
        return _points(Decimal(1), weight, Rule.MET, *edge)
    if practice.ceiling is Ceiling.LINEAR:
        share = 1 - (actual - value) / value if value > 0 else Decimal(0)
        return _points(share, weight, Rule.CEILING_LINEAR)
    return _points(value / actual if value > 0 else Decimal(0), weight, Rule.CEILING_RATIO)


def _within(target: Target, value: Decimal, actual: Decimal, weight: Decimal, practice: Practice) -> Score:
    if attained(target, actual):
        return _points(Decimal(1), weight, Rule.MET)
    low, high = target.low, target.high
    if practice.outside_range is OutsideRange.BY_HAND or low is None or high is None:
        return _by_hand(weight)
    end = low if actual < low else high
    share = 1 - abs(actual - end) / abs(end) if end else Decimal(0)
    return _points(share, weight, Rule.OUTSIDE)


def _periods(target: Target, value: Decimal, actual: Decimal, weight: Decimal, practice: Practice) -> Score:
    due = target.due or value
    if due <= 0:
        return _points(Decimal(actual <= 0), weight, Rule.ZERO_TARGET)
    flags = (Flag.OVER_ACHIEVED,) if actual > due * practice.over_from else ()
    return _points(actual / due, weight, Rule.MET if actual >= due else Rule.QUARTERS, *flags)


def _words(actual: object, weight: Decimal, practice: Practice) -> Score:
    if isinstance(actual, Decimal) and actual.is_finite():
        return _points(actual / 100, weight, Rule.WORDS)
    if isinstance(actual, Reached):
        share = {Reached.FULLY: Decimal(1), Reached.PARTLY: practice.partly_from, Reached.NOT: Decimal(0)}[actual]
        return _points(share, weight, Rule.WORDS, *(() if actual is Reached.FULLY else (Flag.BY_HAND,)))
    return _by_hand(weight)


def _points(share: Decimal, weight: Decimal, rule: Rule, *flags: Flag) -> Score:
    points = (weight * min(max(share, Decimal(0)), Decimal(1))).quantize(_CENT, rounding=ROUND_HALF_UP)
    return Score(min(points, weight), weight, rule, flags)


def _by_hand(weight: Decimal) -> Score:
    return Score(Decimal("0.00"), weight, Rule.BY_HAND, (Flag.BY_HAND,))


_RULES: dict[Operator, Callable[[Target, Decimal, Decimal, Decimal, Practice], Score]] = {
    Operator.AT_LEAST: _at_least,
    Operator.EQUAL: _at_least,
    Operator.AT_MOST: _at_most,
    Operator.RANGE: _within,
    Operator.FREQUENCY: _periods,
}
