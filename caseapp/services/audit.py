"""The audit trail: recorded with the change, chained when the transaction commits, verified on demand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.models.audit import AuditEvent, AuditHead
from caseapp.models.sealing import ring

FIRST_LINK = "0" * 64
_PENDING = "pending audit events"


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: int | None,
    *,
    now: datetime,
    **details: Any,
) -> None:
    """Note what the actor did. `details` must hold no personal data: ids, codes, states, amounts in fen, digests."""
    waiting = session.info.setdefault(_PENDING, [])
    waiting.append((now, actor.id, action, subject, subject_id, details))


@contextmanager
def apart(session: Session) -> Iterator[None]:
    """A part that may fail alone: what it did and what it told are undone together, the transaction goes on."""
    before = list(session.info.get(_PENDING, ()))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info[_PENDING] = before
        raise


@event.listens_for(Session, "before_commit")
def _chain_pending(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint ends; the events wait for the transaction
        return
    waiting = session.info.pop(_PENDING, None)
    if not waiting:
        return
    session.flush()
    head = session.execute(select(AuditHead).with_for_update()).scalar_one_or_none()
    if head is None:
        head = AuditHead(id=1, seq=0, link=FIRST_LINK)
        session.add(head)
    for at, actor_id, action, subject, subject_id, details in waiting:
        row = AuditEvent(
            seq=head.seq + 1,
            at=at,
            actor_id=actor_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            details=details,
        )
        row.link = _link(head.link, row)
        head.seq, head.link = row.seq, row.link
        session.add(row)
    session.flush()


@event.listens_for(Session, "after_rollback")
def _forget_pending(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_PENDING, None)


def verify(session: Session) -> list[str]:
    """What is wrong with the chain, in plain sentences; empty when every event stands as it was written."""
    faults: list[str] = []
    link, expected = FIRST_LINK, 1
    for row in session.scalars(select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)):
        if row.seq != expected:
            faults.append(f"events {expected} to {row.seq - 1} are missing")
        if row.link != _link(link, row):
            faults.append(f"event {row.seq} or the one before it was changed after it was written")
        link, expected = row.link, row.seq + 1
    head = session.execute(select(AuditHead)).scalar_one_or_none()
    seq, newest = (head.seq, head.link) if head else (0, FIRST_LINK)
    if seq != expected - 1 or newest != link:
        faults.append(f"the chain should end at event {seq} and ends at event {expected - 1}")
    return faults


def _link(previous: str, row: AuditEvent) -> str:
    at = row.at.astimezone(UTC).isoformat()
    text = json.dumps(
        [previous, row.seq, at, row.actor_id, row.action, row.subject, row.subject_id, row.details],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return ring().chain(text)
