"""The units tree: one federation at the top."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.units import child
from caseapp.models.units import Unit
from caseapp.services import audit


def federation(session: Session, *, code: str, name: str) -> Unit:
    """The top unit; made with this code and name when there is none yet."""
    top = session.scalar(select(Unit).where(Unit.parent_id.is_(None)))
    if top is None:
        top = Unit(code=code, name=name, path=child(None, 1))
        session.add(top)
        session.flush()
    return top


def add_unit(session: Session, actor: Actor, *, code: str, name: str, parent: Unit, now: datetime) -> Unit:
    actor.demand(Permission.USER_ADMIN, parent.path)
    problems = []
    if not code:
        problems.append(Problem("code", N_("Give the unit a code.")))
    elif session.scalar(select(Unit.id).where(Unit.code == code)):
        problems.append(Problem("code", N_("Another unit has this code.")))
    if not name:
        problems.append(Problem("name", N_("Write the unit's name.")))
    if problems:
        raise Invalid(problems)
    number = (session.scalar(select(func.count()).where(Unit.parent_id == parent.id)) or 0) + 1
    unit = Unit(code=code, name=name, parent_id=parent.id, path=child(parent.path, number))
    session.add(unit)
    session.flush()
    audit.record(session, actor, "unit.add", "unit", unit.id, now=now, code=code)
    return unit
