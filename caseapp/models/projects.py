"""Project-years of the targets book: plan, goals, indicators, budgets by source; the department's own goals."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.payments.codes import FundSource
from caseapp.models.base import Base, Moment
from caseapp.models.columns import Fen, word
from caseapp.models.units import Unit


class DepartmentYear(Base):
    """The department part of one year's book; `book_digest` makes loading the same file twice a no-op."""

    __tablename__ = "department_years"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    overall_goal: Mapped[str] = mapped_column(Text)
    book_digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(Moment)

    goals: Mapped[list["DepartmentGoalRow"]] = relationship(
        order_by="DepartmentGoalRow.number", cascade="all, delete-orphan"
    )
    measures: Mapped[list["DepartmentMeasure"]] = relationship(
        order_by="DepartmentMeasure.number", cascade="all, delete-orphan"
    )


class DepartmentGoalRow(Base):
    __tablename__ = "department_goals"
    __table_args__ = (UniqueConstraint("department_year_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_year_id: Mapped[int] = mapped_column(ForeignKey("department_years.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(256))
    goal: Mapped[str] = mapped_column(Text)
    indicators: Mapped[str] = mapped_column(Text)


class DepartmentMeasure(Base):
    __tablename__ = "department_measures"
    __table_args__ = (UniqueConstraint("department_year_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_year_id: Mapped[int] = mapped_column(ForeignKey("department_years.id"))
    number: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text)


class Project(Base):
    """One project in one year; the printed budget figures stay as printed (fen), the guard uses ProjectBudget."""

    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("year", "code"), UniqueConstraint("year", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(128))
    printed_unit: Mapped[str] = mapped_column(String(128))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    budget_fen: Mapped[int] = mapped_column(Fen)
    fiscal_fen: Mapped[int | None] = mapped_column(Fen)
    other_fen: Mapped[int | None] = mapped_column(Fen)
    purpose: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    unit: Mapped[Unit] = relationship()
    plan: Mapped[list["PlanPoint"]] = relationship(order_by="PlanPoint.month", cascade="all, delete-orphan")
    goals: Mapped[list["ProjectGoal"]] = relationship(order_by="ProjectGoal.number", cascade="all, delete-orphan")
    indicators: Mapped[list["Indicator"]] = relationship(
        back_populates="project", order_by="Indicator.row", cascade="all, delete-orphan"
    )
    budgets: Mapped[list["ProjectBudget"]] = relationship(order_by="ProjectBudget.id", cascade="all, delete-orphan")


class PlanPoint(Base):
    """Cumulative plan % at the end of a month; None prints as an empty cell (nothing planned yet)."""

    __tablename__ = "plan_points"
    __table_args__ = (UniqueConstraint("project_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    month: Mapped[int]
    percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))


class ProjectGoal(Base):
    __tablename__ = "project_goals"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    number: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text)


class Indicator(Base):
    """One row of a project's table. `target` as printed; `measure` is the key of a measure, None: unmatched.

    `weight`: points of a hundred where the table gives any. `printed`: the cells a target was put together from.
    """

    __tablename__ = "indicators"
    __table_args__ = (
        UniqueConstraint("project_id", "row"),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weight_within_hundred"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    row: Mapped[int]
    level1: Mapped[str] = mapped_column(String(32))
    level2: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(128))
    description: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(String(256))
    basis: Mapped[str] = mapped_column(Text)
    measure: Mapped[str | None] = mapped_column(String(512))
    weight: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    printed: Mapped[str] = mapped_column(Text, default="", server_default="")

    project: Mapped[Project] = relationship(back_populates="indicators")


class TypedFigure(Base):
    """A figure a person typed, with evidence and reason; the latest one entered up to the as-of day stands."""

    __tablename__ = "typed_figures"
    __table_args__ = (Index("ix_typed_figures_indicator_id_entered_on", "indicator_id", "entered_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    entered_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(256))
    attained: Mapped[bool]
    evidence: Mapped[str] = mapped_column(String(500))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)


class MeasureChoice(Base):
    """Who gave a row its measure, when and why; written once. The definitions are those of that day, the figures
    those of the row by the old and the new measure as of `as_of`."""

    __tablename__ = "measure_choices"
    __table_args__ = (Index("ix_measure_choices_indicator_id_chosen_at", "indicator_id", "chosen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    measure: Mapped[str] = mapped_column(String(512))
    name_zh: Mapped[str] = mapped_column(String(512))
    name_en: Mapped[str] = mapped_column(String(512))
    definition_zh: Mapped[str] = mapped_column(Text)
    definition_en: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(500))
    as_of: Mapped[date]
    shown_before: Mapped[str] = mapped_column(String(256))
    shown_after: Mapped[str] = mapped_column(String(256))
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    chosen_at: Mapped[datetime] = mapped_column(Moment)


class ProjectBudget(Base):
    """Money of one project from one source, in fen: reserved on submit, committed on approval, spent on success."""

    __tablename__ = "project_budgets"
    __table_args__ = (
        UniqueConstraint("project_id", "source"),
        CheckConstraint("reserved_fen >= 0 AND committed_fen >= 0 AND spent_fen >= 0", name="never_negative"),
        CheckConstraint("reserved_fen + committed_fen + spent_fen <= adjusted_fen", name="never_passed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    source: Mapped[FundSource] = mapped_column(word(FundSource))
    first_fen: Mapped[int] = mapped_column(Fen)
    adjusted_fen: Mapped[int] = mapped_column(Fen)
    reserved_fen: Mapped[int] = mapped_column(Fen, default=0)
    committed_fen: Mapped[int] = mapped_column(Fen, default=0)
    spent_fen: Mapped[int] = mapped_column(Fen, default=0)
