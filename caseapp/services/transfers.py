"""A file passes to another unit or caseworker: offered by the one, accepted or refused by the other."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotAllowed, NotFound, Refused
from caseapp.domain.households.codes import LIVE_STATES, TransferState
from caseapp.models.household_steps import HouseholdTransfer
from caseapp.models.households import Household
from caseapp.queries.reach import reached
from caseapp.queries.transfers import destinations
from caseapp.services import audit
from caseapp.services.households import open_file

LONGEST = 256


def offer(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    version: int,
    to_unit_id: int | None,
    to_user_id: int | None,
    reason: str,
    now: datetime,
) -> HouseholdTransfer:
    """The file stays where it is until the other side accepts it."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    if household.state not in LIVE_STATES:
        raise IllegalStep(N_("Only a file that is not exited or closed is passed on."))
    if _offered(session, household.id):
        raise Refused(N_("This file is offered to somebody already. Withdraw that offer first."))
    places = {(place.unit_id, place.user_id) for place in destinations(session, now.date())}
    if (to_unit_id, to_user_id) not in places or to_unit_id is None:
        raise Invalid.one("to", N_("Choose a unit or a caseworker of the list."))
    if to_unit_id == household.unit_id and to_user_id in (None, household.caseworker_id):
        raise Invalid.one("to", N_("The file is there already."))
    transfer = HouseholdTransfer(
        household_id=household.id,
        from_unit_id=household.unit_id,
        to_unit_id=to_unit_id,
        to_user_id=to_user_id,
        reason=_reason(reason),
        offered_by=actor.id,
        offered_at=now,
    )
    session.add(transfer)
    session.flush()
    audit.record(session, actor, "household.transfer_offered", "household", household.id, now=now, transfer=transfer.id)
    return transfer


def accept(session: Session, actor: Actor, *, transfer_id: int, now: datetime) -> Household:
    """The file moves, with all that is in it, to the unit and to whoever it was offered to, or who accepts it."""
    transfer, household = _for_answer(session, actor, transfer_id)
    if household.state not in LIVE_STATES:
        raise IllegalStep(N_("Only a file that is not exited or closed is passed on."))
    _answer(transfer, actor, TransferState.ACCEPTED, "", now)
    household.unit_id = transfer.to_unit_id
    household.caseworker_id = actor.id
    household.updated_at = now
    session.flush()
    session.expire(household, ["unit"])
    audit.record(
        session, actor, "household.transfer_accepted", "household", household.id, now=now, transfer=transfer.id
    )
    return household


def refuse(session: Session, actor: Actor, *, transfer_id: int, reason: str, now: datetime) -> None:
    """The file stays where it was; the reason is shown to the one who offered it."""
    transfer, household = _for_answer(session, actor, transfer_id)
    _answer(transfer, actor, TransferState.REFUSED, _reason(reason), now)
    audit.record(session, actor, "household.transfer_refused", "household", household.id, now=now, transfer=transfer.id)


def withdraw(session: Session, actor: Actor, *, household_id: int, now: datetime) -> None:
    """Take the offer back, as anybody may who may write in the file."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    transfer = _offered(session, household.id)
    if transfer is None:
        raise NotFound(N_("This file is not offered to anybody."))
    _answer(transfer, actor, TransferState.WITHDRAWN, "", now)
    audit.record(
        session, actor, "household.transfer_withdrawn", "household", household.id, now=now, transfer=transfer.id
    )


def _offered(session: Session, household_id: int) -> HouseholdTransfer | None:
    return session.scalar(
        select(HouseholdTransfer).where(
            HouseholdTransfer.household_id == household_id, HouseholdTransfer.state == TransferState.OFFERED
        )
    )


def _for_answer(session: Session, actor: Actor, transfer_id: int) -> tuple[HouseholdTransfer, Household]:
    """An offer the actor may answer: to a unit of theirs, and to nobody else in it; never by who offered it."""
    actor.demand(Permission.FILE_WRITE)
    mine = reached(actor, Permission.FILE_WRITE, HouseholdTransfer.to_unit_id)
    transfer = session.scalar(select(HouseholdTransfer).where(HouseholdTransfer.id == transfer_id, mine))
    if transfer is None or transfer.to_user_id not in (None, actor.id):
        raise NotFound(N_("There is no such offer."))
    if transfer.state is not TransferState.OFFERED:
        raise IllegalStep(N_("This offer is “%(state)s” already."), state=transfer.state)
    if not actor.is_system and transfer.offered_by == actor.id and transfer.to_user_id != actor.id:
        raise NotAllowed(N_("You offered this file, so somebody else must accept it."))
    return transfer, session.get_one(Household, transfer.household_id)


def _answer(transfer: HouseholdTransfer, actor: Actor, state: TransferState, answer: str, now: datetime) -> None:
    transfer.state, transfer.answer, transfer.answered_by, transfer.answered_at = state, answer, actor.id, now


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid.one("reason", N_("Write the reason."))
    if len(text.strip()) > LONGEST:
        raise Invalid.one("reason", N_("Write at most %(limit)s characters."), limit=LONGEST)
    return text.strip()
