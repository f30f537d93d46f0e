"""The steps of a household file's life: each by the right person, seen as it is, and told in the audit trail."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotAllowed
from caseapp.domain.households.checks import next_reverification
from caseapp.domain.households.codes import HOUSEHOLD_LIFE, HouseholdAction, HouseholdState
from caseapp.models.households import Household
from caseapp.services import audit
from caseapp.services.households import open_file

PERMISSIONS = {
    HouseholdAction.SUBMIT: Permission.FILE_WRITE,
    HouseholdAction.RETURN: Permission.FILE_APPROVE,
    HouseholdAction.APPROVE: Permission.FILE_APPROVE,
    HouseholdAction.EXIT: Permission.FILE_APPROVE,
    HouseholdAction.CLOSE: Permission.FILE_APPROVE,
}


def permission_for(action: HouseholdAction, state: HouseholdState) -> Permission:
    """Who may take the step; a draft is closed by those who write files."""
    if (state, action) == (HouseholdState.DRAFT, HouseholdAction.CLOSE):
        return Permission.FILE_WRITE
    return PERMISSIONS[action]


def submit(session: Session, actor: Actor, *, household_id: int, version: int, now: datetime) -> None:
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    _step(household, HouseholdAction.SUBMIT)
    household.submitted_by, household.submitted_at = actor.id, now
    household.return_reason = None
    _keep(session, actor, household, HouseholdAction.SUBMIT, now)


def send_back(session: Session, actor: Actor, *, household_id: int, version: int, reason: str, now: datetime) -> None:
    """Return for completion; the reason is shown to the caseworker until the file is submitted again."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    _step(household, HouseholdAction.RETURN)
    household.return_reason = _reason(reason)
    _keep(session, actor, household, HouseholdAction.RETURN, now)


def approve(session: Session, actor: Actor, *, household_id: int, version: int, today: date, now: datetime) -> None:
    """Put the file in force from today, by somebody who had no hand in it."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    _step(household, HouseholdAction.APPROVE)
    makers = {household.created_by, household.updated_by, household.submitted_by}
    if not actor.is_system and actor.id in makers:
        raise NotAllowed(N_("You registered, amended or submitted this file, so somebody else must approve it."))
    household.approved_by, household.approved_at = actor.id, now
    household.on_file_on = today
    household.reverify_due_on = next_reverification(today)
    _keep(session, actor, household, HouseholdAction.APPROVE, now)


def exit_file(
    session: Session, actor: Actor, *, household_id: int, version: int, reason: str, today: date, now: datetime
) -> None:
    """The household is out of difficulty (脱困): off file from today, its people free for another file."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    _leave(session, actor, household, HouseholdAction.EXIT, reason=reason, today=today, now=now)


def close(
    session: Session, actor: Actor, *, household_id: int, version: int, reason: str, today: date, now: datetime
) -> None:
    """Strike the file (注销) for a reason that is not exit; a draft by its writers, a file in force by a reviewer."""
    actor_may = Permission.FILE_WRITE if actor.may(Permission.FILE_WRITE) else Permission.FILE_APPROVE
    household = open_file(session, actor, actor_may, household_id, version)
    actor.demand(permission_for(HouseholdAction.CLOSE, household.state), household.unit.path)
    _leave(session, actor, household, HouseholdAction.CLOSE, reason=reason, today=today, now=now)


def _leave(
    session: Session,
    actor: Actor,
    household: Household,
    action: HouseholdAction,
    *,
    reason: str,
    today: date,
    now: datetime,
) -> None:
    _step(household, action)
    household.exit_reason = _reason(reason)
    household.off_file_on = today
    household.reverify_due_on = None
    for member in household.members:
        member.live = False
    _keep(session, actor, household, action, now)


def _step(household: Household, action: HouseholdAction) -> None:
    household.state = HOUSEHOLD_LIFE.after(household.state, action)


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Invalid.one("reason", N_("Write the reason."))
    if len(reason) > 256:
        raise Invalid.one("reason", N_("Write at most %(limit)s characters."), limit=256)
    return reason


def _keep(session: Session, actor: Actor, household: Household, action: HouseholdAction, now: datetime) -> None:
    household.touch(actor.id, now)
    audit.record(
        session, actor, f"household.{action.value}", "household", household.id, now=now, state=household.state.value
    )
