"""Households with their members: on two sheets, or all people on one (a csv)."""

from collections.abc import Sequence

from caseapp.domain import identity
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.households.codes import Relation
from caseapp.domain.households.roster_columns import (
    HOUSEHOLD,
    MEMBER,
    TOGETHER,
    Column,
    Header,
    Kind,
    column_of,
    header_of,
)
from caseapp.readers.rosters.cells import is_empty, read_cell, text_of
from caseapp.readers.rosters.lines import Fault, HouseholdLine, PersonLine, Place, Roster
from caseapp.readers.rosters.sheets import Sheet, sheets_of

REASONS = "错误信息"
"""The heading of the column that a marked copy of a file carries."""
SEARCHED = 10
"""Rows from the top in which the headings are looked for."""
FEWEST = 3
EXACT_DIGITS = 15
"""Of a number that Excel took for one, this many first digits are still true."""


def read_households(data: bytes) -> Roster:
    """Everything in the file. Faults stand beside what could be read; raises Invalid for what is no roster at all."""
    roster = Roster()
    heads: list[PersonLine] = []
    members: list[PersonLine] = []
    recognised = False
    for sheet in sheets_of(data):
        shape = _shape(sheet)
        if shape is None:
            continue
        recognised = True
        columns, header = shape
        _check_header(roster, sheet, columns, header)
        for line in _lines(roster, sheet, columns, header):
            is_member = columns is MEMBER or line.said.get("relation", Relation.HEAD) != Relation.HEAD
            (members if is_member else heads).append(line)
    if not recognised:
        message = N_("No sheet has the headings of a roster. Download the template and compare the first row.")
        raise Invalid.one(None, message)
    roster.households = [HouseholdLine(head) for head in heads]
    _join(roster, members)
    return roster


def _shape(sheet: Sheet) -> tuple[Sequence[Column], Header] | None:
    """The columns the sheet has and its row of headings; None for a sheet of something else."""
    best: tuple[Sequence[Column], Header] | None = None
    for number, cells in enumerate(sheet.rows[:SEARCHED], 1):
        for columns, needed in ((TOGETHER, {"relation", "category"}), (MEMBER, {"relation"}), (HOUSEHOLD, {"name"})):
            header = header_of(number, cells, columns)
            enough = len(header.columns) >= FEWEST and needed <= header.columns.keys()
            if enough and (best is None or len(header.columns) > len(best[1].columns)):
                best = columns, header
    return best


def _check_header(roster: Roster, sheet: Sheet, columns: Sequence[Column], header: Header) -> None:
    for column in columns:
        if column.required and column.key not in header.columns and not (columns is TOGETHER and column.key == "name"):
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


def _lines(roster: Roster, sheet: Sheet, columns: Sequence[Column], header: Header) -> list[PersonLine]:
    found = []
    asked = {key: column_of(key, columns) for key in header.columns}
    for number, cells in enumerate(sheet.rows[header.row :], header.row + 1):
        line = PersonLine(sheet.name, number, header.columns, header.headings)
        present = {key: cells[at - 1] for key, at in header.columns.items() if at <= len(cells)}
        present = {key: cell for key, cell in present.items() if not is_empty(cell)}
        for key, cell in present.items():
            try:
                line.said[key] = read_cell(cell, asked[key])
            except Invalid as invalid:
                problem = invalid.problems[0]
                roster.faults.append(line.fault(key, problem.message, problem.values))
                if asked[key].kind is Kind.CODE or key == "relation":
                    line.said[key] = UNREAD + text_of(cell)
        if present:
            found.append(line)
    return found


UNREAD = "?"
"""Marks what could not be taken but still tells whose household the row belongs to."""


def _join(roster: Roster, members: list[PersonLine]) -> None:
    by_id = {_key(household.head, "id_number"): household for household in reversed(roster.households)}
    damaged: dict[str, HouseholdLine] = {}
    for household in roster.households:
        digits = str(household.head.said.get("id_number", ""))
        if digits.startswith(UNREAD):
            damaged[_first_digits(digits)] = household
    for member in members:
        key = _key(member, "head_id")
        home = by_id.get(key) or damaged.get(_first_digits(key)) if key else None
        is_head = member.said.get("relation") == Relation.HEAD and _key(member, "id_number") == key
        if home is not None and not is_head:  # the head listed once more among the members is no fault
            home.members.append(member)
        if "relation" not in member.said:
            roster.faults.append(member.fault("relation", N_("Write the relation to the head.")))
        if home is not None:
            continue
        if not key:
            roster.faults.append(member.fault("head_id", N_("Write the head's ID number: whose household is it?")))
        elif not key.startswith(UNREAD):
            message = N_("No household in this file has a head with this ID number.")
            roster.faults.append(member.fault("head_id", message))
    for line in [person for household in roster.households for person in (household.head, *household.members)]:
        line.said = {key: value for key, value in line.said.items() if not str(value).startswith(UNREAD)}


def _key(line: PersonLine, key: str) -> str:
    return identity.normalise(str(line.said.get(key, "")))


def _first_digits(text: str) -> str:
    """The digits that survive as a number, whether it is written in full or as 1.30203E+17."""
    mantissa = text.removeprefix(UNREAD).upper().partition("E+")[0]
    return "".join(filter(str.isdigit, mantissa))[:EXACT_DIGITS]
