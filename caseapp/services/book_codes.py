"""Tables without a project code, as other layouts have them: the year's project of that name gives it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from caseapp.domain.book import Book, ProjectTable
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.queries.projects import codes_by_name


def coded(session: Session, book: Book) -> tuple[Book, int]:
    """The book with a code for every table, and its year; raises Invalid naming all that have none."""
    if book.year is None:
        raise Invalid.one(None, N_("The book's year cannot be told from its project codes."))
    if all(table.code for table in book.projects):
        return book, book.year
    known = codes_by_name(session, book.year)
    tables: list[ProjectTable] = []
    problems: list[Problem] = []
    for table in book.projects:
        code = table.code or known.get(table.name, "")
        if not code:
            message = N_("The table “%(project)s” has no project code; write it beside 项目编码.")
            problems.append(Problem(None, message, {"project": table.name}))
        tables.append(replace(table, code=code))
    if problems:
        raise Invalid(problems)
    return replace(book, projects=tuple(tables)), book.year
