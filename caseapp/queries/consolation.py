"""Whom a consolation would reach: the year's list of one group, and who of it has had the same already."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.payments.claims import payee_key
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.queries.people import PersonView, person_view
from caseapp.queries.reach import S, within
from caseapp.queries.units import at_or_below

LIVE = (LineState.OPEN, LineState.PAID)


@dataclass(frozen=True)
class Listed:
    """A person of the list; `had` is how many the project already holds for the same period."""

    listing_id: int
    person: PersonView
    unit_id: int
    unit: str
    employer: str
    had: int


def listed(
    session: Session,
    actor: Actor,
    *,
    year: int,
    group: SpecialGroup,
    unit_id: int | None,
    project_id: int,
    period: str,
) -> list[Listed]:
    """Two statements, within the actor's reach; `period` as claims write it, such as `2026` or `2026-Q1`."""

    def scoped(statement: S) -> S:
        chosen = statement.where(GroupListing.year == year, GroupListing.special_group == group)
        if unit_id is not None:
            chosen = chosen.where(at_or_below(unit_id, GroupListing.unit_id))
        return within(chosen, actor, Permission.AID_LOG, GroupListing.unit_id)

    given = session.scalars(
        select(Payment.claim).where(
            Payment.project_id == project_id,
            Payment.kind == AidKind.CONSOLATION,
            Payment.state.in_(LIVE),
            Payment.person_id.in_(scoped(select(GroupListing.person_id))),
        )
    )
    had = Counter(claim.partition("#")[0] for claim in given)
    rows = session.execute(
        scoped(
            select(GroupListing, Person, Unit.name)
            .join(Person, Person.id == GroupListing.person_id)
            .join(Unit, Unit.id == GroupListing.unit_id)
        ).order_by(Unit.path, GroupListing.employer, GroupListing.id)
    )
    return [
        Listed(
            listing.id,
            person_view(person),
            listing.unit_id,
            unit,
            listing.employer,
            had[f"{payee_key(None, person.id)}:{AidKind.CONSOLATION.value}:{period}"],
        )
        for listing, person, unit in rows
    ]
