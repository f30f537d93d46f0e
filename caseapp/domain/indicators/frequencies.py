"""How often: 4季, 每季度20日前, 每季度一次, 每月, 1次/年."""

import re
from dataclasses import dataclass
from decimal import Decimal

from caseapp.domain.indicators.printed import NUMERAL, numeral

_YEARLY = {"季度": 4, "季": 4, "月": 12, "月度": 12, "年": 1, "年度": 1, "半年": 2, "周": 52}
_NAMES = {"季": "季度", "月度": "月", "年度": "年"}
_PERIOD = "(?P<period>季度|季|月度|月|半年|年度|年|周)"
_COUNT = rf"(?P<count>[0-9]{{1,4}}|{NUMERAL})"
_EVERY = rf"(?:每一?个?|各个?|逐|按|分|一个?){_PERIOD}"
_AT_LEAST = "(?:各|均|至少|不少于|不低于|≥|开展|举办|组织|进行|召开|发放|拨付|拨缴|上报)*"

_QUARTERS = re.compile(r"(?P<count>[1-4]|[一二两三四](?=个|季$))(?:个季度?|季)|(?P<year>4)季度")
_BY_DAY = re.compile(
    rf"(?!一){_EVERY}(?:第一个?月|首月|末月|最后一个?月|次月|后|结束后|初月|末)?(?:的|第|前)?"
    r"(?P<day>[0-9]{1,2})[日号](?:之前|以前|前)?[^0-9]{0,10}"
)
_TIMES = re.compile(
    rf"(?:{_EVERY}|(?P<bare>半年|季度|年度|月度)){_AT_LEAST}{_COUNT}[次场期回](?:以上|及以上)?[^0-9]{{0,8}}"
)
_PER = re.compile(rf"{_COUNT}次(?:/|每){_PERIOD}(?P<bare>)")
_PLAIN = re.compile(
    rf"(?!一|.*(?:提高|提升|增|升|降|减|改善|好转)){_EVERY}(?:底|末|初)?(?:之?前)?[^0-9一二两三四五六七八九十%元≥≤]{{0,8}}"
)


@dataclass(frozen=True)
class Frequency:
    """`due`: how many times, or periods, that is in a year."""

    value: str
    unit: str
    due: Decimal


def read_frequency(text: str) -> Frequency | None:
    """What a target says of how often, or None; `text` comes from `one_width`."""
    if found := _QUARTERS.fullmatch(text):
        count = _count(found["count"] or found["year"])
        return Frequency(str(count), "季", Decimal(count))
    text = re.sub("^(?:20[0-9]{2}年|全年|本年|于|在)", "", text)
    if (found := _BY_DAY.fullmatch(text)) and 1 <= int(found["day"]) <= 31:
        name = _name(found["period"])
        return Frequency(str(int(found["day"])), f"每{name}", Decimal(_YEARLY[name]))
    if found := _TIMES.fullmatch(text) or _PER.fullmatch(text):
        return _times(_count(found["count"]), found["period"] or found["bare"])
    if found := _PLAIN.fullmatch(text):
        return _times(1, found["period"])
    return None


def _times(count: int, period: str) -> Frequency:
    name = _name(period)
    return Frequency(str(count), f"次/{name}", Decimal(count * _YEARLY[name]))


def _name(period: str) -> str:
    return _NAMES.get(period, period)


def _count(text: str) -> int:
    return int(text) if text.isascii() else numeral(text)
