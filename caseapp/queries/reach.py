"""What an actor may see: statements narrowed to the branches where the actor holds the permission."""

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.units import UnitPath, branch
from caseapp.models.units import Unit

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def within(statement: S, actor: Actor, permission: Permission, unit_id: InstrumentedAttribute[int]) -> S:
    """The statement, narrowed to rows whose unit the actor reaches with the permission."""
    return statement.where(reached(actor, permission, unit_id))


def reached(
    actor: Actor, permission: Permission, unit_id: InstrumentedAttribute[int] | ColumnElement[int]
) -> ColumnElement[bool]:
    if actor.is_system:
        return true()
    tops = actor.reach(permission)
    return unit_id.in_(_units_below(tops)) if tops else false()


@lru_cache(maxsize=512)
def _units_below(tops: tuple[UnitPath, ...]) -> Select[int]:
    ranges = [branch(top) for top in tops]
    return select(Unit.id).where(or_(*((Unit.path >= low) & (Unit.path < high) for low, high in ranges)))


def units_within(actor: Actor, permission: Permission) -> Select[Unit]:
    """The units the actor reaches, in tree order: the choices of every unit drop-down."""
    statement: Select[Unit] = select(Unit).where(reached(actor, permission, Unit.id))
    return statement.order_by(Unit.path)
