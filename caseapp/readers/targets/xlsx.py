"""The book or single tables in a workbook; every sheet is read."""

import re
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineSheet, CalamineWorkbook

from caseapp.readers.targets.faults import BookErrors
from caseapp.readers.targets.rows import Cell, Item, Line, Place, Row

_SHEET_STEP = 100_000
_MOST_ROWS = 10_000
_MOST_COLUMNS = 256
_MOST_MERGED = 200_000
_PLACED = re.compile(rb"""<(?:\w+:)?(?:row|c)\b[^<>]*?\sr\s*=\s*["']([A-Z]*)(\d+)["']""")
_Spot = tuple[int, int]


def items_of(data: bytes) -> list[Item]:
    """A row with nothing but its first cell is a paragraph; merged cells stand once, empty rows are dropped."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    items: list[Item] = []
    for number, name in enumerate(workbook.sheet_names):
        items += _sheet(workbook.get_sheet_by_name(name), name, number * _SHEET_STEP)
    return items


def reaches_too_far(xml: bytes) -> bool:
    """Whether a part of a workbook places a cell where no book has one: the sheet is read as a full grid up to it."""
    return any(
        int(row) > _MOST_ROWS or _column(letters.decode()) > _MOST_COLUMNS for letters, row in _PLACED.findall(xml)
    )


def _sheet(sheet: CalamineSheet, name: str, order: int) -> list[Item]:
    beside: set[_Spot] = set()
    below: set[_Spot] = set()
    merged = sheet.merged_cell_ranges or []
    if sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in merged) > _MOST_MERGED:
        raise BookErrors.too_large()
    for (top, left), (bottom, right) in merged:
        beside |= {(row, column) for row in range(top, bottom + 1) for column in range(left + 1, right + 1)}
        below |= {(row, left) for row in range(top + 1, bottom + 1)}
    items: list[Item] = []
    grid = sheet.to_python(skip_empty_area=False)
    width = max((right + 1 for _, (_, right) in merged), default=0)
    for at, values in enumerate(grid):
        cells = []
        for column, value in enumerate([*values, *[""] * (width - len(values))]):
            if (at, column) not in beside:
                place = Place(order + at, "%(cell)s", {"cell": f"{name}!{_letters(column)}{at + 1}"})
                cells.append(Cell.of(_text(value).splitlines(), place, below=(at, column) in below))
        filled = [cell for cell in cells if cell.lines]
        if len(filled) == 1 and filled[0] is cells[0] and not _is_label(filled[0]):
            items += [Line(line, cells[0].place) for line in cells[0].lines]
        elif filled or (at, 0) in below:
            items.append(Row(tuple(cells), cells[0].place))
    return items


def _is_label(cell: Cell) -> bool:
    """Labels of rows that may have nothing beside them."""
    return cell.text in ("绩效目标", "项目编码")


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _column(letters: str) -> int:
    """The number of a column from 1; 0 of none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
