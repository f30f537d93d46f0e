"""Units for drop-downs, and a unit with all below it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.units import STEP
from caseapp.models.units import Unit
from caseapp.queries.reach import units_within

AFTER_DIGITS = ":"
"""The character after 9, so that a path's branch is the range up to `path + AFTER_DIGITS`."""


@dataclass(frozen=True)
class UnitChoice:
    """`depth` counts from the topmost unit of the tree."""

    id: int
    name: str
    depth: int


def unit_choices(session: Session, actor: Actor, permission: Permission) -> list[UnitChoice]:
    """The units the actor reaches, in tree order."""
    units = session.scalars(units_within(actor, permission))
    return [UnitChoice(unit.id, unit.name, len(unit.path) // STEP - 1) for unit in units]


def at_or_below(unit_id: int, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Rows of the unit and of all units below it."""
    chosen = aliased(Unit)
    top = select(chosen.path).where(chosen.id == unit_id).scalar_subquery()
    return column.in_(select(Unit.id).where(Unit.path >= top, Unit.path < top.concat(AFTER_DIGITS)))
