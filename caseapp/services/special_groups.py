"""The year's list of special-group people: light records, with an ID number where one is given."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, StaleView
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.queries.reach import reached, units_within
from caseapp.services import audit, likeness, people
from caseapp.services.people import PersonFacts

FIRST_YEAR = 2000


@dataclass(frozen=True)
class ListingFacts:
    """A listing as typed; the unit is taken at registration only."""

    unit_id: int | None
    year: int | None
    special_group: SpecialGroup
    person: PersonFacts
    employer: str = ""


def register(session: Session, actor: Actor, *, facts: ListingFacts, today: date, now: datetime) -> GroupListing:
    """Put a person on the list of a year; raises Invalid with every problem."""
    actor.demand(Permission.FILE_WRITE)
    unit = session.scalar(units_within(actor, Permission.FILE_WRITE).where(Unit.id == facts.unit_id))
    problems = [] if unit else [Problem("unit_id", N_("Choose one of your units."))]
    facts, found, more = _checked(session, facts, None, today)
    problems += more
    if problems or unit is None:
        raise Invalid(problems)
    person = people.find_or_make(session, actor, facts.person, found=found, now=now)
    listing = GroupListing(
        person=person,
        unit=unit,
        year=facts.year,
        special_group=facts.special_group,
        employer=facts.employer.strip(),
    )
    listing.touch(actor.id, now)
    session.add(listing)
    session.flush()
    audit.record(session, actor, "listing.register", "listing", listing.id, now=now, year=facts.year)
    return listing


def amend(
    session: Session, actor: Actor, *, listing_id: int, version: int, facts: ListingFacts, today: date, now: datetime
) -> GroupListing:
    listing = open_listing(session, actor, Permission.FILE_WRITE, listing_id, version)
    facts, _, problems = _checked(session, facts, listing, today)
    if problems:
        raise Invalid(problems)
    listing.year = facts.year or listing.year
    listing.special_group, listing.employer = facts.special_group, facts.employer.strip()
    people.amend(session, actor, listing.person, facts.person, now=now)
    likeness.compare_person(session, listing.person_id)
    listing.touch(actor.id, now)
    session.flush()
    audit.record(session, actor, "listing.amend", "listing", listing.id, now=now)
    return listing


def open_listing(
    session: Session, actor: Actor, permission: Permission, listing_id: int, version: int | None
) -> GroupListing:
    """The listing, for changing it; NotFound beyond the actor's reach, StaleView when it is no longer as seen."""
    actor.demand(permission)
    within_reach = reached(actor, permission, GroupListing.unit_id)
    listing = session.scalar(select(GroupListing).where(GroupListing.id == listing_id, within_reach))
    if listing is None:
        raise NotFound(N_("There is no such person on the list."))
    if version is not None and listing.version != version:
        raise StaleView(N_("Somebody changed this record in the meantime. Reload the page and look at it again."))
    return listing


def check(session: Session, facts: ListingFacts, listing: GroupListing | None, today: date) -> list[Problem]:
    """Everything that stands against a new listing, or against writing the facts over `listing`; the unit aside."""
    return _checked(session, facts, listing, today)[2]


def _checked(
    session: Session, facts: ListingFacts, listing: GroupListing | None, today: date
) -> tuple[ListingFacts, Person | None, list[Problem]]:
    own = listing.person if listing else None
    clean, problems = people.checked(facts.person, today=today, id_required=False)
    found = people.known(session, [clean.id_number]).get(clean.id_number)
    problems += people.clashes(clean, own, found)
    if facts.year is None or not FIRST_YEAR <= facts.year <= today.year + 1:
        values: dict[str, object] = {"first": FIRST_YEAR, "last": today.year + 1}
        problems.append(Problem("year", N_("Write a year between %(first)s and %(last)s."), values))
    elif _listed(session, own or found, facts.year, listing):
        problems.append(
            Problem("id_number", N_("This person is on the list of %(year)s already."), {"year": facts.year})
        )
    if clean.account_holder not in ("", clean.name):
        problems.append(Problem("account_holder", N_("The account must be in the person's own name.")))
    problems += people.too_long(facts, {"employer": 128})
    return replace(facts, person=clean), found, problems


def _listed(session: Session, person: Person | None, year: int, listing: GroupListing | None) -> bool:
    if person is None:
        return False
    same = select(GroupListing.id).where(GroupListing.person_id == person.id, GroupListing.year == year)
    if listing is not None:
        same = same.where(GroupListing.id != listing.id)
    return session.scalar(same) is not None
