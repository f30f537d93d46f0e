"""Household files and their dated members."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.codes import Category, Cause, Health, HouseholdState, Relation, WorkState
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import Fen, SearchText, word
from caseapp.models.people import Person
from caseapp.models.units import Unit


class Household(Recorded, Base):
    """On file from `on_file_on` until the day before `off_file_on`. Incomes in fen a head and month."""

    __tablename__ = "households"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> submitted_by", name="approver_is_not_submitter"),
        CheckConstraint("state <> 'on_file' OR on_file_on IS NOT NULL", name="on_file_has_a_day"),
        CheckConstraint(
            "state NOT IN ('exited', 'closed') OR on_file_on IS NULL OR off_file_on IS NOT NULL",
            name="left_has_a_day",
        ),
        Index("ix_households_unit_id_state", "unit_id", "state"),
        Index("ix_households_on_file_on_off_file_on", "on_file_on", "off_file_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_no: Mapped[str] = mapped_column(SearchText, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    head_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[HouseholdState] = mapped_column(word(HouseholdState), default=HouseholdState.DRAFT)
    category: Mapped[Category] = mapped_column(word(Category))
    main_cause: Mapped[Cause] = mapped_column(word(Cause))
    monthly_income_fen: Mapped[int] = mapped_column(Fen)
    size: Mapped[int]
    address: Mapped[str] = mapped_column(String(256), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    applied_on: Mapped[date]
    on_file_on: Mapped[date | None]
    off_file_on: Mapped[date | None]
    exit_reason: Mapped[str | None] = mapped_column(String(256))
    return_reason: Mapped[str | None] = mapped_column(String(256))
    reverify_due_on: Mapped[date | None] = mapped_column(index=True)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    unit: Mapped[Unit] = relationship()
    head: Mapped[Person] = relationship()
    members: Mapped[list["HouseholdMember"]] = relationship(back_populates="household", order_by="HouseholdMember.id")


class HouseholdMember(Base):
    """A person's dated place in a file. `live` follows the file: nobody is live in two files (a unique index)."""

    __tablename__ = "household_members"
    __table_args__ = (
        Index(
            "uq_household_members_person_live",
            "person_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="leaves_after_joining"),
        CheckConstraint("NOT live OR left_on IS NULL", name="who_left_is_not_live"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    relation: Mapped[Relation] = mapped_column(word(Relation))
    health: Mapped[Health] = mapped_column(word(Health), default=Health.GOOD)
    work_state: Mapped[WorkState] = mapped_column(word(WorkState), default=WorkState.OTHER)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    live: Mapped[bool] = mapped_column(default=True)

    household: Mapped[Household] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()
