"""What a roster says: a line a household, with its people, each value beside its cell; and all that is wrong."""

from dataclasses import dataclass, field

from caseapp.domain.errors import N_

Said = str | int
"""A value as read: text, a day as 2025-12-20, the value of a word, or fen."""


@dataclass(frozen=True)
class Place:
    """A cell, said as in a spreadsheet: sheet, B12. Rows and columns count from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        return f"{letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet} {self.cell}"

    message = N_("%(sheet)s %(cell)s")

    @property
    def values(self) -> dict[str, object]:
        return {"sheet": self.sheet, "cell": self.cell}


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place; `message` with `values` is the sentence, `heading` the column's own name."""

    place: Place
    heading: str
    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass
class PersonLine:
    """A row of a sheet: what it says by the keys of the columns, and where each key stands."""

    sheet: str
    row: int
    columns: dict[str, int]
    headings: dict[str, str]
    said: dict[str, Said] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        """The cell of the key; the row's first known cell when the sheet has no such column."""
        column = self.columns.get(key) or self.columns.get("name") or 1
        return Place(self.sheet, self.row, column)

    def fault(self, key: str, message: str, values: dict[str, object] | None = None) -> Fault:
        return Fault(self.place(key), self.headings.get(key, ""), message, values or {})


@dataclass
class RecordLine:
    """One record of the roster: its own row, and the rows that belong to it (members, honours)."""

    head: PersonLine
    members: list[PersonLine] = field(default_factory=list)


@dataclass
class Roster:
    """`headers` is each sheet's row of headings with the number of its last column, `used` and `unused` the headings
    that were recognised and those nobody asked for; `faults` are those of reading alone."""

    records: list[RecordLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headers: dict[str, tuple[int, int]] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
