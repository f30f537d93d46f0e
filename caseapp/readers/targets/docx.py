"""The book or single tables as Word keeps them."""

from io import BytesIO

import docx
from docx.table import Table, _Cell

from caseapp.domain.errors import N_
from caseapp.readers.targets.rows import Cell, Item, Line, Place, Row, clean

_TABLE_STEP = 1_000


def items_of(data: bytes) -> list[Item]:
    """Paragraphs and rows in the order of the document; a cell merged downwards is empty in the rows below."""
    items: list[Item] = []
    tables = 0
    for number, block in enumerate(docx.Document(BytesIO(data)).iter_inner_content(), 1):
        if isinstance(block, Table):
            tables += 1
            items += _rows(block, tables, number * _TABLE_STEP)
        else:
            place = Place(number * _TABLE_STEP, N_("paragraph %(number)s"), {"number": number})
            items += [Line(said, place) for line in block.text.splitlines() if (said := clean(line))]
    return items


def _rows(table: Table, number: int, order: int) -> list[Row]:
    rows = []
    for at, line in enumerate(table._tbl.tr_lst, 1):
        where: dict[str, object] = {"table": number, "row": at}
        cells = []
        for column, tc in enumerate(line.tc_lst, 1):
            place = Place(order + at, N_("table %(table)s row %(row)s column %(column)s"), {**where, "column": column})
            below = tc.vMerge == "continue"
            cells.append(Cell.of(() if below else _Cell(tc, table).text.splitlines(), place, below=below))
        rows.append(Row(tuple(cells), Place(order + at, N_("table %(table)s row %(row)s"), where)))
    return rows
