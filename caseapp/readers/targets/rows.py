"""The one stream every format becomes: paragraphs and table rows, each knowing its place in the file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from caseapp.domain.errors import N_

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")


@dataclass(frozen=True)
class Place:
    """Where in the file, as a message of its own so that it can be translated; `order` sorts."""

    order: int
    message: str = field(compare=False)
    values: dict[str, object] = field(compare=False, default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values

    @classmethod
    def line(cls, number: int) -> "Place":
        return cls(number, N_("line %(line)s"), {"line": number})


@dataclass(frozen=True)
class Cell:
    """`lines`: the cell's lines that hold something; `below`: it belongs to the cell above it, merged downwards."""

    lines: tuple[str, ...]
    place: Place
    below: bool = False

    @classmethod
    def of(cls, lines: Iterable[str], place: Place, *, below: bool = False) -> "Cell":
        return cls(tuple(line for line in map(clean, lines) if line), place, below)

    @property
    def text(self) -> str:
        return join(self.lines)


@dataclass(frozen=True)
class Line:
    """A paragraph outside the tables."""

    text: str
    place: Place


@dataclass(frozen=True)
class Row:
    """A row of a table; a merged cell stands once in its first row and is empty in the rows below."""

    cells: tuple[Cell, ...]
    place: Place

    def trimmed(self, width: int) -> tuple[Cell, ...]:
        """The cells without empty ones beyond `width`."""
        cells = self.cells
        while len(cells) > width and not cells[-1].lines:
            cells = cells[:-1]
        return cells


Item = Line | Row


def clean(text: str) -> str:
    return _BOOKMARK.sub("", text).strip()


def join(lines: Iterable[str]) -> str:
    """Lines that Word broke, put together again: no space between Chinese words, one between Latin ones."""
    whole = ""
    for line in lines:
        gap = " " if whole[-1:].isascii() and whole[-1:].isalnum() and line[:1].isascii() and line[:1].isalnum() else ""
        whole += gap + line
    return whole
