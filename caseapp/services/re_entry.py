"""返困: a household that left difficulty and falls back is taken up again, in a file of its own."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Refused
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.households.particulars import HouseholdParticulars, MemberParticulars
from caseapp.models.households import Household, HouseholdMember
from caseapp.services import audit, likeness
from caseapp.services.households import PREFIX, open_file
from caseapp.services.membership import one_file_each
from caseapp.services.numbers import next_file_no

SIGNED = ("application_signed_on", "check_consent_on", "data_consent_on")
"""A new application is signed anew."""


def re_enter(
    session: Session, actor: Actor, *, household_id: int, version: int, today: date, now: datetime
) -> Household:
    """A new draft of the same people, linked to the file that was left, which stays as it is.

    Whoever sits in another live file by now is left out; Refused when that is the head.
    """
    old = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    if old.state is not HouseholdState.EXITED:
        raise IllegalStep(N_("Only a household that has exited is taken up again."))
    if session.scalar(select(exists().where(Household.previous_id == old.id))):
        raise Refused(N_("This household has been taken up again already."))
    places = [place for place in old.members if place.left_on is None]
    elsewhere = set(
        session.scalars(
            select(HouseholdMember.person_id).where(
                HouseholdMember.live, HouseholdMember.person_id.in_([place.person_id for place in places])
            )
        )
    )
    if old.head_id in elsewhere:
        raise Refused(N_("The head is in another live household file. Nobody can be in two."))
    kept = [place for place in places if place.person_id not in elsewhere]
    with one_file_each(session):
        new = Household(
            file_no=next_file_no(session, PREFIX),
            unit=old.unit,
            head=old.head,
            category=old.category,
            main_cause=old.main_cause,
            monthly_income_fen=old.monthly_income_fen,
            size=len(kept),
            address=old.address,
            applied_on=today,
            previous_id=old.id,
            caseworker_id=old.caseworker_id,
            **_particulars(HouseholdParticulars, old, but=SIGNED),
        )
        new.touch(actor.id, now)
        session.add(new)
        for place in kept:
            session.add(
                HouseholdMember(
                    household=new,
                    person_id=place.person_id,
                    relation=place.relation,
                    health=place.health,
                    work_state=place.work_state,
                    joined_on=today,
                    **_particulars(MemberParticulars, place),
                )
            )
        old.follow_up_due_on = None
        old.updated_at = now
    likeness.compare(session, new.id)
    audit.record(session, actor, "household.re_entered", "household", old.id, now=now, file=new.id)
    left_out = len(places) - len(kept)
    audit.record(session, actor, "household.re_entry", "household", new.id, now=now, members=len(kept), left=left_out)
    return new


def _particulars(
    kind: type[HouseholdParticulars | MemberParticulars], row: object, *, but: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What the official form asks, by column, as the row has it."""
    return {one.name: getattr(row, one.name) for one in fields(kind) if one.name not in but}
