"""Money requests already answered, and settings of this installation."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base, Moment


class AnsweredRequest(Base):
    """A money POST by its key: the same key and body gets the same answer, another body is refused."""

    __tablename__ = "answered_requests"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(256))
    at: Mapped[datetime] = mapped_column(Moment)


class Setting(Base):
    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
