"""Two files that may be of one household, and the word of a person that they are not."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.models.base import Base, Moment
from caseapp.models.households import Household


class HouseholdPair(Base):
    """`signs` are the values of `likeness.Sign`, none of them when nothing speaks for it any more. `digest` is of the
    compared fields of both as they stand, `parted_digest` as they stood when somebody said "not the same": while the
    two are equal that word holds."""

    __tablename__ = "household_pairs"
    __table_args__ = (
        UniqueConstraint("low_id", "high_id", name="uq_household_pairs_low_id_high_id"),
        CheckConstraint("low_id < high_id", name="lower_first"),
        CheckConstraint("parted_digest IS NULL OR parted_at IS NOT NULL", name="parted_has_a_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    low_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    signs: Mapped[list[str]] = mapped_column(JSON)
    weight: Mapped[int] = mapped_column(index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    parted_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    parted_reason: Mapped[str] = mapped_column(String(256), default="")
    parted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    parted_at: Mapped[datetime | None] = mapped_column(Moment)

    low: Mapped[Household] = relationship(foreign_keys=[low_id])
    high: Mapped[Household] = relationship(foreign_keys=[high_id])
