"""Who changed a project's target table on a screen, why, and each field before and after."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.models.audit import AuditEvent
from caseapp.models.users import User

LATEST = 20


@dataclass(frozen=True)
class FieldEdit:
    """`row` 0: the table's own field (plan, goals)."""

    row: int
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class TargetEdit:
    at: datetime
    who: str | None
    reason: str
    edits: tuple[FieldEdit, ...]


def target_edits(session: Session, project_id: int) -> list[TargetEdit]:
    """The latest, newest first; of a project the caller may read."""
    statement = (
        select(AuditEvent, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.action == "project.targets", AuditEvent.subject == "project")
        .where(AuditEvent.subject_id == project_id)
        .order_by(AuditEvent.seq.desc())
        .limit(LATEST)
    )
    return [
        TargetEdit(event.at, who, event.details["reason"], tuple(FieldEdit(*one) for one in event.details["edits"]))
        for event, who in session.execute(statement)
    ]
