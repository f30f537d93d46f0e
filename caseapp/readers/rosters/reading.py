"""Whatever the kind of roster: its sheets recognised by their headings, each row read, rows joined to their owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from caseapp.domain import identity
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.rosters.columns import Column, Header, Kind, Layout, Part, column_of, header_of
from caseapp.readers.rosters.cells import is_empty, read_cell, text_of
from caseapp.readers.rosters.lines import Fault, PersonLine, Place, RecordLine, Roster
from caseapp.readers.rosters.sheets import Sheet, sheets_of

REASONS = "错误信息"
"""The heading of the column that a marked copy of a file carries."""
SEARCHED = 10
"""Rows from the top in which the headings are looked for."""
FEWEST = 3
EXACT_DIGITS = 15
"""Of a number that Excel took for one, this many first digits are still true."""
UNREAD = "?"
"""Marks what could not be taken but still tells whose record the row belongs to."""


@dataclass
class Gathered:
    """The rows of every sheet, by the part of the layout they stand in."""

    roster: Roster = field(default_factory=Roster)
    lines: list[tuple[Part, PersonLine]] = field(default_factory=list)


def gather(data: bytes, layout: Layout, *, kept: frozenset[str] = frozenset()) -> Gathered:
    """Every row with something in it. Faults stand beside what could be read; raises Invalid for what is no such roster
    at all. Numbers, and the keys in `kept`, that could not be read still stand in the row, after UNREAD."""
    found = Gathered()
    parts = tuple(part for part in (layout.together, layout.more, layout.own) if part)
    recognised = False
    for sheet in sheets_of(data):
        shape = _shape(sheet, parts)
        if shape is None:
            continue
        recognised = True
        part, header = shape
        _check_header(found.roster, sheet, part, header, is_together=part is layout.together)
        found.lines += [(part, line) for line in _lines(found.roster, sheet, part.every, header, kept)]
    if not recognised:
        message = N_("No sheet has the headings of a roster. Download the template and compare the first row.")
        raise Invalid.one(None, message)
    return found


def cleared(roster: Roster) -> Roster:
    """Without what was kept only to tell whose record a row belongs to."""
    for line in [line for record in roster.records for line in (record.head, *record.members)]:
        line.said = {key: value for key, value in line.said.items() if not str(value).startswith(UNREAD)}
    return roster


def _shape(sheet: Sheet, parts: Sequence[Part]) -> tuple[Part, Header] | None:
    """The part the sheet is and its row of headings; None for a sheet of something else."""
    best: tuple[Part, Header] | None = None
    for number, cells in enumerate(sheet.rows[:SEARCHED], 1):
        for part in parts:
            header = header_of(number, cells, part.every)
            enough = len(header.columns) >= FEWEST and part.known_by <= header.columns.keys()
            if enough and (best is None or len(header.columns) > len(best[1].columns)):
                best = part, header
    return best


def _check_header(roster: Roster, sheet: Sheet, part: Part, header: Header, *, is_together: bool) -> None:
    for column in part.columns:
        if column.required and column.key not in header.columns and not (is_together and column.key == "name"):
            place = Place(sheet.name, header.row, 1)
            message = N_("The column “%(heading)s” is missing.")
            roster.faults.append(Fault(place, column.heading, message, {"heading": column.heading}))
    for number, text in header.repeated:
        place = Place(sheet.name, header.row, number)
        roster.faults.append(Fault(place, text, N_("This column stands twice; only the first is read.")))
    widest = max((number for number, cell in enumerate(sheet.rows[header.row - 1], 1) if not is_empty(cell)), default=1)
    roster.headers[sheet.name] = header.row, widest
    roster.used += header.headings.values()
    roster.unused += [text for text in header.unused if text != REASONS]


def _lines(
    roster: Roster, sheet: Sheet, columns: Sequence[Column], header: Header, kept: frozenset[str]
) -> list[PersonLine]:
    found = []
    asked = [(at - 1, column_of(key, columns)) for key, at in header.columns.items()]
    for number, cells in enumerate(sheet.rows[header.row :], header.row + 1):
        present = [(column, cells[at]) for at, column in asked if at < len(cells) and not is_empty(cells[at])]
        if not present:
            continue
        line = PersonLine(sheet.name, number, header.columns, header.headings)
        found.append(line)
        for column, cell in present:
            try:
                line.said[column.key] = read_cell(cell, column)
            except Invalid as invalid:
                problem = invalid.problems[0]
                roster.faults.append(line.fault(column.key, problem.message, problem.values))
                if column.kind is Kind.CODE or column.key in kept:
                    line.said[column.key] = UNREAD + text_of(cell)
    return found


@dataclass(frozen=True)
class Ownership:
    """How rows find their record: by the owner's number under `key`; `missing` and `unknown` are said when they do not.
    A row that `is_owner` of itself adds nothing."""

    key: str
    missing: str
    unknown: str
    is_owner: Callable[[PersonLine, str], bool] = lambda line, number: False


def join(roster: Roster, lines: Sequence[PersonLine], by: Ownership) -> None:
    """Put each line to the record of its owner; a number that Excel cut is still known by its first digits."""
    by_id = {number_in(record.head, "id_number"): record for record in reversed(roster.records)}
    damaged: dict[str, RecordLine] = {}
    for record in roster.records:
        digits = str(record.head.said.get("id_number", ""))
        if digits.startswith(UNREAD):
            damaged[_first_digits(digits)] = record
    for line in lines:
        key = number_in(line, by.key)
        home = by_id.get(key) or damaged.get(_first_digits(key)) if key else None
        if home is not None and not by.is_owner(line, key):
            home.members.append(line)
        if home is not None:
            continue
        if not key:
            roster.faults.append(line.fault(by.key, by.missing))
        elif not key.startswith(UNREAD):
            roster.faults.append(line.fault(by.key, by.unknown))


def number_in(line: PersonLine, key: str) -> str:
    return identity.normalise(str(line.said.get(key, "")))


def _first_digits(text: str) -> str:
    """The digits that survive as a number, whether it is written in full or as 1.30203E+17."""
    mantissa = text.removeprefix(UNREAD).upper().partition("E+")[0]
    return "".join(filter(str.isdigit, mantissa))[:EXACT_DIGITS]
