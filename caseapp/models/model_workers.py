"""Model workers, their honours and relief applications."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.model_workers.codes import HonourLevel, Payer, ReliefCause, WorkerState
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Fen, SearchText, word
from caseapp.models.people import Person
from caseapp.models.units import Unit


class ModelWorker(Recorded, Base):
    """Entitlement to the honour allowance is decided from these dates, never stored.

    `treatment_level` is the highest of the honours kept; `liveness_checked_on` the newest check that found the person
    alive.
    """

    __tablename__ = "model_workers"
    __table_args__ = (
        CheckConstraint("died_on IS NULL OR retired_on IS NULL OR died_on >= retired_on", name="dies_after_retiring"),
        Index("ix_model_workers_unit_id_work_state", "unit_id", "work_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_no: Mapped[str] = mapped_column(SearchText, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    employer: Mapped[str] = mapped_column(String(128), default="")
    work_state: Mapped[WorkerState] = mapped_column(word(WorkerState))
    treatment_level: Mapped[HonourLevel] = mapped_column(word(HonourLevel))
    payer: Mapped[Payer] = mapped_column(word(Payer))
    retired_on: Mapped[date | None]
    died_on: Mapped[date | None]
    death_reported_on: Mapped[date | None]
    liveness_checked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()
    honours: Mapped[list["Honour"]] = relationship(back_populates="model_worker", order_by="Honour.year")


def _level_of_title(context: Any) -> HonourLevel:
    level: HonourLevel = context.get_current_parameters()["level"]
    return level


class Honour(Base):
    """A title, and apart from it the level of treatment it gives; without `awarded_on` it counts from 1 January."""

    __tablename__ = "honours"
    __table_args__ = (CheckConstraint("revocation_no = '' OR revoked_on IS NOT NULL", name="document_of_revocation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    model_worker_id: Mapped[int] = mapped_column(ForeignKey("model_workers.id"), index=True)
    title: Mapped[str] = mapped_column(String(64))
    level: Mapped[HonourLevel] = mapped_column(word(HonourLevel))
    treatment_level: Mapped[HonourLevel] = mapped_column(word(HonourLevel, "treatment"), default=_level_of_title)
    year: Mapped[int]
    awarded_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(String(128), default="")
    document_no: Mapped[str] = mapped_column(String(64), default="")
    certificate_no: Mapped[str] = mapped_column(String(64), default="")
    revoked_on: Mapped[date | None]
    revocation_no: Mapped[str] = mapped_column(String(64), default="")

    model_worker: Mapped[ModelWorker] = relationship(back_populates="honours")


class ReliefApplication(Base):
    """An application for 困难救济 in one year; due once approved."""

    __tablename__ = "relief_applications"
    __table_args__ = (
        UniqueConstraint("model_worker_id", "year"),
        CheckConstraint("approved_by IS NULL OR approved_by <> applied_by", name="approver_is_not_applicant"),
        Index("ix_relief_applications_year_approved_on", "year", "approved_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model_worker_id: Mapped[int] = mapped_column(ForeignKey("model_workers.id"))
    year: Mapped[int]
    cause: Mapped[ReliefCause] = mapped_column(word(ReliefCause))
    amount_fen: Mapped[int] = mapped_column(Fen)
    monthly_income_fen: Mapped[int | None] = mapped_column(Fen)
    reason: Mapped[str] = mapped_column(String(500), default="")
    applied_on: Mapped[date]
    approved_on: Mapped[date | None]
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    model_worker: Mapped[ModelWorker] = relationship()
