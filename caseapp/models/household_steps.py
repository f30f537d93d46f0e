"""What happened to a household file: its steps, the objections to it, its way from unit to unit."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.codes import (
    CheckResult,
    HouseholdAction,
    HouseholdState,
    ObjectionState,
    TransferState,
)
from caseapp.models.base import Base, Moment
from caseapp.models.columns import word
from caseapp.models.households import Household
from caseapp.models.units import Unit


class HouseholdStep(Base):
    """One step, never changed: `day` is when it happened outside (the visit, the check, the notice put up);
    `until` is how long it holds (the check, the notice, the temporary file)."""

    __tablename__ = "household_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    action: Mapped[HouseholdAction] = mapped_column(word(HouseholdAction))
    state: Mapped[HouseholdState] = mapped_column(word(HouseholdState))
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    day: Mapped[date]
    until: Mapped[date | None]
    result: Mapped[CheckResult | None] = mapped_column(word(CheckResult))
    note: Mapped[str] = mapped_column(String(1000), default="")


class HouseholdObjection(Base):
    """Said against a household on notice; open ones hold its approval up, one that is borne out forbids it."""

    __tablename__ = "household_objections"
    __table_args__ = (
        CheckConstraint("state = 'open' OR answered_at IS NOT NULL", name="answered_has_a_moment"),
        Index("ix_household_objections_household_id_state", "household_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    raised_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(1000))
    state: Mapped[ObjectionState] = mapped_column(word(ObjectionState), default=ObjectionState.OPEN)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class HouseholdTransfer(Base):
    """A file offered to another unit or caseworker; at most one offer stands at a time."""

    __tablename__ = "household_transfers"
    __table_args__ = (
        Index(
            "uq_household_transfers_household_id_offered",
            "household_id",
            unique=True,
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
        Index("ix_household_transfers_household_id_state", "household_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    to_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[TransferState] = mapped_column(word(TransferState), default=TransferState.OFFERED)
    reason: Mapped[str] = mapped_column(String(256))
    offered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    offered_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(256), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    household: Mapped[Household] = relationship()
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])


class WorkingDayOverride(Base):
    """One day the place works, or rests, against the State Council's calendar."""

    __tablename__ = "working_day_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    worked: Mapped[bool]
    note: Mapped[str] = mapped_column(String(128), default="")
