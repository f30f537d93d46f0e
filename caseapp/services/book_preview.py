"""What loading a targets book would do, as a value to look at; and loading exactly what was looked at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.book import Book, IndicatorLine, ProjectTable
from caseapp.domain.book_changes import BookChanges, Change, TableChange, compare
from caseapp.domain.errors import N_, NotFound, StaleView
from caseapp.domain.indicators.match import match
from caseapp.models.projects import DepartmentYear
from caseapp.services.book_codes import coded
from caseapp.services.projects import book_of, line_of, load_book, owners, refuse_losses, stored_projects

_Chosen = tuple[IndicatorLine, str | None]


@dataclass(frozen=True)
class PreviewLine:
    """`measure` is the catalogue key the row will have after loading; None: it asks a person for one."""

    line: IndicatorLine
    change: Change
    measure: str | None


@dataclass(frozen=True)
class PreviewTable:
    table: ProjectTable
    change: Change
    lines: tuple[PreviewLine, ...]


@dataclass(frozen=True)
class Preview:
    """`stored` is the digest of the file the year was loaded from, None when it has no book yet."""

    year: int
    stored: str | None
    is_loaded: bool
    changes: BookChanges
    tables: tuple[PreviewTable, ...]

    @property
    def unmatched(self) -> int:
        return sum(line.measure is None for table in self.tables for line in table.lines)


def preview(session: Session, actor: Actor, *, book: Book, digest: str) -> Preview:
    """Changes nothing. Raises what loading would raise: Invalid with every problem, or NotAllowed."""
    book, year = coded(session, book)
    owners(session, actor, book)
    known = {project.code: project for project in stored_projects(session, year)}
    refuse_losses(session, known, book)
    changes = compare(book, _stored(session, year))
    chosen = {
        (code, row.row): (line_of(row), row.measure) for code, project in known.items() for row in project.indicators
    }
    stored = _digest(session, year)
    tables = tuple(_table(change, year, chosen) for change in changes.tables)
    return Preview(year, stored, stored == digest, changes, tables)


def load_previewed(
    session: Session, actor: Actor, *, book: Book, digest: str, stored: str | None, now: datetime
) -> bool:
    """Load the book that was looked at; False when it stands already.

    Raises StaleView when another book was loaded for the year since (`stored` is what the preview compared with).
    """
    book, year = coded(session, book)
    if _digest(session, year) not in {stored, digest}:
        raise StaleView(N_("The stored book has changed since this preview. Choose the file again."))
    return load_book(session, actor, book=book, digest=digest, now=now)


def _stored(session: Session, year: int) -> Book | None:
    try:
        return book_of(session, year)
    except NotFound:
        return None


def _digest(session: Session, year: int) -> str | None:
    return session.scalar(select(DepartmentYear.book_digest).where(DepartmentYear.year == year))


def _table(found: TableChange, year: int, chosen: dict[tuple[str, int], _Chosen]) -> PreviewTable:
    """A measure stays with a row whose words stay; every other row is matched anew, as on loading."""
    table = found.table
    lines = []
    for row, (line, change) in enumerate(zip(table.indicators, found.lines, strict=True), 1):
        before, measure = chosen.get((table.code, row), (None, None))
        if before is None or not line.says(before):
            measure = match(table.name, table.purpose, line, year)
        lines.append(PreviewLine(line, change, measure))
    return PreviewTable(table, found.change, tuple(lines))
