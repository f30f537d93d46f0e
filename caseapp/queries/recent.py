"""What the actor looked at last, and the state of the house for those who keep it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import Category, HouseholdState
from caseapp.models.audit import AuditEvent
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.reach import reached, within
from caseapp.queries.users import administered

LATEST = 5
LOOKED_BACK = 400
"""How many of the actor's own newest events are searched for files."""


@dataclass(frozen=True)
class RecentFile:
    household_id: int
    file_no: str
    head: str
    unit: str
    category: Category
    state: HouseholdState
    seen_at: datetime


def recent_files(session: Session, actor: Actor) -> list[RecentFile]:
    """The household files the actor opened last, newest first, as far as they may still see them."""
    mine = (
        select(AuditEvent.action, AuditEvent.subject_id, AuditEvent.at)
        .where(AuditEvent.actor_id == actor.id)
        .order_by(AuditEvent.seq.desc())
        .limit(LOOKED_BACK)
        .subquery()
    )
    seen_at = func.max(mine.c.at)
    seen = (
        select(mine.c.subject_id.label("household_id"), seen_at.label("seen_at"))
        .where(mine.c.action == "household.view")
        .group_by(mine.c.subject_id)
        .subquery()
    )
    statement = (
        select(
            Household.id,
            Household.file_no,
            Person.name,
            Unit.name,
            Household.category,
            Household.state,
            seen.c.seen_at,
        )
        .join(seen, seen.c.household_id == Household.id)
        .join(Person, Person.id == Household.head_id)
        .join(Unit, Unit.id == Household.unit_id)
        .order_by(seen.c.seen_at.desc(), Household.id)
        .limit(LATEST)
    )
    rows = session.execute(within(statement, actor, Permission.FILE_READ, Household.unit_id))
    return [RecentFile(*row) for row in rows]


@dataclass(frozen=True)
class House:
    """Accounts and units, for the administrator."""

    users: int
    without_password: int
    units: int


def house(session: Session, actor: Actor) -> House:
    """Of the units the actor administers."""
    open_users = select(func.count()).select_from(User).where(User.active.is_(True), administered(actor))
    return House(
        *session.execute(
            select(
                open_users.scalar_subquery(),
                open_users.where(User.password_hash.is_(None)).scalar_subquery(),
                select(func.count()).where(reached(actor, Permission.USER_ADMIN, Unit.id)).scalar_subquery(),
            )
        ).one()
    )


def newest_event(session: Session) -> tuple[int, datetime] | None:
    """(number, moment) of the newest audit event; the numbers run without gaps."""
    row = session.execute(select(AuditEvent.seq, AuditEvent.at).order_by(AuditEvent.seq.desc()).limit(1)).one_or_none()
    return (row.seq, row.at) if row else None
