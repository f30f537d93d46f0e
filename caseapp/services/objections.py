"""What is said against a household on notice: written down, looked into, answered."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotFound, Refused
from caseapp.domain.households.codes import HouseholdState, ObjectionState
from caseapp.models.household_steps import HouseholdObjection
from caseapp.models.households import Household
from caseapp.services import audit
from caseapp.services.households import open_file

LONGEST = 1000


def record(
    session: Session, actor: Actor, *, household_id: int, raised_on: date | None, text: str, today: date, now: datetime
) -> HouseholdObjection:
    """An objection to a household whose notice is up, or has run out and is not approved yet."""
    may = Permission.FILE_WRITE if actor.may(Permission.FILE_WRITE) else Permission.FILE_APPROVE
    household = open_file(session, actor, may, household_id, None)
    if household.state is not HouseholdState.ON_NOTICE or household.notice_starts_on is None:
        raise IllegalStep(N_("Objections are recorded while a household is on notice."))
    if raised_on is None or not household.notice_starts_on <= raised_on <= today:
        raise Invalid.one(
            "raised_on", N_("Write a day between the start of the notice (%(first)s) and today."),
            first=household.notice_starts_on,
        )  # fmt: skip
    objection = HouseholdObjection(
        household_id=household.id,
        raised_on=raised_on,
        text=_said("text", text),
        recorded_by=actor.id,
        recorded_at=now,
    )
    session.add(objection)
    household.updated_at = now
    session.flush()
    audit.record(session, actor, "household.objection", "household", household.id, now=now, objection=objection.id)
    return objection


def answer(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    objection_id: int,
    upheld: bool,
    answer: str,
    now: datetime,
) -> None:
    """Say what looking into it showed; an objection that is borne out keeps this application from approval."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, None)
    objection = session.get(HouseholdObjection, objection_id)
    if objection is None or objection.household_id != household.id:
        raise NotFound(N_("There is no such objection."))
    if objection.state is not ObjectionState.OPEN:
        raise IllegalStep(N_("This objection has been answered already."))
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.answer, objection.answered_by, objection.answered_at = _said("answer", answer), actor.id, now
    audit.record(
        session, actor, "household.objection_answered", "household", household.id, now=now, objection=objection.id,
        outcome=objection.state.value,
    )  # fmt: skip


def refuse_while_objected(session: Session, household: Household) -> None:
    """Refused while an objection to the present notice is open, or when one was borne out."""
    states = session.scalars(
        select(HouseholdObjection.state).where(
            HouseholdObjection.household_id == household.id,
            HouseholdObjection.raised_on >= household.notice_starts_on,
        )
    ).all()
    if ObjectionState.OPEN in states:
        raise Refused(N_("An objection is still to be looked into. Answer it first."))
    if ObjectionState.UPHELD in states:
        raise Refused(N_("An objection was borne out. Return the file for completion, or close it."))


def _said(name: str, text: str) -> str:
    if not text.strip():
        raise Invalid.one(name, N_("Write what was said."))
    if len(text.strip()) > LONGEST:
        raise Invalid.one(name, N_("Write at most %(limit)s characters."), limit=LONGEST)
    return text.strip()
