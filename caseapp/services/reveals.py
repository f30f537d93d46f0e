"""Showing a person's numbers in full: each time noted in the audit trail, whatever register it was asked from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.queries.reach import within
from caseapp.services import audit


@dataclass(frozen=True)
class Revealed:
    person_id: int
    id_number: str | None
    phone: str | None
    account: str | None
    other_phone: str | None = None


def in_household(
    session: Session, actor: Actor, *, household_id: int, member_id: int | None, now: datetime
) -> Revealed:
    """A member's numbers; the head's when no member is named."""
    statement = select(Person).select_from(Household).where(Household.id == household_id)
    if member_id is None:
        statement = statement.join(Person, Person.id == Household.head_id)
    else:
        statement = (
            statement.join(HouseholdMember, HouseholdMember.household_id == Household.id)
            .join(Person, Person.id == HouseholdMember.person_id)
            .where(HouseholdMember.id == member_id)
        )
    statement = within(statement, actor, Permission.PERSONAL_REVEAL, Household.unit_id)
    return _reveal(session, actor, statement, f"household:{household_id}", now)


def whole_household(session: Session, actor: Actor, *, household_id: int, now: datetime) -> dict[int, Revealed]:
    """The numbers of everybody in the household now, by person id; one entry in the audit trail for each."""
    actor.demand(Permission.PERSONAL_REVEAL)
    statement = select(Person).join(HouseholdMember, HouseholdMember.person_id == Person.id)
    statement = statement.join(Household, Household.id == HouseholdMember.household_id)
    statement = statement.where(Household.id == household_id, HouseholdMember.left_on.is_(None)).order_by(Person.id)
    people = list(session.scalars(within(statement, actor, Permission.PERSONAL_REVEAL, Household.unit_id)))
    if not people:
        raise NotFound(N_("There is no such file."))
    return {person.id: _shown(session, actor, person, f"household:{household_id}", now) for person in people}


def of_model_worker(session: Session, actor: Actor, *, model_worker_id: int, now: datetime) -> Revealed:
    statement = select(Person).join(ModelWorker, ModelWorker.person_id == Person.id)
    statement = statement.where(ModelWorker.id == model_worker_id)
    statement = within(statement, actor, Permission.PERSONAL_REVEAL, ModelWorker.unit_id)
    return _reveal(session, actor, statement, f"model_worker:{model_worker_id}", now)


def of_listing(session: Session, actor: Actor, *, listing_id: int, now: datetime) -> Revealed:
    statement = select(Person).join(GroupListing, GroupListing.person_id == Person.id)
    statement = statement.where(GroupListing.id == listing_id)
    statement = within(statement, actor, Permission.PERSONAL_REVEAL, GroupListing.unit_id)
    return _reveal(session, actor, statement, f"listing:{listing_id}", now)


def _reveal(session: Session, actor: Actor, statement: Select[Person], source: str, now: datetime) -> Revealed:
    actor.demand(Permission.PERSONAL_REVEAL)
    person = session.scalar(statement)
    if person is None:
        raise NotFound(N_("There is no such file."))
    return _shown(session, actor, person, source, now)


def _shown(session: Session, actor: Actor, person: Person, source: str, now: datetime) -> Revealed:
    audit.record(session, actor, "person.reveal", "person", person.id, now=now, source=source)
    return Revealed(person.id, person.id_number, person.phone, person.account, person.other_phone)
