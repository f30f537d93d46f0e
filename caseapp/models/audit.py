"""The audit trail: events chained by keyed digests, and the chain's head."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base, Moment


class AuditEvent(Base):
    """Never updated, never deleted; `details` holds no personal data. `link` = HMAC(previous link, this event)."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_subject_subject_id", "subject", "subject_id"),
        Index("ix_audit_events_action_seq", "action", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """One row: the number and link of the newest event; locked while a transaction appends."""

    __tablename__ = "audit_heads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    link: Mapped[str] = mapped_column(String(64))
