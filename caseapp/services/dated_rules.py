"""What every dated rule is held to: a day of its own to begin on, and the document that sets it."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Problem

LONGEST_DOCUMENT = 64


def problems_of(session: Session, kind: Any, *, valid_from: date, document_no: str) -> list[Problem]:
    """Of a further rule in the table of `kind`."""
    problems = []
    if session.scalar(select(kind.id).where(kind.valid_from == valid_from)):
        problems.append(Problem("valid_from", N_("Another rule begins on this day.")))
    if not document_no.strip():
        problems.append(Problem("document_no", N_("Name the document that sets this.")))
    elif len(document_no.strip()) > LONGEST_DOCUMENT:
        problems.append(Problem("document_no", N_("Write at most %(limit)s characters."), {"limit": LONGEST_DOCUMENT}))
    return problems
