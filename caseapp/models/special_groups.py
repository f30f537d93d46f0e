"""The year's list of special-group people: a light record, no household file needed."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import word
from caseapp.models.people import Person
from caseapp.models.units import Unit


class GroupListing(Recorded, Base):
    __tablename__ = "group_listings"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        Index("ix_group_listings_unit_id_year", "unit_id", "year"),
        Index("ix_group_listings_year_special_group", "year", "special_group"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    special_group: Mapped[SpecialGroup] = mapped_column(word(SpecialGroup))
    employer: Mapped[str] = mapped_column(String(128), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()
