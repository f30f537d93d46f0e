"""Files on their way between units: where one can go, and the offers that wait for the actor."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission, Role
from caseapp.domain.households.codes import Category, HouseholdState, TransferState
from caseapp.models.household_steps import HouseholdTransfer
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import Post, User
from caseapp.queries.reach import reached

MOST = 200


@dataclass(frozen=True)
class Destination:
    """A unit (whoever accepts there), or one caseworker in it."""

    unit_id: int
    unit: str
    user_id: int | None = None
    user: str = ""


@dataclass(frozen=True)
class Offer:
    """What the receiving side may know before it accepts."""

    id: int
    household_id: int
    file_no: str
    head: str
    category: Category
    state: HouseholdState
    size: int
    from_unit: str
    to_unit: str
    to_user: str | None
    offered_by: str | None
    offered_at: datetime
    reason: str
    own: bool


def destinations(session: Session, today: date) -> list[Destination]:
    """Every unit of the federation, and under each its caseworkers of today."""
    units = session.execute(select(Unit.id, Unit.name).order_by(Unit.path)).all()
    held = (Post.role == Role.CASEWORKER, Post.from_on <= today, or_(Post.to_on.is_(None), Post.to_on >= today))
    posts = session.execute(
        select(Post.unit_id, User.id, User.name)
        .join(User, User.id == Post.user_id)
        .where(*held, User.active.is_(True))
        .order_by(User.name)
        .distinct()
    ).all()
    found = []
    for unit_id, unit in units:
        found.append(Destination(unit_id, unit))
        found += [Destination(unit_id, unit, user_id, name) for place, user_id, name in posts if place == unit_id]
    return found


def for_me(actor: Actor) -> ColumnElement[bool]:
    """Offers the actor may answer."""
    return (
        (HouseholdTransfer.state == TransferState.OFFERED)
        & reached(actor, Permission.FILE_WRITE, HouseholdTransfer.to_unit_id)
        & or_(
            HouseholdTransfer.to_user_id == actor.id,
            HouseholdTransfer.to_user_id.is_(None)
            & or_(HouseholdTransfer.offered_by.is_(None), HouseholdTransfer.offered_by != actor.id),
        )
    )


def offers_to(session: Session, actor: Actor) -> list[Offer]:
    return _offers(session, actor, for_me(actor))


def offer_of(session: Session, actor: Actor, household_id: int) -> Offer | None:
    """The standing offer of a file the actor may see."""
    found = _offers(
        session,
        actor,
        (HouseholdTransfer.household_id == household_id)
        & (HouseholdTransfer.state == TransferState.OFFERED)
        & reached(actor, Permission.FILE_READ, Household.unit_id),
    )
    return found[0] if found else None


def _offers(session: Session, actor: Actor, where: ColumnElement[bool]) -> list[Offer]:
    source, target, giver, taker = aliased(Unit), aliased(Unit), aliased(User), aliased(User)
    statement = (
        select(
            HouseholdTransfer.id,
            Household.id,
            Household.file_no,
            Person.name,
            Household.category,
            Household.state,
            Household.size,
            source.name,
            target.name,
            taker.name,
            giver.name,
            HouseholdTransfer.offered_at,
            HouseholdTransfer.reason,
            HouseholdTransfer.offered_by,
        )
        .join(Household, Household.id == HouseholdTransfer.household_id)
        .join(Person, Person.id == Household.head_id)
        .join(source, source.id == HouseholdTransfer.from_unit_id)
        .join(target, target.id == HouseholdTransfer.to_unit_id)
        .outerjoin(giver, giver.id == HouseholdTransfer.offered_by)
        .outerjoin(taker, taker.id == HouseholdTransfer.to_user_id)
        .where(where)
        .order_by(HouseholdTransfer.offered_at, HouseholdTransfer.id)
        .limit(MOST)
    )
    return [_offer(actor, *row) for row in session.execute(statement)]


def _offer(actor: Actor, *row: Any) -> Offer:
    values = (*row[:-1], row[-1] == actor.id)
    return Offer(*values)
