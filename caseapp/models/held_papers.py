"""Papers a household handed in that lie in a folder and were not scanned."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.households.papers import PaperKind
from caseapp.models.attachments import WITHDRAWN_HAS_A_REASON, Withdrawable
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import word


class HeldPaper(Recorded, Withdrawable, Base):
    """`place` says where the paper lies; once for each kind until it is withdrawn."""

    __tablename__ = "held_papers"
    __table_args__ = (
        CheckConstraint(WITHDRAWN_HAS_A_REASON, name="withdrawn_has_a_reason"),
        Index(
            "uq_held_papers_household_paper",
            "household_id",
            "paper",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    paper: Mapped[PaperKind] = mapped_column(word(PaperKind))
    place: Mapped[str] = mapped_column(String(64), default="")
