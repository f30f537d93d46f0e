"""Carrying a year's targets over to another: seen before anything is stored, and never twice."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.book import Book, IndicatorLine, ProjectTable
from caseapp.domain.errors import N_, Refused, StaleView
from caseapp.domain.indicators.match import Asked, match, measure_after
from caseapp.domain.indicators.tailoring import measure_named
from caseapp.models.projects import Indicator, Project
from caseapp.services.projects import book_of, line_of, load_book, owners, stored_projects


@dataclass(frozen=True)
class CopiedLine:
    """A row as it will stand beside the one it comes from; `measure` None asks a person."""

    before: IndicatorLine
    after: IndicatorLine
    measure: str | None


@dataclass(frozen=True)
class CopiedTable:
    before: ProjectTable
    after: ProjectTable
    lines: tuple[CopiedLine, ...]


@dataclass(frozen=True)
class CopyPreview:
    """`seen` tells whether the source is still what was looked at."""

    year_from: int
    year_to: int
    tables: tuple[CopiedTable, ...]
    seen: str

    @property
    def lines(self) -> list[CopiedLine]:
        return [line for table in self.tables for line in table.lines]

    @property
    def changed(self) -> int:
        return sum(line.before != line.after for line in self.lines)

    @property
    def unmatched(self) -> int:
        return sum(line.measure is None for line in self.lines)


def preview_copy(session: Session, actor: Actor, *, year_from: int, year_to: int) -> CopyPreview:
    """A first draft of a year from another: its projects, plans, targets and printed budgets; nothing used, no figure.

    The year's number moves on in names, goals and targets, not in codes and not in the documents named as basis.
    A measure that a person chose goes along. Raises Refused when the year has projects already.
    """
    book = book_of(session, year_from)
    owners(session, actor, _moved_book(book, year_to))
    if session.scalar(select(exists().where(Project.year == year_to))):
        raise Refused(N_("%(year)s already has projects."), year=year_to)
    tables = tuple(_copied(project, table, year_to) for project, table in _beside(session, book))
    seen = hashlib.sha256(repr(tables).encode()).hexdigest()
    return CopyPreview(year_from, year_to, tables, seen)


def copy_year(
    session: Session, actor: Actor, *, year_from: int, year_to: int, now: datetime, seen: str | None = None
) -> int:
    """How many projects were made. Raises StaleView when the source is not what was `seen` any more."""
    found = preview_copy(session, actor, year_from=year_from, year_to=year_to)
    if seen is not None and seen != found.seen:
        raise StaleView(
            N_("The targets of %(year)s have changed since this preview. Look at it again."), year=year_from
        )
    book = _moved_book(book_of(session, year_from), year_to)
    load_book(session, actor, book=book, digest=f"copied from {year_from}", now=now)
    measures = {
        (table.after.number, row): line.measure for table in found.tables for row, line in enumerate(table.lines, 1)
    }
    made = select(Indicator, Project.number).join(Project).where(Project.year == year_to)
    for row, number in session.execute(made.order_by(Project.number, Indicator.row)):
        row.measure = measures[number, row.row]
    session.flush()
    return len(found.tables)


def _beside(session: Session, book: Book) -> list[tuple[Project, ProjectTable]]:
    return list(zip(stored_projects(session, book.year or 0), book.projects, strict=True))


def _copied(project: Project, table: ProjectTable, year: int) -> CopiedTable:
    after = _moved(table, str(project.year), str(year))
    lines = []
    for row, line in zip(project.indicators, after.indicators, strict=True):
        old = (project.name, project.purpose, line_of(row), project.year)
        new = (after.name, after.purpose, line, year)
        lines.append(CopiedLine(line_of(row), line, _carried(measure_after(old, row.measure, new), new)))
    return CopiedTable(table, after, tuple(lines))


def _carried(measure: str | None, asked: Asked) -> str | None:
    """A measure of one survey stays with the year of that survey."""
    chosen = measure_named(measure)
    return match(*asked) if chosen and chosen.slice.survey else measure


def _moved_book(book: Book, year: int) -> Book:
    tables = tuple(_moved(table, str(book.year), str(year)) for table in book.projects)
    return replace(book, year=year, projects=tables)


def _moved(table: ProjectTable, old: str, new: str) -> ProjectTable:
    lines = tuple(
        replace(
            line,
            name=line.name.replace(old, new),
            description=line.description.replace(old, new),
            target=line.target.replace(old, new),
            printed=line.printed.replace(old, new),
        )
        for line in table.indicators
    )
    goals = tuple(goal.replace(old, new) for goal in table.goals)
    name, purpose = table.name.replace(old, new), table.purpose.replace(old, new)
    return replace(table, name=name, purpose=purpose, goals=goals, indicators=lines)
