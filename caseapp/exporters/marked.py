"""The user's own file given back: the cells at fault coloured, the reasons in a column to filter by."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

_RED = "FFFFC7CE"
_FILL = PatternFill("solid", start_color=_RED, end_color=_RED)
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Mark:
    """A cell by sheet, row and column from 1, and what is wrong with it in the reader's words."""

    sheet: str
    row: int
    column: int
    text: str


def mark_workbook(data: bytes, marks: Iterable[Mark], headers: Mapping[str, tuple[int, int]], *, heading: str) -> bytes:
    """`headers` gives each sheet's row of headings and its last column; a column `heading` of an earlier copy is
    used again, with its colours taken away."""
    book = load_workbook(io.BytesIO(data))
    told = list(marks)
    for name, (header, last) in headers.items():
        sheet = book[name]
        column = _reason_column(sheet, header, last, heading)
        title = sheet.cell(header, column, heading)
        title.font, title.fill = Font(bold=True), _FILL
        for mark in (mark for mark in told if mark.sheet == name):
            sheet.cell(mark.row, mark.column).fill = _FILL
            reason = sheet.cell(mark.row, column)
            if mark.row != header:
                reason.value = f"{reason.value}\n{mark.text}" if reason.value else mark.text
                reason.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[title.column_letter].width = 60
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _reason_column(sheet: Worksheet, header: int, last: int, heading: str) -> int:
    for column in range(1, last + 1):
        if sheet.cell(header, column).value == heading:
            for row in sheet.iter_rows(min_row=header + 1):
                for cell in row:
                    if cell.fill.start_color.rgb == _RED:
                        cell.fill = PatternFill()
                sheet.cell(row[0].row, column).value = None
            return column
    return last + 1


def mark_csv(
    rows: list[list[str]], marks: Iterable[Mark], *, delimiter: str, header: tuple[int, int], heading: str
) -> bytes:
    """UTF-8 with the mark that Excel asks for; a cell that a spreadsheet would run as a formula gets an apostrophe."""
    reasons: dict[int, list[str]] = {}
    for mark in marks:
        reasons.setdefault(mark.row, []).append(mark.text)
    titles = rows[header[0] - 1]
    at = titles.index(heading) if heading in titles else header[1]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    for number, row in enumerate(rows, 1):
        cells = [*row, *[""] * (at + 1 - len(row))]
        cells[at] = heading if number == header[0] else " ".join(reasons.get(number, ()))
        writer.writerow([harmless(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """The text as a csv cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_RISKY) else text
