"""The steps of a household file's life: each by the right person, seen as it is, kept in the file and in the trail."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotAllowed, Problem, Refused
from caseapp.domain.households.checks import next_reverification
from caseapp.domain.households.codes import HOUSEHOLD_LIFE, CheckResult, HouseholdAction, HouseholdState, Relation
from caseapp.domain.households.completeness import lacking
from caseapp.domain.households.rules import months_later
from caseapp.models.households import Household
from caseapp.queries.check_rules import Holding
from caseapp.queries.life_rules import life_rules, working_days
from caseapp.services.households import open_file
from caseapp.services.objections import refuse_while_objected
from caseapp.services.step_keeping import LONGEST_FINDING, LONGEST_REASON, day_within, keep, short, written

A = HouseholdAction
PERMISSIONS = {
    A.SUBMIT: Permission.FILE_WRITE,
    A.VISIT: Permission.FILE_WRITE,
    A.CHECK: Permission.FILE_WRITE,
    A.REGULARISE: Permission.FILE_WRITE,
    A.NOTICE: Permission.FILE_APPROVE,
    A.RETURN: Permission.FILE_APPROVE,
    A.APPROVE: Permission.FILE_APPROVE,
    A.TEMPORARY: Permission.FILE_APPROVE,
    A.EXIT: Permission.FILE_APPROVE,
    A.CLOSE: Permission.FILE_APPROVE,
    A.FOLLOW_UP: Permission.FILE_WRITE,
    A.MERGE: Permission.FILE_APPROVE,
    A.UNMERGE_DRAFT: Permission.FILE_APPROVE,
    A.UNMERGE_ON_FILE: Permission.FILE_APPROVE,
}
BY_ANOTHER = (A.APPROVE, A.TEMPORARY)
"""Steps that nobody takes who had a hand in the file."""


def permission_for(action: HouseholdAction, state: HouseholdState) -> Permission:
    """Who may take the step; a draft is closed by those who write files."""
    if (state, action) == (HouseholdState.DRAFT, A.CLOSE):
        return Permission.FILE_WRITE
    return PERMISSIONS[action]


def submit(session: Session, actor: Actor, *, household_id: int, version: int, now: datetime) -> None:
    """Hand a draft in; Invalid with every field the official form still asks for."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    _step(household, A.SUBMIT)
    head = next(place for place in household.members if place.relation is Relation.HEAD and place.left_on is None)
    missing = lacking(household, head, household.head)
    if missing:
        raise Invalid(Problem(field, N_("The official form asks for this.")) for field in missing)
    household.submitted_by, household.submitted_at = actor.id, now
    household.return_reason = None
    keep(session, actor, household, A.SUBMIT, now)


def record_visit(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    version: int,
    visited_on: date | None,
    note: str,
    today: date,
    now: datetime,
) -> None:
    """The household was seen at home; the note says what was found."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    day = day_within("visited_on", visited_on, household.applied_on, today)
    _step(household, A.VISIT)
    household.visited_by, household.visited_on = actor.id, day
    keep(session, actor, household, A.VISIT, now, day=day, note=written("note", note, LONGEST_FINDING))


def record_check(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    version: int,
    result: CheckResult | None,
    checked_on: date | None,
    note: str,
    today: date,
    now: datetime,
) -> None:
    """What the authority answered; it holds for the days that the rule of its day says. A finding must be described."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    day = day_within("checked_on", checked_on, household.applied_on, today)
    if result is None:
        raise Invalid.one("result", N_("Choose what the check found."))
    said = (
        written("note", note, LONGEST_FINDING) if result is CheckResult.FOUND else short("note", note, LONGEST_FINDING)
    )
    until = Holding(session).until(day)
    if until < today:
        raise Invalid.one("checked_on", N_("This check expired on %(day)s. Ask for a new one."), day=until)
    _step(household, A.CHECK)
    household.checked_by, household.check_result, household.check_expires_on = actor.id, result, until
    keep(session, actor, household, A.CHECK, now, day=day, until=until, result=result, note=said)


def start_notice(
    session: Session, actor: Actor, *, household_id: int, version: int, today: date, now: datetime
) -> None:
    """Put the household on the public list from today, for the working days the rules ask for after it."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    _step(household, A.NOTICE)
    _check_holds(household, today)
    span = working_days(session, today).span(today, life_rules(session).notice_days)
    household.notice_starts_on, household.notice_ends_on = today, span.ends_on
    household.notice_guessed = bool(span.guessed)
    keep(session, actor, household, A.NOTICE, now, day=today, until=span.ends_on)


def send_back(session: Session, actor: Actor, *, household_id: int, version: int, reason: str, now: datetime) -> None:
    """Return for completion; the reason is shown to the caseworker until the file is submitted again.

    A notice that was up is taken down: the next application gets its own.
    """
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    _step(household, A.RETURN)
    household.return_reason = written("reason", reason, LONGEST_REASON)
    household.notice_starts_on = household.notice_ends_on = None
    household.notice_guessed = False
    keep(session, actor, household, A.RETURN, now, note=household.return_reason)


def approve(session: Session, actor: Actor, *, household_id: int, version: int, today: date, now: datetime) -> None:
    """Put the file in force from today, by somebody who had no hand in it, once its notice has run out unopposed."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    _step(household, A.APPROVE)
    _by_another(actor, household)
    if household.notice_ends_on is None or today <= household.notice_ends_on:
        raise Refused(
            N_("The notice runs until %(day)s; the file can be approved from the day after."),
            day=household.notice_ends_on,
        )
    _check_holds(household, today)
    refuse_while_objected(session, household)
    household.approved_by, household.approved_at = actor.id, now
    household.on_file_on = today
    household.temporary_until = None
    household.reverify_due_on = next_reverification(today)
    keep(session, actor, household, A.APPROVE, now, day=today)


def open_temporary(
    session: Session, actor: Actor, *, household_id: int, version: int, reason: str, today: date, now: datetime
) -> None:
    """One-off aid cannot wait: the file takes it for some months, visit, check and notice still to come."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    _step(household, A.TEMPORARY)
    _by_another(actor, household)
    until = months_later(today, life_rules(session).temporary_months)
    household.temporary_until = until
    said = written("reason", reason, LONGEST_REASON)
    keep(session, actor, household, A.TEMPORARY, now, day=today, until=until, note=said)


def take_up_regular(session: Session, actor: Actor, *, household_id: int, version: int, now: datetime) -> None:
    """A temporary file goes the way of every application, from the visit on."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    _step(household, A.REGULARISE)
    household.submitted_by, household.submitted_at = actor.id, now
    keep(session, actor, household, A.REGULARISE, now)


def exit_file(
    session: Session, actor: Actor, *, household_id: int, version: int, reason: str, today: date, now: datetime
) -> None:
    """The household is out of difficulty (脱困): off file from today, its people free for another file; it is
    looked after until the follow-up is recorded."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    household.follow_up_due_on = months_later(today, life_rules(session).follow_up_months)
    _leave(session, actor, household, A.EXIT, reason=reason, today=today, now=now)


def close(
    session: Session, actor: Actor, *, household_id: int, version: int, reason: str, today: date, now: datetime
) -> None:
    """Strike the file (注销) for a reason that is not exit; a draft by its writers, any other by a reviewer."""
    actor_may = Permission.FILE_WRITE if actor.may(Permission.FILE_WRITE) else Permission.FILE_APPROVE
    household = open_file(session, actor, actor_may, household_id, version)
    actor.demand(permission_for(A.CLOSE, household.state), household.unit.path)
    _leave(session, actor, household, A.CLOSE, reason=reason, today=today, now=now)


def follow_up(
    session: Session, actor: Actor, *, household_id: int, version: int, note: str, today: date, now: datetime
) -> None:
    """The household that exited still stands on its own feet; it leaves the list of those to look after."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    _step(household, A.FOLLOW_UP)
    household.follow_up_due_on = None
    keep(session, actor, household, A.FOLLOW_UP, now, day=today, note=written("note", note, LONGEST_FINDING))


def makers(household: Household) -> set[int | None]:
    """Who registered, last amended, submitted, visited or checked: none of them approves."""
    return {
        household.created_by,
        household.updated_by,
        household.submitted_by,
        household.visited_by,
        household.checked_by,
    }


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
    household.exit_reason = written("reason", reason, LONGEST_REASON)
    household.off_file_on = today
    household.reverify_due_on = household.temporary_until = None
    for member in household.members:
        member.live = False
    keep(session, actor, household, action, now, day=today, note=household.exit_reason)


def _by_another(actor: Actor, household: Household) -> None:
    if not actor.is_system and actor.id in makers(household):
        raise NotAllowed(
            N_("You registered, amended, submitted, visited or checked this file, so somebody else must approve it.")
        )


def _check_holds(household: Household, today: date) -> None:
    if household.check_expires_on is None or household.check_expires_on < today:
        raise Refused(
            N_("The means check expired on %(day)s. Have the file returned, and a new check recorded."),
            day=household.check_expires_on,
        )


def _step(household: Household, action: HouseholdAction) -> None:
    """Raises IllegalStep at once; the state itself moves with everything else, when all is known."""
    HOUSEHOLD_LIFE.after(household.state, action)
