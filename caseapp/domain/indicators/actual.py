"""The actual value a person typed beside a target, read in the target's own terms."""

from datetime import date
from decimal import Decimal

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.indicators.printed import one_width
from caseapp.domain.indicators.scoring import Reached
from caseapp.domain.indicators.target import Kind, Operator, Target, parse_target

_YUAN = {"元": 1, "百元": 100, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "千万元": 10**7, "亿元": 10**8}
_ANY_LEAP_YEAR = 2000
_NOT = ("未", "没", "不", "无法", "差")
_PARTLY = ("部分", "基本", "大部", "较好", "一定")
_FULLY = ("达成", "完成", "达到", "实现", "有效", "明显", "显著", "已", "全部", "是", "按时", "及时", "好", "优")


def parse_actual(text: str, target: Target) -> Decimal | date | Reached:
    """A number in the target's unit (元 and 万元 are converted), a date for a date, a band or a percentage for words.

    Raises Invalid with one sentence when the text does not answer the target.
    """
    plain = one_width(text)
    deadline = target.deadline(_ANY_LEAP_YEAR)
    read = parse_target(plain, deadline.year if deadline else None)
    if target.operator is Operator.WORDS:
        return _words(plain, read, target)
    if target.operator is Operator.DATE:
        if read.operator is not Operator.DATE or read.value is None:
            raise Invalid.one(None, N_("Write the day it was done, such as 2025-12-18, not “%(text)s”."), text=text)
        return date.fromisoformat(read.value)
    if read.number is None or read.operator is Operator.RANGE:
        raise Invalid.one(None, N_("Write the actual value as a number, not “%(text)s”."), text=text)
    return _in_unit(read, target, text)


def _words(plain: str, read: Target, target: Target) -> Decimal | Reached:
    if read.number is not None and read.operator is Operator.EQUAL and read.value_unit in ("%", ""):
        return read.number
    if plain == one_width(target.printed):
        return Reached.FULLY
    for words, reached in ((_NOT, Reached.NOT), (_PARTLY, Reached.PARTLY), (_FULLY, Reached.FULLY)):
        if any(word in plain for word in words):
            return reached
    raise Invalid.one(None, N_("Say 达成, 部分达成 or 未达成, or the percentage reached, not “%(text)s”."), text=plain)


def _in_unit(read: Target, target: Target, text: str) -> Decimal:
    number = read.number or Decimal(0)
    if not read.value_unit or read.value_unit == target.value_unit or target.kind is Kind.FREQUENCY:
        return number
    if target.kind is Kind.MONEY and read.value_unit in _YUAN and target.value_unit in _YUAN:
        return number * _YUAN[read.value_unit] / _YUAN[target.value_unit]
    if read.kind is not target.kind or target.kind is Kind.MONEY:
        raise Invalid.one(
            None,
            N_("“%(text)s” is not in the unit of the target, %(unit)s."),
            text=text,
            unit=target.value_unit or target.printed,
        )
    return number
