"""The visits to a household and the notes on it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.households.visits import Proposal
from caseapp.models.users import User
from caseapp.models.visits import HouseholdNote, Visit


@dataclass(frozen=True)
class VisitRow:
    """`withdrawn_*` tell who hid it, when and why; None while it stands."""

    id: int
    visited_on: date
    visitors: str
    findings: str
    proposal: Proposal
    recorded_at: datetime
    recorded_by: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None


@dataclass(frozen=True)
class NoteRow:
    id: int
    words: str
    author_id: int | None
    author: str | None
    written_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


def visits(session: Session, household_id: int) -> list[VisitRow]:
    """Of a file the caller may read, the latest first; one statement."""
    author, hider = aliased(User), aliased(User)
    statement = (
        select(Visit, author.name, hider.name)
        .outerjoin(author, author.id == Visit.created_by)
        .outerjoin(hider, hider.id == Visit.withdrawn_by)
        .where(Visit.household_id == household_id)
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
    )
    return [
        VisitRow(
            id=visit.id,
            visited_on=visit.visited_on,
            visitors=visit.visitors,
            findings=visit.findings,
            proposal=visit.proposal,
            recorded_at=visit.created_at,
            recorded_by=recorded_by,
            withdrawn_at=visit.withdrawn_at,
            withdrawn_by=withdrawn_by,
            withdrawn_reason=visit.withdrawn_reason,
        )
        for visit, recorded_by, withdrawn_by in session.execute(statement)
    ]


def notes(session: Session, household_id: int) -> list[NoteRow]:
    """Of a file the caller may read, the newest first; one statement."""
    statement = (
        select(
            HouseholdNote.id, HouseholdNote.words, HouseholdNote.created_by, User.name, HouseholdNote.created_at,
            HouseholdNote.withdrawn_at, HouseholdNote.withdrawn_reason,
        )
        .outerjoin(User, User.id == HouseholdNote.created_by)
        .where(HouseholdNote.household_id == household_id)
        .order_by(HouseholdNote.id.desc())
    )  # fmt: skip
    return [NoteRow(*row) for row in session.execute(statement)]
