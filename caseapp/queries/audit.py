"""The audit trail, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.models.audit import AuditEvent
from caseapp.models.users import User

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
    session: Session, *, before: int | None, subject: str | None, action: str | None
) -> tuple[list[EventRow], int, bool]:
    """Up to PAGE events numbered below `before`, the count of all that match, and whether older ones follow."""
    statement = select(AuditEvent, User.name).outerjoin(User, User.id == AuditEvent.actor_id)
    counted = select(func.count()).select_from(AuditEvent)
    wanted = []
    if subject:
        wanted.append(AuditEvent.subject == subject)
    if action:
        wanted.append(AuditEvent.action == action)
    statement = statement.where(*wanted)
    found = session.scalar(counted.where(*wanted)) or 0
    if before is not None:
        statement = statement.where(AuditEvent.seq < before)
    rows = session.execute(statement.order_by(AuditEvent.seq.desc()).limit(PAGE + 1)).all()
    events = [EventRow(e.seq, e.at, who, e.action, e.subject, e.subject_id, e.details) for e, who in rows[:PAGE]]
    return events, found, len(rows) > PAGE


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))
