"""报送: a table handed in for a project-year or the department, and each freeze of it. A freeze is written once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from caseapp.domain.indicators.submission import Form, SubmissionAction, SubmissionState
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import Fen, word
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.models.users import User


class Submission(Recorded, Base):
    """One form of a year as of a day; `project_id` None: of every project of the department together."""

    __tablename__ = "submissions"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> submitted_by", name="decided_by_another"),
        CheckConstraint(
            "state NOT IN ('returned', 'accepted') OR (submitted_by IS NOT NULL AND decided_by IS NOT NULL)",
            name="decided_has_its_people",
        ),
        Index("ix_submissions_year_form", "year", "form"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[Form] = mapped_column(word(Form))
    year: Mapped[int]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), index=True)
    as_of: Mapped[date]
    state: Mapped[SubmissionState] = mapped_column(word(SubmissionState), default=SubmissionState.DRAFT)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    project: Mapped[Project | None] = relationship()
    steps: Mapped[list["SubmissionStep"]] = relationship(order_by="SubmissionStep.id")
    freezes: Mapped[list["Freeze"]] = relationship(order_by="Freeze.number", back_populates="submission")


class SubmissionStep(Base):
    """Each step: who, when, why, and over which freeze."""

    __tablename__ = "submission_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    action: Mapped[SubmissionAction] = mapped_column(word(SubmissionAction))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(500), default="")
    digest: Mapped[str] = mapped_column(String(64))

    by: Mapped[User | None] = relationship()


class Freeze(Base):
    """What was handed in, and when; `after_seq` is the newest event of the trail at that moment."""

    __tablename__ = "freezes"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    as_of: Mapped[date]
    frozen_at: Mapped[datetime] = mapped_column(Moment)
    after_seq: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))

    submission: Mapped[Submission] = relationship(back_populates="freezes")
    files: Mapped[list["FrozenFile"]] = relationship(order_by="FrozenFile.id")
    figures: Mapped[list["FrozenFigure"]] = relationship(order_by="FrozenFigure.id")


class FrozenFile(Base):
    """The printed table, byte for byte."""

    __tablename__ = "frozen_files"
    __table_args__ = (UniqueConstraint("freeze_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    freeze_id: Mapped[int] = mapped_column(ForeignKey("freezes.id"))
    name: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class FrozenFigure(Base):
    """One row of the table with its definition, or (row 0) all money out; `actual` as text: number, day or words."""

    __tablename__ = "frozen_figures"
    __table_args__ = (UniqueConstraint("freeze_id", "project_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    freeze_id: Mapped[int] = mapped_column(ForeignKey("freezes.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    row: Mapped[int]
    name: Mapped[str] = mapped_column(String(128))
    target: Mapped[str] = mapped_column(String(256))
    measure: Mapped[str | None] = mapped_column(String(512))
    definition: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(16))
    shown: Mapped[str] = mapped_column(String(256))
    actual: Mapped[str] = mapped_column(String(256))
    numerator: Mapped[int | None] = mapped_column(Fen)
    denominator: Mapped[int | None] = mapped_column(Fen)
    attained: Mapped[bool | None]
    members: Mapped[int]

    project: Mapped[Project] = relationship()


class FrozenMember(Base):
    """One entry of the list behind a frozen figure: ids and a masked name, never a whole one.

    `unit_id` says whose reach it lies in; None: it holds nobody's data.
    """

    __tablename__ = "frozen_members"
    __table_args__ = (UniqueConstraint("figure_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    figure_id: Mapped[int] = mapped_column(ForeignKey("frozen_figures.id"))
    key: Mapped[str] = mapped_column(String(48))
    kind: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[int]
    label: Mapped[str] = mapped_column(String(128))
    code: Mapped[str] = mapped_column(String(64))
    on: Mapped[date | None]
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    count: Mapped[int] = mapped_column(Fen)
    of: Mapped[int] = mapped_column(Fen)
    household_id: Mapped[int | None]
    person_id: Mapped[int | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)

    unit: Mapped[Unit | None] = relationship()


def _refuse_update(mapper: Any, connection: Any, row: Any) -> None:
    session = object_session(row)
    if session is None or session.is_modified(row, include_collections=False):
        _refuse(row)


def _refuse_delete(mapper: Any, connection: Any, row: Any) -> None:
    _refuse(row)


def _refuse(row: Any) -> None:
    raise RuntimeError(f"{type(row).__name__} {row.id} stands as it was frozen")


for kind in (Freeze, FrozenFile, FrozenFigure, FrozenMember, SubmissionStep):
    event.listen(kind, "before_update", _refuse_update)
    event.listen(kind, "before_delete", _refuse_delete)
