"""Papers that lie in a folder: noted in the file, so that they are not missing though nobody scanned them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.domain.households.papers import PaperKind
from caseapp.models.held_papers import HeldPaper
from caseapp.services import audit
from caseapp.services.households import open_file
from caseapp.services.withdrawals import reason_of


def hold(
    session: Session, actor: Actor, *, household_id: int, papers: Collection[PaperKind], place: str, now: datetime
) -> int:
    """Note that papers of these kinds lie in a folder; how many were not noted before."""
    open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    if not papers:
        raise Invalid.one("papers", N_("Choose the papers that lie in the folder."))
    if len(place.strip()) > 64:
        raise Invalid.one("place", N_("Write at most %(limit)s characters."), limit=64)
    noted = select(HeldPaper.paper).where(HeldPaper.household_id == household_id, HeldPaper.withdrawn_at.is_(None))
    new = [paper for paper in PaperKind if paper in papers and paper not in set(session.scalars(noted))]
    for paper in new:
        row = HeldPaper(household_id=household_id, paper=paper, place=place.strip())
        row.touch(actor.id, now)
        session.add(row)
    if new:
        session.flush()
        details = {"papers": [paper.value for paper in new]}
        audit.record(session, actor, "household.papers_held", "household", household_id, now=now, **details)
    return len(new)


def withdraw(session: Session, actor: Actor, *, household_id: int, held_id: int, reason: str, now: datetime) -> None:
    """The paper is not there after all; the note and the reason stay."""
    open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    held = session.scalar(
        select(HeldPaper).where(
            HeldPaper.id == held_id, HeldPaper.household_id == household_id, HeldPaper.withdrawn_at.is_(None)
        )
    )
    if held is None:
        raise NotFound(N_("There is no such paper."))
    held.withdraw(actor.id, now, reason_of(reason))
    held.touch(actor.id, now)
    audit.record(
        session, actor, "household.paper_withdrawn", "household", household_id, now=now, paper=held.paper.value
    )
