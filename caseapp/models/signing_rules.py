"""From which amount a batch needs a second approver: dated, with its document."""

from datetime import date

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Fen


class SigningRule(Recorded, Base):
    """In force until the next one begins. `second_from_fen` None: one approver whatever the amount."""

    __tablename__ = "signing_rules"
    __table_args__ = (CheckConstraint("second_from_fen IS NULL OR second_from_fen > 0", name="amount_is_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    second_from_fen: Mapped[int | None] = mapped_column(Fen)
    document_no: Mapped[str] = mapped_column(String(64))
