"""Campaigns and trainings, the money they cost, and quarterly remittances of withheld dues."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.payments.codes import FundSource
from caseapp.models.base import Base, Moment
from caseapp.models.columns import Fen, word
from caseapp.models.projects import Project


class Activity(Base):
    """Planned for a day; held once `held_on` is set. Counts things given, people reached, present, examined, passed."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_project_id_held_on", "project_id", "held_on"),
        CheckConstraint("passed <= examined", name="passed_within_examined"),
        CheckConstraint(
            "materials >= 0 AND reach >= 0 AND participants >= 0 AND examined >= 0 AND passed >= 0",
            name="counts_not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[ActivityKind] = mapped_column(word(ActivityKind))
    title: Mapped[str] = mapped_column(String(128))
    place: Mapped[str] = mapped_column(String(128), default="")
    planned_on: Mapped[date]
    held_on: Mapped[date | None]
    participants: Mapped[int] = mapped_column(default=0)
    examined: Mapped[int] = mapped_column(default=0)
    passed: Mapped[int] = mapped_column(default=0)
    materials: Mapped[int] = mapped_column(default=0)
    reach: Mapped[int] = mapped_column(default=0)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    project: Mapped[Project] = relationship()


class Expense(Base):
    """Money spent on a voucher; counts against the project's budget like a payment."""

    __tablename__ = "expenses"
    __table_args__ = (
        Index("ix_expenses_project_id_paid_on", "project_id", "paid_on"),
        UniqueConstraint("project_id", "voucher_no"),
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    source: Mapped[FundSource] = mapped_column(word(FundSource))
    amount_fen: Mapped[int] = mapped_column(Fen)
    paid_on: Mapped[date]
    voucher_no: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    project: Mapped[Project] = relationship()
    activity: Mapped[Activity | None] = relationship()


class Remittance(Base):
    """One quarter's withheld dues: due, received, passed on, and the day it was due and done. Money in fen."""

    __tablename__ = "remittances"
    __table_args__ = (
        UniqueConstraint("project_id", "quarter"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter_exists"),
        CheckConstraint("received_fen <= due_fen AND passed_fen <= received_fen", name="passes_what_it_got"),
        CheckConstraint("(passed_on IS NULL) = (passed_fen = 0)", name="passed_has_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    source: Mapped[FundSource] = mapped_column(word(FundSource))
    quarter: Mapped[int]
    due_on: Mapped[date]
    due_fen: Mapped[int] = mapped_column(Fen)
    received_fen: Mapped[int] = mapped_column(Fen, default=0)
    passed_fen: Mapped[int] = mapped_column(Fen, default=0)
    passed_on: Mapped[date | None]
    voucher_no: Mapped[str] = mapped_column(String(64), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    project: Mapped[Project] = relationship()
