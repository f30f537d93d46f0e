"""Documents as workbooks, a sheet each; every cell is text, so that codes stay whole and nothing is a formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from itertools import accumulate, pairwise

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from caseapp.domain.documents.document import Align, Block, Document, EndsLine, Paragraph, Style, Table, printed_width
from caseapp.exporters.literal import literal

_CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - the workbook's properties carry no zone
_Spot = tuple[int, int]
_A4 = 9
_MM_PER_CHAR = 1.95
_LINE_POINTS, _POINTS_PER_MM = 15.0, 72 / 25.4
_SIZES = {Style.TITLE: 18, Style.HEADING: 14, Style.BODY: 10.5, Style.NOTE: 9}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def to_xlsx(documents: Document | Sequence[Document]) -> bytes:
    """One workbook; A4, one page wide, the print area set; the same documents give the same bytes."""
    forms = [documents] if isinstance(documents, Document) else list(documents)
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    names: set[str] = set()
    for form in forms:
        _Sheet(book, book.add_worksheet(_name(form.title, names)), form).draw()
    book.close()
    return buffer.getvalue()


class _Sheet:
    """One document on one sheet: the columns of all its tables are laid over each other as one grid."""

    def __init__(self, book: Workbook, sheet: Worksheet, form: Document) -> None:
        self._book, self._sheet, self._form = book, sheet, form
        self._edges = _edges(block for block in form.blocks if isinstance(block, Table))
        self._formats: dict[tuple[Align, bool, bool, float], Format] = {}
        self._row = 0

    def draw(self) -> None:
        for column, (left, right) in enumerate(pairwise(self._edges)):
            self._sheet.set_column(column, column, (right - left) / _MM_PER_CHAR)
        for block in self._form.blocks:
            self._block(block)
        if self._form.is_numbered:
            self._sheet.set_footer("&C第 &P 页　共 &N 页")
        if self._form.landscape:
            self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.set_margins(0.6, 0.6, 0.7, 0.7)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.center_horizontally()
        self._sheet.hide_gridlines(2)
        self._sheet.print_area(0, 0, max(self._row - 1, 0), self._last)

    @property
    def _last(self) -> int:
        return len(self._edges) - 2

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                size = _SIZES[block.style]
                bold = block.style in (Style.TITLE, Style.HEADING)
                self._put(
                    (self._row, 0), (self._row, self._last), block.text, self._format(block.align, bold, size=size)
                )
                self._sheet.set_row(self._row, size * 1.8)
                self._row += 1
            case EndsLine():
                middle = max(self._last // 2, 0)
                self._put((self._row, 0), (self._row, middle), block.left, self._format(Align.LEFT))
                if self._last > middle:
                    ends = (self._row, middle + 1), (self._row, self._last)
                    self._put(*ends, block.right, self._format(Align.RIGHT))
                self._row += 1
            case Table():
                self._table(block)

    def _table(self, table: Table) -> None:
        columns = [self._edges.index(edge) for edge in _table_edges(table)]
        lines = [1] * len(table.rows)
        for at, column, cell in table.placed():
            left, right = columns[column], columns[column + cell.colspan] - 1
            last = self._row + at + cell.rowspan - 1
            form = self._format(cell.align, cell.bold, border=True)
            self._put((self._row + at, left), (last, right), cell.text, form)
            if cell.rowspan == 1:
                width = sum(table.widths_mm[column : column + cell.colspan]) / _MM_PER_CHAR
                lines[at] = max(lines[at], _lines(cell.text, width))
        for at, count in enumerate(lines):
            self._sheet.set_row(self._row + at, max(count * _LINE_POINTS + 3, table.row_mm * _POINTS_PER_MM))
        if table.repeat is not None:
            first = self._row + table.repeat
            self._sheet.repeat_rows(first, first + table.repeated - 1)
        self._row += len(table.rows)

    def _put(self, start: _Spot, end: _Spot, text: str, form: Format) -> None:
        if start != end:
            self._sheet.merge_range(*start, *end, "", form)
        if text:
            self._sheet.write_string(*start, literal(text), form)
        else:
            self._sheet.write_blank(*start, None, form)

    def _format(self, align: Align, bold: bool = False, *, border: bool = False, size: float = 10.5) -> Format:
        key = (align, bold, border, size)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {
                    "font_name": "宋体",
                    "font_size": size,
                    "bold": bold,
                    "align": align.value,
                    "valign": "vcenter",
                    "text_wrap": border,
                    "num_format": "@",
                    "border": int(border),
                    "indent": int(border and align is not Align.CENTER),
                }
            )
        return self._formats[key]


def _edges(tables: Iterable[Table]) -> list[float]:
    edges = sorted({edge for table in tables for edge in _table_edges(table)})
    return edges or [0.0, 85.0, 170.0]


def _table_edges(table: Table) -> list[float]:
    return [round(edge, 3) for edge in accumulate(table.widths_mm, initial=0.0)]


def _lines(text: str, width: float) -> int:
    """How many lines a cell of `width` characters needs; a Chinese character takes two."""
    room = max(width - 1.5, 2)
    total = 0
    for line in text.split("\n"):
        total += max(1, -int(-printed_width(line) // room))
    return total


def _name(title: str, taken: set[str]) -> str:
    """A sheet name Excel accepts: at most 31 characters, no brackets or slashes, none twice."""
    base = _NOT_IN_A_NAME.sub(" ", title).strip()[:28] or "1"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base[:25]} ({number})"
    taken.add(name.lower())
    return name
