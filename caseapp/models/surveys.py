"""Survey totals: how many forms went out and came back, and how many gave each answer."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.surveys.codes import Answer, SurveyPurpose
from caseapp.models.base import Base, Moment
from caseapp.models.columns import word
from caseapp.models.projects import Project


class Survey(Base):
    """`counted` lists the answers that count as good; the valid forms are the sum of the tallies."""

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("returned_forms <= issued_forms", name="returned_within_issued"),
        Index("ix_surveys_project_id_purpose_held_on", "project_id", "purpose", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    purpose: Mapped[SurveyPurpose] = mapped_column(word(SurveyPurpose))
    title: Mapped[str] = mapped_column(String(128))
    channel: Mapped[str] = mapped_column(String(64), default="")
    held_on: Mapped[date]
    issued_forms: Mapped[int]
    returned_forms: Mapped[int]
    counted: Mapped[list[str]] = mapped_column(JSON)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    project: Mapped[Project] = relationship()
    tallies: Mapped[list["SurveyTally"]] = relationship(order_by="SurveyTally.id", cascade="all, delete-orphan")


class SurveyTally(Base):
    __tablename__ = "survey_tallies"
    __table_args__ = (
        UniqueConstraint("survey_id", "answer"),
        CheckConstraint("forms >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"))
    answer: Mapped[Answer] = mapped_column(word(Answer))
    forms: Mapped[int]
