"""The yearly lists of special-group people."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.payments.codes import LineState
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.queries.each_value import each_value
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.people import PersonView, person_view
from caseapp.queries.reach import S, within
from caseapp.queries.search import person_matches
from caseapp.queries.units import at_or_below

ORDERS = {
    "listed": Order(GroupListing.id, int),
    "year": Order(GroupListing.year, int),
    "group": Order(GroupListing.special_group),
}


@dataclass(frozen=True)
class Filters:
    q: str = ""
    unit_id: int | None = None
    group: SpecialGroup | None = None
    year: int | None = None


@dataclass(frozen=True)
class ListingRow:
    """`paid_fen` is what the person was paid in the year of the list."""

    id: int
    person: PersonView
    unit_id: int
    unit: str
    unit_path: str
    year: int
    special_group: SpecialGroup
    employer: str
    version: int
    paid_fen: int


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of a listing; reach is not among it."""
    asked: list[ColumnElement[bool]] = []
    if filters.q.strip():
        asked.append(GroupListing.person_id.in_(select(Person.id).where(person_matches(filters.q))))
    if filters.unit_id is not None:
        asked.append(at_or_below(filters.unit_id, GroupListing.unit_id))
    if filters.group is not None:
        asked.append(GroupListing.special_group == filters.group)
    if filters.year is not None:
        asked.append(GroupListing.year == filters.year)
    return asked


def roster(session: Session, actor: Actor, filters: Filters, wanted: Wanted) -> Page[ListingRow]:
    """One page within the actor's reach, and the count of all that match; two statements."""

    def scoped(statement: S) -> S:
        return within(statement, actor, Permission.FILE_READ, GroupListing.unit_id).where(*conditions(filters))

    found = session.scalar(scoped(select(func.count(GroupListing.id)))) or 0
    cuttings, sort, previous, following = cut(session, scoped(_listings()), ORDERS, GroupListing.id, wanted)
    rows = [_row(*row[:5]) for row in cuttings]
    return Page(rows, found, sort, previous, following)


def one(session: Session, actor: Actor, listing_id: int) -> ListingRow | None:
    """One listing; None when it is not there for this actor."""
    statement = _listings().where(GroupListing.id == listing_id)
    row = session.execute(within(statement, actor, Permission.FILE_READ, GroupListing.unit_id)).one_or_none()
    return _row(*row) if row else None


def years(session: Session) -> list[int]:
    """The years that have a list, newest first."""
    return list(session.scalars(each_value(GroupListing.year)))[::-1]


def _listings() -> Select[Any]:
    paid = (
        select(func.coalesce(func.sum(Payment.amount_fen), 0))
        .where(
            Payment.person_id == GroupListing.person_id,
            Payment.household_id.is_(None),
            Payment.state == LineState.PAID,
            extract("year", Payment.paid_on) == GroupListing.year,
        )
        .correlate(GroupListing)
        .scalar_subquery()
    )
    return (
        select(GroupListing, Person, Unit.name, Unit.path, paid)
        .join(Person, Person.id == GroupListing.person_id)
        .join(Unit, Unit.id == GroupListing.unit_id)
    )


def _row(listing: GroupListing, person: Person, unit: str, unit_path: str, paid_fen: int) -> ListingRow:
    return ListingRow(
        id=listing.id,
        person=person_view(person),
        unit_id=listing.unit_id,
        unit=unit,
        unit_path=unit_path,
        year=listing.year,
        special_group=listing.special_group,
        employer=listing.employer,
        version=listing.version,
        paid_fen=int(paid_fen),
    )
