"""The audit trail: recorded with the change, chained when the transaction commits, verified on demand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, event, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.models.audit import AuditEvent, AuditHead
from caseapp.models.field_changes import FieldChange
from caseapp.models.many import put
from caseapp.models.sealing import Unsealable, ring
from caseapp.models.unless_there import put_unless_there
from caseapp.services import changes

FIRST_LINK = "0" * 64
SAID = ("at", "actor_id", "action", "subject", "subject_id", "details")
"""What an event says, by column."""
_PENDING = "pending audit events"
_HEADS = cast(Table, AuditHead.__table__)
_LOCKED_HEAD = select(_HEADS.c.seq, _HEADS.c.link).with_for_update()
_MOVE_HEAD = _HEADS.update().values(seq=bindparam("new_seq"), link=bindparam("new_link"))


class Waiting(NamedTuple):
    """An event on its way into the trail, and what it changed."""

    at: datetime
    actor_id: int | None
    action: str
    subject: str
    subject_id: int | None
    details: dict[str, Any]
    changes: list[FieldChange]


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
    """Note what the actor did; what it changed about the subject is kept with it. `details` must hold no personal
    data: ids, codes, states, amounts in fen, digests."""
    waiting = session.info.setdefault(_PENDING, [])
    own = changes.take(session, (subject, subject_id)) if subject_id is not None else []
    waiting.append(Waiting(now, actor.id, action, subject, subject_id, details, own))


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
    waiting: list[Waiting] = session.info.pop(_PENDING, [])
    rest = list(changes.rest(session))
    if not waiting:
        return
    _tell(waiting, rest)
    session.flush()
    head = session.execute(_LOCKED_HEAD).one_or_none()
    if head is None:
        put_unless_there(session, AuditHead, {"id": 1, "seq": 0, "link": FIRST_LINK})
        head = session.execute(_LOCKED_HEAD).one()
    rows, link = [], head.link
    for seq, one in enumerate(waiting, head.seq + 1):
        one.details.update(changes.told(one.changes))
        link = _link(link, seq, one)
        rows.append({"seq": seq, "link": link, **{name: getattr(one, name) for name in SAID}})
        for change in one.changes:
            change.event_seq = seq
    session.execute(_MOVE_HEAD, {"new_seq": head.seq + len(rows), "new_link": link})
    put(session, AuditEvent, rows)
    session.add_all(change for one in waiting for change in one.changes)
    session.flush()


def _tell(waiting: list[Waiting], rest: list[tuple[changes.Subject, list[FieldChange]]]) -> None:
    """Changes that came after the event of their subject belong to it; without one they get an event of their own."""
    last = {(event.subject, event.subject_id): event for event in waiting}
    first = waiting[0]
    for (kind, number), own in rest:
        event_of = last.get((kind, number))
        if event_of is None:
            waiting.append(Waiting(first.at, first.actor_id, f"{kind}.amend", kind, number, {}, own))
        else:
            event_of.changes[:] = sorted([*event_of.changes, *own], key=changes.order)


@event.listens_for(Session, "after_rollback")
def _forget_pending(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_PENDING, None)


def verify(session: Session) -> list[str]:
    """What is wrong with the chain, in plain sentences; empty when every event stands as it was written."""
    faults: list[str] = []
    digests: dict[int, str] = {}
    link, expected = FIRST_LINK, 1
    for row in session.scalars(select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)):
        if row.seq != expected:
            faults.append(f"events {expected} to {row.seq - 1} are missing")
        if row.link != _link(link, row.seq, row):
            faults.append(f"event {row.seq} or the one before it was changed after it was written")
        link, expected = row.link, row.seq + 1
        if "changes" in row.details:
            digests[row.seq] = row.details["changes"]
    head = session.execute(select(AuditHead)).scalar_one_or_none()
    seq, newest = (head.seq, head.link) if head else (0, FIRST_LINK)
    if seq != expected - 1 or newest != link:
        faults.append(f"the chain should end at event {seq} and ends at event {expected - 1}")
    return [*faults, *_changes_that_differ(session, digests)]


def _changes_that_differ(session: Session, digests: dict[int, str]) -> Iterator[str]:
    """What each event changed is still what it told."""
    kept = select(FieldChange).order_by(FieldChange.event_seq, *changes.ORDER)
    rows = session.scalars(kept.execution_options(yield_per=1000))
    for seq, own in groupby(rows, key=lambda row: row.event_seq):
        try:
            stands = changes.digest(own) == digests.pop(seq, None)
        except Unsealable:
            stands = False
        if not stands:
            yield f"the changes of event {seq} are not those it tells of"
    yield from (f"the changes of event {seq} are missing" for seq in digests)


def _link(previous: str, seq: int, one: Waiting | AuditEvent) -> str:
    at = one.at.astimezone(UTC).isoformat()
    text = json.dumps(
        [previous, seq, at, one.actor_id, one.action, one.subject, one.subject_id, one.details],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return ring().chain(text)
