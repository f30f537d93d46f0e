"""Paying again what failed or came back: linked lines in a new draft, for three people to sign anew."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, StaleView
from caseapp.models.payments import Batch, Payment
from caseapp.queries.follow_up import CAME_TO_NOTHING
from caseapp.services import aid, audit, batches, lines

TITLE = 128
AGAIN = "（重发）"


def follow_up(session: Session, actor: Actor, *, batch_id: int, line_ids: Sequence[int], now: datetime) -> Batch:
    """A draft that pays the chosen lines of the batch again, to the accounts of today; a line that is being paid
    again already is refused with the whole."""
    batch = lines.lock_batch(session, batch_id)
    actor.demand(Permission.BATCH_PREPARE, batch.unit.path, unseen=lines.NO_BATCH)
    chosen = sorted(set(line_ids))
    if not chosen:
        raise Invalid.one("lines", N_("Choose at least one line."))
    which = (Payment.id.in_(chosen), Payment.batch_id == batch.id, Payment.state.in_(CAME_TO_NOTHING))
    if session.scalar(select(func.count(Payment.id)).where(*which)) != len(chosen):
        raise StaleView(N_("Some of these lines no longer failed or came back. Reload the page."))
    again = [aid.repay(session, actor, line_id=line_id, now=now).id for line_id in chosen]
    made = batches.prepare(
        session,
        actor,
        project_id=batch.project_id,
        source=batch.source,
        title=batch.title.removesuffix(AGAIN)[: TITLE - len(AGAIN)] + AGAIN,
        now=now,
        line_ids=again,
        unit_id=batch.unit_id,
    )
    audit.record(session, actor, "batch.follow_up", "batch", made.id, now=now, lines=len(again), of_batch=batch.id)
    return made
