"""绩效自评: a year's choices, and what people add to the computed points of a project."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.indicators.evaluation import EvaluationRules
from caseapp.domain.indicators.scoring import Ceiling, OutsideRange, Practice
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import word
from caseapp.models.projects import Indicator, Project

POINTS = Numeric(5, 2)


class EvaluationYear(Recorded, Base):
    """The choices of one year, each printed on the forms; points of a hundred, percents as whole numbers."""

    __tablename__ = "evaluation_years"
    __table_args__ = (
        CheckConstraint("execution + output + benefit + satisfaction = 100", name="points_make_a_hundred"),
        CheckConstraint("excellent_from > good_from AND good_from > fair_from", name="grades_follow"),
        CheckConstraint("over_percent >= 100 AND partly_percent BETWEEN 0 AND 100", name="percents_fit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    execution: Mapped[Decimal] = mapped_column(POINTS)
    output: Mapped[Decimal] = mapped_column(POINTS)
    benefit: Mapped[Decimal] = mapped_column(POINTS)
    satisfaction: Mapped[Decimal] = mapped_column(POINTS)
    excellent_from: Mapped[Decimal] = mapped_column(POINTS)
    good_from: Mapped[Decimal] = mapped_column(POINTS)
    fair_from: Mapped[Decimal] = mapped_column(POINTS)
    ceiling: Mapped[Ceiling] = mapped_column(word(Ceiling))
    outside_range: Mapped[OutsideRange] = mapped_column(word(OutsideRange))
    over_percent: Mapped[int]
    partly_percent: Mapped[int]
    document_no: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def read(self) -> EvaluationRules:
        return EvaluationRules(
            execution=self.execution,
            output=self.output,
            benefit=self.benefit,
            satisfaction=self.satisfaction,
            bounds=(self.excellent_from, self.good_from, self.fair_from),
            practice=Practice(
                ceiling=self.ceiling,
                outside_range=self.outside_range,
                over_from=Decimal(self.over_percent) / 100,
                partly_from=Decimal(self.partly_percent) / 100,
            ),
        )


class Evaluation(Recorded, Base):
    """One project's self-evaluation as of a day; the computed points are never stored here."""

    __tablename__ = "evaluations"
    __table_args__ = (
        CheckConstraint("execution_final IS NULL OR execution_final >= 0", name="execution_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    as_of: Mapped[date]
    achieved: Mapped[str] = mapped_column(Text, default="")
    execution_final: Mapped[Decimal | None] = mapped_column(POINTS)
    execution_reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    project: Mapped[Project] = relationship()
    lines: Mapped[list["EvaluationLine"]] = relationship(order_by="EvaluationLine.id", cascade="all, delete-orphan")


class EvaluationLine(Base):
    """One indicator's weight, and its points where a person gives others than the computed ones, with the reason."""

    __tablename__ = "evaluation_lines"
    __table_args__ = (
        CheckConstraint("weight >= 0", name="weight_not_negative"),
        CheckConstraint("final IS NULL OR (final >= 0 AND final <= weight)", name="final_within_weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluations.id"), index=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), unique=True)
    weight: Mapped[Decimal] = mapped_column(POINTS)
    final: Mapped[Decimal | None] = mapped_column(POINTS)
    reason: Mapped[str] = mapped_column(String(500), default="")

    indicator: Mapped[Indicator] = relationship()
