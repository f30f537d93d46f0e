"""The audit trail, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from caseapp.models.audit import AuditEvent, AuditHead
from caseapp.models.users import User
from caseapp.queries.each_value import each_value

PAGE = 50


@dataclass(frozen=True)
class EventRow:
    seq: int
    at: datetime
    who: str | None
    action: str
    subject: str
    subject_id: int | None
    details: dict[str, Any]


def newest(
    session: Session, *, before: int | None, subject: str | None, action: str | None, actor_id: int | None = None
) -> tuple[list[EventRow], int, bool]:
    """Up to PAGE events numbered below `before`, the count of all that match, and whether older ones follow."""
    statement = select(AuditEvent, User.name).outerjoin(User, User.id == AuditEvent.actor_id)
    wanted = []
    if subject:
        wanted.append(AuditEvent.subject == subject)
    if action:
        wanted.append(AuditEvent.action == action)
    if actor_id is not None:
        wanted.append(AuditEvent.actor_id == actor_id)
    statement = statement.where(*wanted)
    numbered = select(AuditHead.seq)  # without a gap
    counted = select(func.count()).select_from(AuditEvent).where(*wanted) if wanted else numbered
    found = session.scalar(counted) or 0
    if before is not None:
        statement = statement.where(AuditEvent.seq < before)
    rows = session.execute(statement.order_by(AuditEvent.seq.desc()).limit(PAGE + 1)).all()
    events = [EventRow(e.seq, e.at, who, e.action, e.subject, e.subject_id, e.details) for e, who in rows[:PAGE]]
    return events, found, len(rows) > PAGE


def actions(session: Session) -> list[str]:
    return list(session.scalars(each_value(AuditEvent.action)))


def actors(session: Session) -> list[tuple[int, str]]:
    """Everybody who did anything, by name."""
    acted = exists().where(AuditEvent.actor_id == User.id)
    return [
        (number, name)
        for number, name in session.execute(select(User.id, User.name).where(acted).order_by(User.name, User.id))
    ]
