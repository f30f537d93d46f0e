"""Visits to households and notes on them, each with its author."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.households.visits import Proposal
from caseapp.models.attachments import WITHDRAWN_HAS_A_REASON, Withdrawable
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import word


class Visit(Recorded, Withdrawable, Base):
    """`visitors` are the names of those who went; photos are attachments with this visit's id."""

    __tablename__ = "visits"
    __table_args__ = (CheckConstraint(WITHDRAWN_HAS_A_REASON, name="withdrawn_has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    visited_on: Mapped[date]
    visitors: Mapped[str] = mapped_column(String(128))
    findings: Mapped[str] = mapped_column(String(2000))
    proposal: Mapped[Proposal] = mapped_column(word(Proposal), default=Proposal.NONE)


class HouseholdNote(Recorded, Withdrawable, Base):
    __tablename__ = "household_notes"
    __table_args__ = (CheckConstraint(WITHDRAWN_HAS_A_REASON, name="withdrawn_has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    words: Mapped[str] = mapped_column(String(2000))
