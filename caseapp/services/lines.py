"""Payment lines and the batch they stand in: finding, locking and moving them by guarded updates."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, NotAllowed, NotFound, StaleView
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.payments import Batch, Payment

NO_LINE = N_("There is no such payment, or it lies outside your units.")
NO_BATCH = N_("There is no such batch, or it lies outside your units.")


def find(session: Session, line_id: int) -> Payment:
    return session.get(Payment, line_id, populate_existing=True) or _no_line()


def _no_line() -> Payment:
    raise NotFound(NO_LINE)


def lock_batch(session: Session, batch_id: int) -> Batch:
    """The batch as it stands now, locked until the transaction ends."""
    batch = session.scalars(
        select(Batch).where(Batch.id == batch_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if batch is None:
        raise NotFound(NO_BATCH)
    return batch


def person_id(actor: Actor) -> int:
    """The id that signs; raises NotAllowed for the system."""
    if actor.id is None:
        raise NotAllowed(N_("Only a signed-in person can sign; the system cannot."))
    return actor.id


def advance(session: Session, line: Payment, after: LineState, **values: object) -> None:
    """Move one line on from the state and batch it was read in; raises StaleView when somebody else did it first."""
    changed = (
        update(Payment)
        .where(
            Payment.id == line.id,
            Payment.state == line.state,
            Payment.batch_id.is_not_distinct_from(line.batch_id),
        )
        .values(state=after, **values)
        .execution_options(synchronize_session=False)
    )
    if rowcount(session, changed) != 1:
        raise StaleView(N_("Somebody changed this payment in the meantime. Reload the page and try again."))
    session.expire(line)


def changed(session: Session, batch: Batch, actor: Actor, now: datetime) -> None:
    """Recount a draft after its lines changed; the actor becomes its last editor."""
    count, total = session.execute(
        select(func.count(Payment.id), func.coalesce(func.sum(Payment.amount_fen), 0)).where(
            Payment.batch_id == batch.id
        )
    ).one()
    editor = person_id(actor)
    apply(session, batch, BatchState.DRAFT, line_count=count, total_fen=total, edited_by=editor, edited_at=now)


def apply(session: Session, batch: Batch, after: BatchState, **values: object) -> None:
    """One UPDATE from the state and version the batch was locked in, or StaleView."""
    moved = (
        update(Batch)
        .where(Batch.id == batch.id, Batch.state == batch.state, Batch.version == batch.version)
        .values(state=after, version=Batch.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if rowcount(session, moved) != 1:
        raise StaleView(N_("Somebody changed this batch in the meantime. Reload the page and try again."))
    session.refresh(batch)


def rowcount(session: Session, statement: Any) -> int:
    return cast(CursorResult[Any], session.execute(statement)).rowcount
