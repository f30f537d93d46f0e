"""The 2025 book in our own words, loaded as its years are."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.demo import __file__ as package
from caseapp.domain.access.actor import SYSTEM
from caseapp.models.projects import Project
from caseapp.readers.targets import read_targets
from caseapp.services.projects import load_book
from tests.factories.clock import NOW

BOOK = Path(package).parent / "book-2025.txt"


def load_book_2025(session: Session) -> dict[int, Project]:
    """The year's projects by number; the federation's root unit must stand."""
    book = read_targets(BOOK.read_bytes())
    load_book(session, SYSTEM, book=book, digest="0" * 64, now=NOW)
    return {project.number: project for project in session.scalars(select(Project).where(Project.year == 2025))}
