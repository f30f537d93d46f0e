"""The declarative base, the naming convention and what most rows share."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, MetaData, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    metadata = metadata


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases (SQLite stores it without zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Recorded:
    """Who made the row and who changed it last; None stands for the system (import, demo)."""

    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    @staticmethod
    def made(by: int | None, at: datetime) -> dict[str, Any]:
        """The columns of a row that is new."""
        return {"created_at": at, "created_by": by, "updated_at": at, "updated_by": by}

    def touch(self, by: int | None, at: datetime) -> None:
        if getattr(self, "created_at", None) is None:
            self.created_at, self.created_by = at, by
        self.updated_at, self.updated_by = at, by
