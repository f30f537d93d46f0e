"""Numbers with a bound: at least, at most, equal, between, in every spelling people use."""

import re
from dataclasses import dataclass
from decimal import Decimal

from caseapp.domain.indicators.printed import NUMBER, is_known_unit, is_unit

_AT_LEAST = (
    "≥|不得?低于|不能低于|不得?少于|不能少于|不得?小于|至少达到|至少|最少|最低|(?:大于|高于|多于)(?:或|、)?等于|"
    "达到或超过|不亚于"
)
_AT_MOST = (
    "≤|不得?超过?|不能超过|未超过|不得?高于|不得?大于|不得?多于|不突破|至多|最多|最高|(?:小于|低于|少于)(?:或|、)?等于|"
    "控制在|上限|限额"
)
_ABOVE = ">|大于|高于|超过|多于"
_BELOW = "<|小于|低于|少于|不足|不到"
_EQUAL = "=|等于|达到|达|大约|约|为|共计|共|合计|保持在|保持|实现|完成"
_SIGNS = (
    (">=", False, _AT_LEAST),
    ("<=", False, _AT_MOST),
    (">=", True, _ABOVE),
    ("<=", True, _BELOW),
    ("=", False, _EQUAL),
)
_SIGN = "|".join(words for _, _, words in _SIGNS)
_FROM = "及?其?之?以上|或以上|(?<=[元人户天日])起|或更多"
_UP_TO = "及?其?之?以下|或以下|以内|之内|范围内|内|封顶|为限"

_BOUND = re.compile(
    rf"(?P<lead>[^0-9]*?)(?P<sign>{_SIGN})?(?P<sign2>{_SIGN})?(?P<number>{NUMBER})(?P<more>余|多)?(?P<unit>[^0-9]*?)"
    rf"(?P<after>{_FROM}|{_UP_TO}|左右|上下)?(?:完成|合格|到位|覆盖|达标|满意)?"
)
_BETWEEN = re.compile(
    rf"(?:在|介于|为|控制在|保持在|达到?|约)?(?P<low>{NUMBER})(?P<unit1>[^0-9]*?)"
    rf"(?:-|~|至|到)(?P<high>{NUMBER})(?P<unit2>[^0-9]*?)"
    r"(?:之间|范围内|之内|以内|区间|内)?"
)
_TWO_SIDED = re.compile(
    rf"(?P<sign1>{_SIGN})(?P<low>{NUMBER})(?P<unit1>[^0-9]*?)(?:且|并|,|，|、|;|；|及|同时)?"
    rf"(?P<sign2>{_SIGN})(?P<high>{NUMBER})(?P<unit2>[^0-9]*)"
)
_CHAIN = re.compile(rf"(?P<low>{NUMBER})(?P<unit1>[^0-9≤<]*)[≤<][^0-9≤<]*[≤<](?P<high>{NUMBER})(?P<unit2>[^0-9]*)")
_INTERVAL = re.compile(
    rf"[\[(（【](?P<low>{NUMBER})(?P<unit1>[^0-9,，]*)[,，](?P<high>{NUMBER})(?P<unit2>[^0-9]*?)[\])）】]"
)
_PLUS_MINUS = re.compile(
    rf"(?P<lead>[^0-9±]*)(?:(?P<centre>{NUMBER})(?P<unit1>[^0-9±]*))?±(?P<width>[0-9]+(?:\.[0-9]+)?)"
    r"(?P<unit2>[^0-9]*?)(?:以内|之内|范围内|之间|内)?"
)
_EARLY_SIGN = re.compile(f"{_AT_LEAST}|{_AT_MOST}")
_LEAD_LIMIT = 15


@dataclass(frozen=True)
class Bound:
    """`operator` is >=, <=, = or range; `low` holds the number, for a range the low end."""

    operator: str
    low: str
    high: str
    unit: str
    strict: bool = False


def read_bound(text: str) -> Bound | None:
    """The bound a target sets, or None when the text is no plain number; `text` comes from `one_width`."""
    return _plus_minus(text) or _between(text) or _single(text)


def _single(text: str) -> Bound | None:
    found = _BOUND.fullmatch(text)
    if not found or len(found["lead"]) > _LEAD_LIMIT or re.search("第$|[±,，。;；]", found["lead"]):
        return None
    operator, strict = _before(found["sign"] or _sign_in(found["lead"]))
    second, _ = _before(found["sign2"])
    after = ">=" if found["more"] else _after(found["after"])
    said = {said for said in (operator, second, after) if said not in (None, "=")}
    if len(said) > 1:
        return None
    decided = said.pop() if said else "="
    unit = found["unit"]
    plain = not found["lead"] or decided != "="
    if not (is_unit(unit) if plain else is_known_unit(unit)):
        return None
    return Bound(decided, _digits(found["number"]), "", unit, strict=strict and operator == decided)


def _between(text: str) -> Bound | None:
    found = _BETWEEN.fullmatch(text) or _CHAIN.fullmatch(text) or _INTERVAL.fullmatch(text)
    if not found:
        found = _TWO_SIDED.fullmatch(text)
        if not found or (_before(found["sign1"])[0], _before(found["sign2"])[0]) != (">=", "<="):
            return None
    return _range(found["low"], found["high"], found["unit1"], found["unit2"])


def _plus_minus(text: str) -> Bound | None:
    found = _PLUS_MINUS.fullmatch(text)
    if not found or len(found["lead"]) > _LEAD_LIMIT or re.search("[,，。;；]", found["lead"]):
        return None
    width = found["width"]
    if found["centre"] is None:
        return _range(f"-{width}", width, "", found["unit2"])
    if found["lead"] and not re.fullmatch(_EQUAL, found["lead"]):
        return None
    centre = Decimal(_digits(found["centre"]))
    return _range(f"{centre - Decimal(width):f}", f"{centre + Decimal(width):f}", found["unit1"], found["unit2"])


def _range(low: str, high: str, unit1: str, unit2: str) -> Bound | None:
    unit = unit2 or unit1
    low, high = _digits(low), _digits(high)
    if (unit1 and unit2 and unit1 != unit2) or not is_unit(unit) or Decimal(low) > Decimal(high):
        return None
    return Bound("range", low, high, unit)


def _sign_in(lead: str) -> str | None:
    """The bound said before other words: 不得超过预算…"""
    said = _EARLY_SIGN.match(lead)
    return said[0] if said else None


def _before(sign: str | None) -> tuple[str | None, bool]:
    for operator, strict, words in _SIGNS:
        if sign and re.fullmatch(words, sign):
            return operator, strict
    return None, False


def _after(word: str | None) -> str | None:
    if not word or word in ("左右", "上下"):
        return None
    return ">=" if re.fullmatch(_FROM, word) else "<="


def _digits(number: str) -> str:
    return number.replace(",", "").removeprefix("+")
