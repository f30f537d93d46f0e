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


def _whole_rows(pieces: list[Item]) -> list[Item]:
    items = list(pieces)
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
        row, taken, rest = _fitted(item, items[index:], part)
        whole.append(row)
        index += taken
        if rest:
            index -= 1
            items[index] = rest
        before = before if part is Part.OTHER else part
    return whole


def _fitted(row: Row, following: list[Item], part: Part) -> tuple[Row, int, Row | None]:
    """The row, how many pieces below were needed to complete it, and what of it begins the next row.

    A row that neither its neighbours complete nor its length explains stays as it is.
    """
    cells = row.cells
    if part.width and len(cells) > part.width:
        rest = Row(cells[part.width :], cells[part.width].place)
        after = part_of(rest, part)
        whole = after is not Part.OTHER and len(rest.cells) >= after.width
        return (Row(cells[: part.width], row.place), 0, rest) if whole else (row, 0, None)
    for taken, piece in enumerate(following, 1):
        if len(cells) >= part.width or not isinstance(piece, Row) or part_of(piece, None) is not Part.OTHER:
            break
        cells += piece.cells
        if len(cells) == part.width:
            return Row(cells, row.place), taken, None
    return row, 0, None
