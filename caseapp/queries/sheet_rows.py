"""What the official form says of a file's papers and of its notice; of a file the caller may read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.households.codes import HouseholdState, ObjectionState
from caseapp.domain.households.papers import PaperKind
from caseapp.models.household_steps import HouseholdObjection
from caseapp.queries import papers
from caseapp.queries.households import HouseholdFile


@dataclass(frozen=True)
class Kept:
    """A kind of paper the file holds: `files` scanned, and whether a copy lies in the folder at `place`."""

    paper: PaperKind
    files: int
    in_folder: bool
    place: str


@dataclass(frozen=True)
class Notice:
    """The notice of the application; `objections` counts those raised since it began, by their state."""

    starts_on: date
    ends_on: date
    running: bool
    objections: list[tuple[ObjectionState, int]]


def kept_papers(session: Session, household_id: int) -> list[Kept]:
    """In the order of the kinds, nothing withdrawn; two statements."""
    scanned = [row.paper for row in papers.on_shelf(session, household_id) if row.withdrawn_at is None]
    folder = {row.paper: row.place for row in papers.in_folder(session, household_id) if row.withdrawn_reason is None}
    kinds = [kind for kind in PaperKind if kind in scanned or kind in folder]
    return [Kept(kind, scanned.count(kind), kind in folder, folder.get(kind, "")) for kind in kinds]


def notice_of(session: Session, file: HouseholdFile, today: date) -> Notice | None:
    """None when the household was not put on notice, or was sent back since."""
    starts_on, ends_on = file.life.notice_starts_on, file.life.notice_ends_on
    if starts_on is None or ends_on is None:
        return None
    counted = (
        select(HouseholdObjection.state, func.count(HouseholdObjection.id))
        .where(HouseholdObjection.household_id == file.id, HouseholdObjection.raised_on >= starts_on)
        .group_by(HouseholdObjection.state)
    )
    found = {row[0]: row[1] for row in session.execute(counted)}
    running = file.state is HouseholdState.ON_NOTICE and today <= ends_on
    return Notice(starts_on, ends_on, running, [(state, found[state]) for state in ObjectionState if state in found])
