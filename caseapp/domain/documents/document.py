"""A paper form before it is Word, Excel or HTML: paragraphs, two-ended lines and tables on A4."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Style(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    NOTE = "note"


@dataclass(frozen=True)
class Paragraph:
    text: str
    style: Style = Style.BODY
    align: Align = Align.LEFT


@dataclass(frozen=True)
class EndsLine:
    """One line with a text at its left and one at its right end."""

    left: str
    right: str


@dataclass(frozen=True)
class Cell:
    """`colspan` and `rowspan` reach right and down; no cell stands where another reaches. “\\n” breaks the line.
    `square` is an address drawn as a QR code in place of the text (in Word and HTML)."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    bold: bool = False
    align: Align = Align.CENTER
    square: str = ""


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]

    @property
    def is_heading(self) -> bool:
        """Names the rows below it."""
        return len(self.cells) == 1 and self.cells[0].bold


@dataclass(frozen=True)
class Table:
    """`widths_mm` gives the columns; from row `repeat` on, `repeated` rows stand again on each new page, where the
    format can (Word: only from row 0). `row_mm`: no row is lower, as where people sign by hand."""

    widths_mm: tuple[float, ...]
    rows: tuple[Row, ...]
    repeat: int | None = None
    repeated: int = 1
    row_mm: float = 0.0

    def placed(self) -> list[tuple[int, int, Cell]]:
        """Every cell with its row and column; raises ValueError when the spans leave a hole or overlap."""
        taken: set[tuple[int, int]] = set()
        placed = []
        for at, row in enumerate(self.rows):
            column = 0
            for cell in row.cells:
                while (at, column) in taken:
                    column += 1
                spots = {(at + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
                if spots & taken or column + cell.colspan > len(self.widths_mm) or at + cell.rowspan > len(self.rows):
                    raise ValueError(f"the cell “{cell.text}” of row {at} does not fit the grid")
                taken |= spots
                placed.append((at, column, cell))
        if len(taken) != len(self.rows) * len(self.widths_mm):
            raise ValueError("the cells leave a hole in the grid")
        return placed


Block = Paragraph | EndsLine | Table


@dataclass(frozen=True)
class Document:
    """One form; `title` names the sheet or the file, the blocks carry what is printed. `is_numbered`: each page says
    which of how many it is."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    is_numbered: bool = False


def printed_width(text: str) -> int:
    """In characters; a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
