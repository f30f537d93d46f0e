"""The further fields of a model worker's file; those that tell of health, family and accounts are sealed."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base
from caseapp.models.columns import Fen, Sealed, new_uid


class WorkerParticulars(Base):
    """The columns are `domain.model_workers.particulars.FIELDS`."""

    __tablename__ = "worker_particulars"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    model_worker_id: Mapped[int] = mapped_column(ForeignKey("model_workers.id"), unique=True)
    native_place: Mapped[str | None] = mapped_column(String(64))
    party_joined_on: Mapped[date | None]
    schooling: Mapped[str | None] = mapped_column(String(32))
    degree: Mapped[str | None] = mapped_column(String(32))
    started_work_on: Mapped[date | None]
    position: Mapped[str | None] = mapped_column(String(64))
    employer_kind: Mapped[str | None] = mapped_column(String(32))
    professional_title: Mapped[str | None] = mapped_column(String(64))
    skill_grade: Mapped[str | None] = mapped_column(String(32))
    registration: Mapped[str | None] = mapped_column(String(32))
    address: Mapped[str | None] = mapped_column(String(128))
    postcode: Mapped[str | None] = mapped_column(String(6))
    monthly_income_fen: Mapped[int | None] = mapped_column(Fen)
    family_size: Mapped[int | None]
    health: Mapped[str | None] = mapped_column(String(32))
    illness_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    insurance: Mapped[str | None] = mapped_column(String(128))
    housing: Mapped[str | None] = mapped_column(String(32))
    area_per_head: Mapped[int | None]
    spouse_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    spouse_born_on: Mapped[date | None]
    spouse_income_fen: Mapped[int | None] = mapped_column(Fen)
    spouse_health: Mapped[str | None] = mapped_column(String(32))
    kin_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    kin_relation: Mapped[str | None] = mapped_column(String(32))
    kin_phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    kin_bank: Mapped[str | None] = mapped_column(String(64))
    kin_account_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    illness_note = Sealed()
    spouse_name = Sealed()
    kin_name = Sealed()
    kin_phone = Sealed()
    kin_account = Sealed()
    contact_name = Sealed()
    contact_phone = Sealed()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
