"""Reversals: a line recorded as paid that was found wrong is set aside by a row of its own, never edited."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.models.base import Base, Moment
from caseapp.models.payments import Payment
from caseapp.models.users import User


class Reversal(Base):
    """Who reversed the line, when and why; its money went back by a posting of the same moment."""

    __tablename__ = "reversals"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(256))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)

    payment: Mapped[Payment] = relationship()
    by: Mapped[User] = relationship()
