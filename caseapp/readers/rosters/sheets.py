"""A workbook or a csv as sheets of raw cells, whatever made it; what is too large or no table is refused."""

import csv
import io
import zipfile
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from caseapp.domain.errors import N_, Invalid

LARGEST = 10 * 1024 * 1024
UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 30_000
MOST_COLUMNS = 200
CSV_SHEET = "csv"
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Sheet:
    """Rows from the first of the sheet; a cell is text, a number, a day, a truth value or ""."""

    name: str
    rows: list[list[Any]]


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def sheets_of(data: bytes) -> list[Sheet]:
    """Raises Invalid with one sentence for what cannot be read as a table."""
    if not data.strip():
        raise Invalid.one(None, N_("The file is empty."))
    if len(data) > LARGEST:
        raise Invalid.one(None, N_("The file is larger than 10 MB. Divide it."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = N_("This is an old Excel file (xls) or one with a password. Save it as xlsx without a password.")
        raise Invalid.one(None, message)
    found = _of_workbook(data) if is_workbook(data) else [Sheet(CSV_SHEET, _of_csv(data))]
    if any(len(sheet.rows) > MOST_ROWS or len(sheet.rows[0] if sheet.rows else ()) > MOST_COLUMNS for sheet in found):
        message = N_("A sheet has more than %(rows)s rows or %(columns)s columns. Divide it, or delete what is empty.")
        raise Invalid.one(None, message, rows=MOST_ROWS, columns=MOST_COLUMNS)
    return found


def _of_workbook(data: bytes) -> list[Sheet]:
    not_readable = N_("This Excel file cannot be opened. Open it in Excel and save it as xlsx again.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise Invalid.one(None, N_("The file is larger than 10 MB. Divide it."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1))
            for name in book.sheet_names
        ]
    except (CalamineError, zipfile.BadZipFile, OSError):
        raise Invalid.one(None, not_readable) from None


def _of_csv(data: bytes) -> list[list[Any]]:
    text = csv_text(data)[0]
    if "\x00" in text:
        raise Invalid.one(None, N_("This is neither an Excel file (xlsx) nor text with commas (csv)."))
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))]
    except csv.Error:
        raise Invalid.one(None, N_("This is neither an Excel file (xlsx) nor text with commas (csv).")) from None


def csv_text(data: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, else that of Chinese Windows."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Invalid.one(None, N_("This is neither an Excel file (xlsx) nor text with commas (csv)."))


def delimiter_of(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",\t;", key=first.count)
