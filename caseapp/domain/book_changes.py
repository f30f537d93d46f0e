"""What a targets book would change in the book of its year as it is stored."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from caseapp.domain.book import Book, IndicatorLine, ProjectTable
from caseapp.domain.labels import Word


class Change(Word):
    NEW = "new", "新增", "New", "info"
    CHANGED = "changed", "有改动", "Changed", "warn"
    SAME = "same", "无变化", "Same", "quiet"


@dataclass(frozen=True)
class TableChange:
    """One project of the new book; `lines` says it of each of its rows, `lost` counts stored rows it has no more."""

    table: ProjectTable
    change: Change
    lines: tuple[Change, ...]
    lost: int


@dataclass(frozen=True)
class BookChanges:
    """`gone`: stored projects that the new book does not have."""

    tables: tuple[TableChange, ...]
    gone: tuple[ProjectTable, ...]
    department: Change

    @property
    def lost(self) -> int:
        return sum(table.lost for table in self.tables) + sum(len(table.indicators) for table in self.gone)

    def projects(self, change: Change) -> int:
        return sum(table.change is change for table in self.tables)

    def indicators(self, change: Change) -> int:
        return sum(table.lines.count(change) for table in self.tables)


def compare(book: Book, stored: Book | None) -> BookChanges:
    """Projects are told by their code, their rows by place, as the loading service does."""
    known = {table.code: table for table in stored.projects} if stored else {}
    codes = {table.code for table in book.projects}
    return BookChanges(
        tables=tuple(_table(table, known.get(table.code)) for table in book.projects),
        gone=tuple(table for code, table in known.items() if code not in codes),
        department=_change(_department(book), _department(stored) if stored else None),
    )


def _table(table: ProjectTable, known: ProjectTable | None) -> TableChange:
    before = known.indicators if known else ()
    table = replace(table, indicators=tuple(line.over(old) if old else line for line, old in _beside(table, before)))
    lines = tuple(_change(line, old) for line, old in _beside(table, before))
    return TableChange(table, _change(table, known), lines, max(len(before) - len(table.indicators), 0))


def _beside(
    table: ProjectTable, before: tuple[IndicatorLine, ...]
) -> Iterator[tuple[IndicatorLine, IndicatorLine | None]]:
    return zip_longest(table.indicators, before[: len(table.indicators)])


def _change(new: object, old: object | None) -> Change:
    if old is None:
        return Change.NEW
    return Change.SAME if new == old else Change.CHANGED


def _department(book: Book) -> tuple[object, ...]:
    return book.overall_goal, book.goals, book.measures
