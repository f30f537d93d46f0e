"""One cell, read as its column means it; raises Invalid with one sentence for what it cannot be."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.labels import Word
from caseapp.domain.money import parse_yuan
from caseapp.domain.rosters.columns import Column, Kind, normal
from caseapp.readers.rosters.lines import Said

DAMAGED = N_(
    "This cell is a number, and Excel keeps only the first 15 digits of a number: the last ones are lost. "
    "Set the column to Text, then type the number again from the paper."
)
MASKED = N_("This number is masked (*). Write it in full, or export the roster with the numbers in full.")
BROKEN = N_("This cell holds an error of the spreadsheet (%(text)s). Write the value itself.")
YES, NO = ("是", "有", "yes", "true", "1"), ("否", "无", "no", "false", "0")
_BROKEN = re.compile(r"#[A-Z0/]+[!?]?")
_SCIENTIFIC = re.compile(r"^\d([.,]\d+)?E\+?\d+$", re.IGNORECASE)
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_EIGHT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_GUARDED = re.compile(r"^'(?=[=+\-@])")


def is_empty(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and cell.isspace())


def text_of(cell: Any) -> str:
    """As a person sees it: whole numbers without a point, half-width, ends trimmed."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    plain = unicodedata.normalize("NFKC", str(cell)).strip()
    return _GUARDED.sub("", plain)


def read_cell(cell: Any, column: Column) -> Said:
    """The cell must not be empty."""
    text = text_of(cell)
    if _BROKEN.fullmatch(text):
        raise Invalid.one(None, BROKEN, text=text)
    if column.words is not None:
        return _word(text, column.words)
    read = _READERS.get(column.kind)
    return read(cell, text) if read else text


def _code(cell: Any, text: str) -> str:
    if isinstance(cell, int | float) or _SCIENTIFIC.match(text):
        raise Invalid.one(None, DAMAGED)
    if isinstance(cell, date):
        raise Invalid.one(None, N_("This cell is a day. Set the column to Text, then type the number again."))
    if "*" in text:
        raise Invalid.one(None, MASKED)
    return text


def _money(cell: Any, text: str) -> int:
    if isinstance(cell, float):
        text = f"{cell:.10f}".rstrip("0").rstrip(".")
    fen = parse_yuan(text).fen
    if fen < 0:
        raise Invalid.one(None, N_("An amount cannot be negative."))
    return fen


def _whole(cell: Any, text: str) -> int:
    digits = text.removesuffix("年")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 4):
        raise Invalid.one(None, N_("Write a whole number."))
    return int(digits)


def _yes_no(cell: Any, text: str) -> int:
    """1 or 0."""
    plain = text.lower()
    if plain not in (*YES, *NO):
        raise Invalid.one(
            None, N_("“%(text)s” is not in the list. Allowed: %(allowed)s"), text=text[:40], allowed="是、否"
        )
    return int(plain in YES)


def _day(cell: Any, text: str) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    found = _DAY.match(text.replace(" ", "")) or _EIGHT.match(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise Invalid.one(None, N_("Write a day that exists, such as 2025-12-20."))


def _word(text: str, words: type[Word]) -> str:
    meant = _meanings(words).get(normal(text))
    if meant is not None:
        return meant
    allowed = "、".join(member.zh for member in words)
    raise Invalid.one(None, N_("“%(text)s” is not in the list. Allowed: %(allowed)s"), text=text[:40], allowed=allowed)


@cache
def _meanings(words: type[Word]) -> dict[str, str]:
    """The value of each way to write a word; where two are written alike, the first."""
    return {normal(said): member.value for member in reversed(words) for said in (member.zh, member.en, member.value)}


_READERS: dict[Kind, Callable[[Any, str], Said]] = {
    Kind.CODE: _code,
    Kind.MONEY: _money,
    Kind.DAY: _day,
    Kind.WHOLE: _whole,
    Kind.YES_NO: _yes_no,
}
