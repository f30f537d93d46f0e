"""Dates as targets print them: with or without year, month ends, thirds of a month, quarters, half years."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_BEFORE = r"(?:(?P<lead>[^0-9按逐第≥>±%年月季上下次翌一二三四]{0,12}))"
_MARK = r"(?:(?:之|以)?前|止|为止|之?内|以内)?"
_DONE = (
    r"(?:(?:全部|按时|全面|基本|及时|均|已)?"
    r"(?:完成|发放|拨付|拨缴|支付|到位|办结|结束|兑付|执行|实施|举办|开展|验收|投入|上缴|下达|建成)[^0-9]{0,8})?"
)
_AFTER = rf"(?P<mark>{_MARK}){_DONE}"
_YEAR = r"(?:(?P<year>20[0-9]{2})年度?|(?:当年|本年|今年|年)度?)?"

_FORMS = tuple(
    re.compile(_BEFORE + form + _AFTER)
    for form in (
        r"(?P<year>20[0-9]{2})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})[日号]?",
        _YEAR + r"(?P<month>[0-9]{1,2})月份?(?P<day>[0-9]{1,2})[日号]",
        r"(?P<year>20[0-9]{2})[-/.](?P<month>[0-9]{1,2})",
        _YEAR + r"(?P<month>[0-9]{1,2})月份?(?P<part>底|末|月底|月末|上旬|中旬|下旬)?",
        r"(?P<year>20[0-9]{2})年?度?(?P<half>上半年|下半年)",
        r"(?P<half>上半年|下半年)",
        _YEAR + r"第(?P<quarter>[1-4一二三四])季度?(?P<part>底|末)?",
        _YEAR + r"(?P<quarter>[1-4一二三四])季度(?P<part>底|末)?",
        r"(?P<year>20[0-9]{2})年度?(?P<part>年底|年末|底|末)?",
        r"(?:当年|本年度?|今年)?(?P<part>年底|年末|年内|年终)",
        r"(?:当|本|今)年(?P<part>底|末|内)?",
    )
)
_SPAN = re.compile(r"(?P<from>[^至到~-]*[0-9年月日号])(?:-|~|至|到)(?P<to>[0-9].*[月.].*)")
_SPAN_START = re.compile(r"(?:(?P<year>20[0-9]{2})[年.])?[0-9]{1,2}[月.]?(?:[0-9]{1,2}[日号]?)?")
_THIRDS = {"上旬": 10, "中旬": 20}
_QUARTERS = {**{str(n): n for n in range(1, 5)}, **{word: n for n, word in enumerate("一二三四", 1)}}


@dataclass(frozen=True)
class PrintedDate:
    """A day to finish by; `year` is None when none was printed. 29 February is its month's end in a common year."""

    year: int | None
    month: int
    day: int

    def on(self, year: int) -> date:
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


def read_date(text: str) -> PrintedDate | None:
    """The last day that still is in time, or None; `text` comes from `one_width`."""
    span = _SPAN.fullmatch(text)
    first = span and _SPAN_START.fullmatch(span["from"])
    if span and first and (last := _single(span["to"])):
        return PrintedDate(last.year or (int(first["year"]) if first["year"] else None), last.month, last.day)
    return _single(text)


def _single(text: str) -> PrintedDate | None:
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _checked(found.groupdict(), found["lead"])
    return None


def _checked(parts: dict[str, str | None], lead: str) -> PrintedDate | None:
    year = int(parts.get("year") or 0) or None
    if day := parts.get("day"):
        return _day(year, int(parts["month"] or 0), int(day))
    part = parts.get("part") or ""
    if month := parts.get("month"):
        if not part and not year and any(sign in lead for sign in "≤<="):
            return None
        return _day(year, int(month), _THIRDS.get(part))
    if quarter := parts.get("quarter"):
        return _day(year, 3 * _QUARTERS[quarter])
    if year and not part and not parts.get("half") and any(sign in lead for sign in "≤<="):
        return None
    return _day(year, 6 if parts.get("half") == "上半年" else 12)


def _day(year: int | None, month: int, day: int | None = None) -> PrintedDate | None:
    """The day, or the month's last; None when there is no such day."""
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year or 2000, month)[1]
    return PrintedDate(year, month, day or last) if day is None or 1 <= day <= last else None
