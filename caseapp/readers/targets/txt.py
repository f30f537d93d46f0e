"""The book as published in plain text.

A cell is a line that begins with a tab; lines without one continue it. Empty lines part the rows, but also stand inside
cells, so neighbouring pieces are joined when together they are exactly the row that belongs there.
"""

import re

from caseapp.readers.targets.layout import HEADING, Part, part_of
from caseapp.readers.targets.rows import Cell, Item, Line, Place, Row, clean

_TITLE = re.compile("第[一二三四]部分|[一二三四]、")


def items_of(text: str) -> list[Item]:
    return _whole_rows(_pieces(text))


def _pieces(text: str) -> list[Item]:
    """Paragraphs, and rows as the empty lines part them."""
    items: list[Item] = []
    cells: list[tuple[list[str], Place]] = []

    def close() -> None:
        if cells:
            items.append(Row(tuple(Cell.of(lines, place) for lines, place in cells), cells[0][1]))
            cells.clear()

    for number, raw in enumerate(text.splitlines(), 1):
        place = Place.line(number)
        if raw.startswith("\t"):
            cells.extend(([part], place) for part in raw[1:].split("\t"))
        elif not (said := clean(raw)):
            close()
        elif HEADING.fullmatch(said) or _TITLE.match(said):
            close()
            items.append(Line(said, place))
        elif cells:
            cells[-1][0].append(said)
        elif items and isinstance(items[-1], Row):
            items[-1] = _continued(items[-1], said)
        else:
            items.append(Line(said, place))
    close()
    return items


def _continued(row: Row, said: str) -> Row:
    last = row.cells[-1]
    return Row((*row.cells[:-1], Cell((*last.lines, said), last.place)), row.place)


def _whole_rows(items: list[Item]) -> list[Item]:
    whole: list[Item] = []
    before: Part | None = None
    index = 0
    while index < len(items):
        item = items[index]
        index += 1
        if isinstance(item, Line):
            whole.append(item)
            before = None
            continue
        part = part_of(item, before)
        for row, taken in _fitted(item, items[index:], part):
            whole.append(row)
            index += taken
        before = before if part is Part.OTHER else part
    return whole


def _fitted(row: Row, following: list[Item], part: Part) -> list[tuple[Row, int]]:
    """The row with the pieces below that complete it, or its rows when several ran together; else as it is."""
    if part.width and len(row.cells) > part.width and len(row.cells) % part.width == 0 and part is Part.INDICATOR:
        chunks = [row.cells[at : at + part.width] for at in range(0, len(row.cells), part.width)]
        return [(Row(chunk, chunk[0].place), 0) for chunk in chunks]
    cells = row.cells
    for taken, piece in enumerate(following, 1):
        if len(cells) >= part.width or not isinstance(piece, Row) or part_of(piece, None) is not Part.OTHER:
            break
        cells += piece.cells
        if len(cells) == part.width:
            return [(Row(cells, row.place), taken)]
    return [(row, 0)]
