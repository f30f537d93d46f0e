"""Answers of other houses as tables, a bank's or an authority's: headings in any order and under many names, below a
title and totals; every unreadable cell told at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.rosters.columns import Column, Header, header_of
from caseapp.readers.rosters.cells import is_empty
from caseapp.readers.rosters.lines import Fault, PersonLine, Place, Said
from caseapp.readers.rosters.reading import REASONS
from caseapp.readers.rosters.sheets import Sheet

SEARCHED = 10
"""Rows from the top in which the headings are looked for."""
UNREAD = "\0"
"""Stands for a cell that holds something nobody can take; its fault is told already."""


@dataclass
class ResultTable:
    """`headers` is each sheet's row of headings with the number of its last column."""

    lines: list[PersonLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headers: dict[str, tuple[int, int]] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def begin(self, sheet: Sheet, header: Header, needed: Column) -> None:
        """Note the headings of a sheet: that `needed` is missing, and what stands twice."""
        if needed.key not in header.columns:
            message = N_("The column “%(heading)s” is missing.")
            place = Place(sheet.name, header.row, 1)
            self.faults.append(Fault(place, needed.heading, message, {"heading": needed.heading}))
        for number, text in header.repeated:
            place = Place(sheet.name, header.row, number)
            self.faults.append(Fault(place, text, N_("This column stands twice; only the first is read.")))
        cells = sheet.rows[header.row - 1]
        self.headers[sheet.name] = header.row, max(at for at, cell in enumerate(cells, 1) if not is_empty(cell))
        self.used += header.headings.values()
        self.unused += [text for text in header.unused if text != REASONS]

    def read(self, line: PersonLine, present: Mapping[str, Any], said: Callable[[str, Any], Said]) -> None:
        """Add the line with what its cells say; `said` reads the cell of a key and raises Invalid."""
        for key, cell in present.items():
            try:
                line.said[key] = said(key, cell)
            except Invalid as invalid:
                problem = invalid.problems[0]
                self.faults.append(line.fault(key, problem.message, problem.values))
                line.said[key] = UNREAD
        self.lines.append(line)


def headings_of(sheet: Sheet, columns: Sequence[Column], *, result: str, keys: Sequence[str]) -> Header | None:
    """The row with most of the columns that has the one of the result and one that says of whom or what."""
    found = [header_of(number, cells, columns) for number, cells in enumerate(sheet.rows[:SEARCHED], 1)]
    fitting = [one for one in found if result in one.columns and one.columns.keys() & set(keys)]
    return max(fitting, key=lambda one: len(one.columns), default=None)


def filled(cells: Sequence[Any], header: Header) -> dict[str, Any]:
    """The cells of a row that hold something, by key."""
    present = {key: cells[at - 1] for key, at in header.columns.items() if at <= len(cells)}
    return {key: cell for key, cell in present.items() if not is_empty(cell)}
