"""One step proposed for many files: who, why, each file as it was seen; and what another person decided."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.codes import HouseholdAction
from caseapp.domain.households.proposals import FileOutcome, ProposalState
from caseapp.models.base import Base, Moment
from caseapp.models.columns import word
from caseapp.models.units import Unit
from caseapp.models.users import User

_ANOTHER = "state NOT IN ('confirmed', 'refused') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)"


class BulkProposal(Base):
    """`unit_id` is the unit of whoever proposed it: those who approve files there, or above it, decide."""

    __tablename__ = "bulk_proposals"
    __table_args__ = (
        CheckConstraint(_ANOTHER, name="another_decides"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_has_a_moment"),
        Index("ix_bulk_proposals_unit_id_state", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    action: Mapped[HouseholdAction] = mapped_column(word(HouseholdAction))
    state: Mapped[ProposalState] = mapped_column(word(ProposalState), default=ProposalState.WAITING)
    reason: Mapped[str] = mapped_column(String(256))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    expires_on: Mapped[date]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(256), default="")

    unit: Mapped[Unit] = relationship()
    proposer: Mapped[User] = relationship(foreign_keys=[proposed_by])
    decider: Mapped[User | None] = relationship(foreign_keys=[decided_by])


class ProposedFile(Base):
    """A file as the proposer saw it (`version`), and what became of it; `refusal` is a JSON list of problems."""

    __tablename__ = "proposed_files"
    __table_args__ = (UniqueConstraint("proposal_id", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("bulk_proposals.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    version: Mapped[int]
    outcome: Mapped[FileOutcome | None] = mapped_column(word(FileOutcome))
    refusal: Mapped[str | None] = mapped_column(Text)
