"""A person's code generator (TOTP) and the recovery codes for the day it is lost."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base, Moment
from caseapp.models.columns import Sealed, new_uid


class SecondFactor(Base):
    """Asked for once `confirmed_at` is set. `last_step` is the 30-second step of the last code taken: none is taken
    twice."""

    __tablename__ = "second_factors"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(default=0)

    secret = Sealed()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)


class RecoveryCode(Base):
    """Only a keyed digest is kept; each works once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
