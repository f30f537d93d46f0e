"""Units: the federation, its county, industry and enterprise unions, as a tree of paths."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.units import UnitPath
from caseapp.models.base import Base
from caseapp.models.columns import SearchText


class Unit(Base):
    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    path: Mapped[UnitPath] = mapped_column(SearchText, unique=True)
