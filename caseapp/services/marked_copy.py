"""A copy of the file that was sent, with every fault at its cell."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from caseapp.domain.errors import N_, Refused
from caseapp.readers.rosters import Fault
from caseapp.readers.rosters.reading import REASONS
from caseapp.readers.rosters.sheets import csv_text, delimiter_of, is_workbook, sheets_of


class WithHeaders(Protocol):
    """What was read from a file: `headers` is each sheet's row of headings with the number of its last column."""

    @property
    def headers(self) -> Mapping[str, tuple[int, int]]: ...


def marked_copy(data: bytes, read: WithHeaders, faults: Iterable[Fault], say: Callable[[Fault], str]) -> bytes:
    """xlsx for xlsx, csv for csv; `read` is what was read from `data`, `say` puts a fault in the reader's words."""
    from caseapp.exporters.marked import Mark, mark_csv, mark_workbook  # what it takes is large and seldom needed

    marks = [Mark(fault.place.sheet, fault.place.row, fault.place.column, say(fault)) for fault in faults]
    if is_workbook(data):
        try:
            return mark_workbook(data, marks, read.headers, heading=REASONS)
        except (AttributeError, KeyError, TypeError, ValueError):  # parts that openpyxl does not know
            message = N_("This workbook cannot be marked. Copy its cells into the template, or use the list of errors.")
            raise Refused(message) from None
    [sheet] = sheets_of(data)
    delimiter = delimiter_of(csv_text(data)[0])
    return mark_csv(sheet.rows, marks, delimiter=delimiter, header=read.headers[sheet.name], heading=REASONS)
