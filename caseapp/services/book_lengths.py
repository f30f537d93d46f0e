"""Cells longer than their column, refused before PostgreSQL does."""

from collections.abc import Iterator

from sqlalchemy.orm import InstrumentedAttribute

from caseapp.domain.book import Book
from caseapp.domain.errors import N_, Problem
from caseapp.models.projects import DepartmentGoalRow, Indicator, Project

_Cell = tuple[InstrumentedAttribute[str], str]


def overlong(book: Book) -> list[Problem]:
    return [
        Problem(
            None,
            N_("“%(start)s…” has %(count)s characters; at most %(limit)s can be stored here."),
            {"start": text[:20], "count": len(text), "limit": column.type.length},
        )
        for column, text in _cells(book)
        if len(text) > column.type.length
    ]


def _cells(book: Book) -> Iterator[_Cell]:
    for goal in book.goals:
        yield DepartmentGoalRow.name, goal.name
    for table in book.projects:
        yield from ((Project.code, table.code), (Project.name, table.name), (Project.printed_unit, table.unit))
        for line in table.indicators:
            yield from ((Indicator.level1, line.level1), (Indicator.level2, line.level2))
            yield from ((Indicator.name, line.name), (Indicator.target, line.target))
