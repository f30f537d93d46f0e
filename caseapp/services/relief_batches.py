"""Paying approved relief: a line for each application that has none, in one draft batch."""

from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Refused
from caseapp.domain.payments.claims import claim, payee_key
from caseapp.domain.payments.codes import AidKind, FundSource, Repeat
from caseapp.models.columns import new_uid
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.queries.relief import relief_of_year
from caseapp.services import audit, batches


def prepare(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    source: FundSource,
    title: str,
    expected_fen: int,
    now: datetime,
) -> Batch:
    """A draft with the approved applications of the project's year within reach that nothing is underway for.
    `expected_fen` is the sum the actor saw: Refused when it is no longer so."""
    actor.demand(Permission.AID_LOG)
    project = session.get(Project, project_id)
    budgets = select(func.count(ProjectBudget.id)).where(
        ProjectBudget.project_id == project_id, ProjectBudget.source == source
    )
    if project is None or not session.scalar(budgets):
        raise Invalid.one("fund", N_("Choose a project that has money from this source."))
    due = [one for one in relief_of_year(session, actor, Permission.AID_LOG, project.year) if one.is_payable]
    if not due:
        raise Refused(N_("Every approved application has its payment already."))
    if sum(one.amount_fen for one in due) != expected_fen:
        raise Refused(N_("Something has changed since you saw this list. Look through it again."))
    rows = [
        {
            "uid": new_uid(),
            "project_id": project.id,
            "source": source,
            "unit_id": one.unit_id,
            "kind": AidKind.RELIEF,
            "person_id": one.person_id,
            "amount_fen": one.amount_fen,
            "proposed_fen": one.amount_fen,
            "claim": claim(payee_key(None, one.person_id), AidKind.RELIEF, Repeat.YEAR, date(project.year, 1, 1)),
            "reason": "",
            "logged_by": actor.id,
            "logged_at": now,
        }
        for one in due
    ]
    try:
        with session.begin_nested():
            session.execute(insert(Payment), rows)
    except IntegrityError:
        raise Refused(N_("Somebody else has prepared these payments a moment ago. Look at the batches.")) from None
    lines = list(session.scalars(select(Payment.id).where(Payment.uid.in_([row["uid"] for row in rows]))))
    batch = batches.prepare(session, actor, project_id=project_id, source=source, title=title, now=now, line_ids=lines)
    told = {"lines": len(lines), "total_fen": expected_fen, "project": project_id}
    audit.record(session, actor, "relief.prepare", "batch", batch.id, now=now, **told)
    return batch
