"""Findings across projects that somebody has looked at and called right, with the reason."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.payments.findings import FindingKind
from caseapp.models.base import Base, Moment
from caseapp.models.columns import word
from caseapp.models.users import User


class SeenFinding(Base):
    """Holds for just what was seen: `first_id`, `last_id` and `size` are those of the finding."""

    __tablename__ = "seen_findings"
    __table_args__ = (
        Index("uq_seen_findings_kind_first_id_last_id_size", "kind", "first_id", "last_id", "size", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FindingKind] = mapped_column(word(FindingKind))
    first_id: Mapped[int]
    last_id: Mapped[int]
    size: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[User] = relationship()
