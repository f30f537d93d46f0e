"""A file for the bank: text cells only, the same rows give the same bytes."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO

from caseapp.domain.payments.bank_files import BankLine, FileKind, Layout, rows_of
from caseapp.exporters.literal import literal

_CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - the workbook's properties carry no zone
_WIDTH = 22


def bank_file(layout: Layout, lines: Sequence[BankLine]) -> bytes:
    rows = [layout.headings, *rows_of(layout, lines)]
    return _workbook(rows) if layout.kind is FileKind.XLSX else _text(layout, rows)


def _workbook(rows: Iterable[Sequence[str]]) -> bytes:
    import xlsxwriter  # with the first workbook: many a worker writes none

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, 25, _WIDTH, text)
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            sheet.write_string(number, at, literal(value), text)
    book.close()
    return buffer.getvalue()


def _text(layout: Layout, rows: Iterable[Sequence[str]]) -> bytes:
    buffer = StringIO(newline="")
    csv.writer(buffer, delimiter=layout.delimiter.sign, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode(layout.encoding.value)
