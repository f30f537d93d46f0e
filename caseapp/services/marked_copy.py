"""A copy of the file that was sent, with every fault at its cell."""

from collections.abc import Callable, Iterable

from caseapp.domain.errors import N_, Refused
from caseapp.exporters.marked import Mark, mark_csv, mark_workbook
from caseapp.readers.rosters import Fault, Roster
from caseapp.readers.rosters.households import REASONS
from caseapp.readers.rosters.sheets import csv_text, delimiter_of, is_workbook, sheets_of


def marked_copy(data: bytes, roster: Roster, faults: Iterable[Fault], say: Callable[[Fault], str]) -> bytes:
    """xlsx for xlsx, csv for csv; `roster` is what was read from `data`, `say` puts a fault in the reader's words."""
    marks = [Mark(fault.place.sheet, fault.place.row, fault.place.column, say(fault)) for fault in faults]
    if is_workbook(data):
        try:
            return mark_workbook(data, marks, roster.headers, heading=REASONS)
        except (AttributeError, KeyError, TypeError, ValueError):  # parts that openpyxl does not know
            message = N_("This workbook cannot be marked. Copy its cells into the template, or use the list of errors.")
            raise Refused(message) from None
    [sheet] = sheets_of(data)
    delimiter = delimiter_of(csv_text(data)[0])
    return mark_csv(sheet.rows, marks, delimiter=delimiter, header=roster.headers[sheet.name], heading=REASONS)
