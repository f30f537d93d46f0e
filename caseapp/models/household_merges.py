"""One file taken into another, with what it takes to undo it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.models.base import Base, Moment
from caseapp.models.households import Household


class HouseholdMerge(Base):
    """`before` holds ids, days and claims, no personal data: `state`, `on_file_on` and `reverify_due_on` of the merged
    file, `places` as [its place, the place made in the kept file or null], `lines` as [payment, claim, person,
    student], `persons` as [person, whom the merge found that to be, whom an earlier one had, or null]."""

    __tablename__ = "household_merges"
    __table_args__ = (
        Index(
            "uq_household_merges_merged_id_standing",
            "merged_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_household_merges_merged_id", "merged_id"),
        CheckConstraint("kept_id <> merged_id", name="two_files"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    reason: Mapped[str] = mapped_column(String(256))
    merged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undo_reason: Mapped[str] = mapped_column(String(256), default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSON)

    kept: Mapped[Household] = relationship(foreign_keys=[kept_id])
    merged: Mapped[Household] = relationship(foreign_keys=[merged_id])
