"""Photos of activities and vouchers of expenses: taken in, and opened for those who read the records."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.attachments import Sent, saved_name
from caseapp.models.activities import Activity, Expense
from caseapp.models.sessions import RecordPaper
from caseapp.queries.projects import project_by_id
from caseapp.services import audit, scans
from caseapp.services.attachments import Opened, unsealed
from caseapp.services.vault import Vault

Owner = Activity | Expense


def keep(
    session: Session, actor: Actor, vault: Vault, owner: Owner, *, files: Sequence[Sent], now: datetime
) -> list[RecordPaper]:
    """Seal the files with their activity or expense; raises Invalid with every problem."""
    actor.demand(Permission.RECORD_WRITE, project_by_id(session, actor, owner.project_id).unit.path)
    column = RecordPaper.activity_id if isinstance(owner, Activity) else RecordPaper.expense_id
    known = session.scalars(select(RecordPaper.content_index).where(column == owner.id)).all()
    of = {column.key: owner.id, "kept_by": actor.id, "kept_at": now}
    kept = scans.keep(session, vault, RecordPaper, files, known=known, none_sent=N_("Choose a file."), **of)
    subject = "activity" if isinstance(owner, Activity) else "expense"
    papers = [paper.id for paper in kept]
    audit.record(session, actor, f"{subject}.papers", subject, owner.id, now=now, papers=papers)
    return kept


NO_PAPER = N_("There is no such paper.")


def opened(session: Session, actor: Actor, vault: Vault, paper_id: int) -> Opened:
    """The plain bytes. Only reads: the door records the look."""
    found = session.get(RecordPaper, paper_id)
    kind = (Activity, found.activity_id) if found and found.activity_id else (Expense, found.expense_id if found else 0)
    owner = session.get(*kind)
    if found is None or owner is None:
        raise NotFound(NO_PAPER)
    actor.demand(Permission.RECORD_READ)
    project_by_id(session, actor, owner.project_id, unseen=NO_PAPER)
    return Opened(saved_name(found.name, found.content), found.content, unsealed(vault, found.uid))
