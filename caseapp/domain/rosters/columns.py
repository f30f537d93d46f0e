"""The columns a roster may have: their headings and synonyms, and what may stand in them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from caseapp.domain.labels import Word

_PARENTHESES = re.compile(r"[(\[【〔].*?[)\]】〕]")
_NOISE = re.compile(r"[\s:*_\-/.,、·]")


class Kind(Enum):
    TEXT = "text"
    CODE = "code"  # digits that a spreadsheet must not take for a number: ID, phone, account
    MONEY = "money"
    DAY = "day"
    WORD = "word"
    WHOLE = "whole"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Column:
    """`heading` is what our own files print; `words` may stand in the cell when the kind is WORD, and `options` when
    what may be chosen belongs to one survey only."""

    key: str
    heading: str
    en: str
    kind: Kind = Kind.TEXT
    words: type[Word] | None = None
    others: tuple[str, ...] = ()
    required: bool = False
    options: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.heading, self.en, self.key, *self.others)


@dataclass(frozen=True)
class Part:
    """One sheet of a roster. `name` is what our own files call it, `columns` what they print; `also` are columns that
    other people's files have there. A sheet without the keys in `known_by` is something else."""

    name: str
    columns: tuple[Column, ...]
    known_by: frozenset[str]
    also: tuple[Column, ...] = ()

    @property
    def every(self) -> tuple[Column, ...]:
        return (*self.columns, *self.also)


@dataclass(frozen=True)
class Layout:
    """A kind of roster. `more` is the sheet of rows that belong to one of `own`, whose ID number stands under `owner`;
    `together` is both in one sheet."""

    own: Part
    more: Part | None = None
    together: Part | None = None
    owner: str = ""

    @property
    def sheets(self) -> tuple[Part, ...]:
        """What our own files have."""
        return (self.own, self.more) if self.more else (self.own,)


@dataclass(frozen=True)
class Header:
    """A sheet's row of headings: where each key stands (from 1), what the sheet calls it, and what is left over."""

    row: int
    columns: dict[str, int]
    headings: dict[str, str]
    repeated: tuple[tuple[int, str], ...]
    unused: tuple[str, ...]


def normal(text: object) -> str:
    """A heading or a word as it is compared: half-width, without spaces, signs and what stands in brackets."""
    plain = unicodedata.normalize("NFKC", str(text)).lower()
    return _NOISE.sub("", _PARENTHESES.sub("", plain))


def header_of(row_no: int, cells: Sequence[object], columns: Sequence[Column]) -> Header:
    keys = {normal(name): column.key for column in reversed(columns) for name in column.names}
    found: dict[str, int] = {}
    headings: dict[str, str] = {}
    repeated, unused = [], []
    for number, cell in enumerate(cells, 1):
        text = str(cell).strip()
        key = keys.get(normal(text)) if text else None
        if key is None:
            unused += [text] if text else []
        elif key in found:
            repeated.append((number, text))
        else:
            found[key], headings[key] = number, text
    return Header(row_no, found, headings, tuple(repeated), tuple(unused))


def column_of(key: str, columns: Sequence[Column]) -> Column:
    return next(column for column in columns if column.key == key)
