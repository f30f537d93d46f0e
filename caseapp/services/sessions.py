"""The sessions of an activity and who came to each: what its figures are counted from once it has any."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from caseapp.domain import identity
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, StaleView
from caseapp.models.activities import Activity
from caseapp.models.sessions import ActivitySession, Attendant
from caseapp.queries.projects import project_by_id
from caseapp.services import audit
from caseapp.services.withdrawals import reason_of

MOST = 500
"""People on one list."""
TOO_MANY = N_("A list holds at most %(most)s people.")
NAME, WORKPLACE = 64, 128
STALE = N_("Somebody changed this session in the meantime. Reload the page and look again.")


@dataclass(frozen=True)
class SessionFacts:
    """`given` says what the materials were."""

    topic: str
    place: str
    planned_on: date
    held_on: date | None
    participants: int = 0
    examined: int = 0
    passed: int = 0
    materials: int = 0
    given: str = ""
    reach: int = 0


@dataclass(frozen=True)
class AttendantFacts:
    """`attendant_id` None: newly on the list; an empty ID number keeps the one that is recorded."""

    name: str
    workplace: str = ""
    id_number: str = ""
    present: bool = True
    examined: bool = False
    passed: bool = False
    attendant_id: int | None = None


NO_ACTIVITY = N_("There is no such activity.")
NO_SESSION = N_("There is no such session.")


def activity_of(
    session: Session, actor: Actor, activity_id: int, permission: Permission, *, unseen: str = NO_ACTIVITY
) -> Activity:
    """Raises NotFound outside the actor's reach (`unseen` is what is said), NotAllowed without the right."""
    found = session.get(Activity, activity_id)
    if found is None:
        raise NotFound(unseen)
    project = project_by_id(session, actor, found.project_id, unseen=unseen)
    actor.demand(permission, project.unit.path, unseen=unseen)
    return found


def session_of(session: Session, actor: Actor, session_id: int, permission: Permission) -> ActivitySession:
    """Raises NotFound for a withdrawn one too."""
    found = session.get(ActivitySession, session_id)
    if found is None or found.withdrawn_at is not None:
        raise NotFound(NO_SESSION)
    activity_of(session, actor, found.activity_id, permission, unseen=NO_SESSION)
    return found


def record_session(
    session: Session,
    actor: Actor,
    *,
    activity_id: int,
    facts: SessionFacts,
    now: datetime,
    today: date,
    session_id: int | None = None,
    version: int | None = None,
) -> ActivitySession:
    """Plan a session, or say how it went. Raises Invalid with every problem, StaleView for an old `version`."""
    activity = activity_of(session, actor, activity_id, Permission.RECORD_WRITE)
    held = ActivitySession(activity_id=activity.id) if session_id is None else session.get(ActivitySession, session_id)
    if held is None or held.activity_id != activity.id or held.withdrawn_at is not None:
        raise NotFound(NO_SESSION)
    if session_id is not None and held.version != version:
        raise StaleView(STALE)
    _check(facts, activity.project.year, today)
    for name, value in asdict(facts).items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    held.touch(actor.id, now)
    session.add(held)
    session.flush()
    numbers = {"participants": held.participants, "held": held.held_on is not None}
    audit.record(session, actor, "activity.session", "activity", activity.id, now=now, of_session=held.id, **numbers)
    return held


def withdraw_session(
    session: Session, actor: Actor, *, session_id: int, version: int | None, reason: str, now: datetime
) -> ActivitySession:
    """Strike a session recorded by mistake: it stays with its list and the reason, and counts nowhere from now on.

    Raises Invalid without a reason, StaleView for an old `version`.
    """
    held = session_of(session, actor, session_id, Permission.RECORD_WRITE)
    if held.version != version:
        raise StaleView(STALE)
    held.withdraw(actor.id, now, reason_of(reason))
    held.touch(actor.id, now)
    session.flush()
    told = {"of_session": held.id, "participants": held.participants, "held": held.held_on is not None}
    audit.record(session, actor, "activity.session_withdrawn", "activity", held.activity_id, now=now, **told)
    return held


def _check(facts: SessionFacts, year: int, today: date) -> None:
    problems = []
    if not facts.topic.strip():
        problems.append(Problem("topic", N_("This is needed.")))
    days = [("planned_on", facts.planned_on)] + ([("held_on", facts.held_on)] if facts.held_on else [])
    problems += [
        Problem(name, N_("The day must be in the project's year, %(year)s."), {"year": year})
        for name, day in days
        if day.year != year
    ]
    if facts.held_on and facts.held_on > today:
        problems.append(Problem("held_on", N_("The day lies in the future.")))
    numbers = ("participants", "examined", "passed", "materials", "reach")
    problems += [Problem(name, N_("A number cannot be below 0.")) for name in numbers if getattr(facts, name) < 0]
    if facts.held_on is None and any(getattr(facts, name) for name in numbers):
        problems.append(Problem("held_on", N_("Say when it was held, or leave the numbers at 0.")))
    if facts.passed > facts.examined:
        problems.append(Problem("passed", N_("More people passed than were examined.")))
    if facts.examined > facts.participants:
        problems.append(Problem("examined", N_("More people were examined than took part.")))
    if problems:
        raise Invalid(problems)


def keep_list(
    session: Session, actor: Actor, *, session_id: int, version: int, rows: Sequence[AttendantFacts], now: datetime
) -> ActivitySession:
    """The whole list as it is to stand: who is not among `rows` is taken off it.

    Raises Invalid with every problem at `rows-0-name`, StaleView for an old `version`.
    """
    held = session_of(session, actor, session_id, Permission.RECORD_WRITE)
    if held.version != version:
        raise StaleView(STALE)
    known = {one.id: one for one in held.attendants}
    numbers = _checked(held, rows, known)
    kept = {row.attendant_id for row in rows}
    for one in [one for one in held.attendants if one.id not in kept]:
        held.attendants.remove(one)
    for one in held.attendants:
        one.number = -one.number
    session.flush()
    for place, (row, number) in enumerate(zip(rows, numbers, strict=True), 1):
        recorded = known.get(row.attendant_id or 0)
        one = recorded or Attendant()
        one.number, one.name, one.workplace = place, row.name.strip(), row.workplace.strip()
        one.present, one.examined, one.passed = row.present, row.examined, row.passed
        if number:
            one.id_number = number
        if recorded is None:
            held.attendants.append(one)
    held.attendants.sort(key=lambda one: one.number)
    held.touch(actor.id, now)
    flag_modified(held, "topic")
    session.flush()
    audit.record(
        session,
        actor,
        "activity.list",
        "activity",
        held.activity_id,
        now=now,
        of_session=held.id,
        participants=len(rows),
    )
    return held


def _checked(held: ActivitySession, rows: Sequence[AttendantFacts], known: dict[int, Attendant]) -> list[str]:
    """The ID numbers in their stored form; empty where none was typed."""
    problems, numbers = [], []
    seen: dict[bytes | None, int] = {}
    if held.held_on is None and rows:
        problems.append(Problem(None, N_("Say first when the session was held; then its list can be kept.")))
    if len(rows) > MOST:
        problems.append(Problem(None, TOO_MANY, {"most": MOST}))
    for place, row in enumerate(rows):
        box = f"rows-{place}"
        problems += _row_problems(box, row, known)
        try:
            number = identity.parse(row.id_number) if row.id_number.strip() else ""
        except Invalid as invalid:
            problems += [Problem(f"{box}-id_number", one.message, one.values) for one in invalid.problems]
            number = ""
        numbers.append(number)
        recorded = known.get(row.attendant_id or 0)
        index = Attendant.id_number.blind(number) if number else recorded.id_number_index if recorded else None
        if index is not None and index in seen:
            message = N_("This number stands in row %(row)s already.")
            problems.append(Problem(f"{box}-id_number", message, {"row": seen[index] + 1}))
        seen.setdefault(index, place)
    if problems:
        raise Invalid(problems)
    return numbers


def _row_problems(box: str, row: AttendantFacts, known: dict[int, Attendant]) -> list[Problem]:
    problems = []
    if not row.name.strip():
        problems.append(Problem(f"{box}-name", N_("Write the name.")))
    for name, text, most in (("name", row.name, NAME), ("workplace", row.workplace, WORKPLACE)):
        if len(text.strip()) > most:
            problems.append(Problem(f"{box}-{name}", N_("Write at most %(limit)s characters."), {"limit": most}))
    if row.examined and not row.present:
        problems.append(Problem(f"{box}-examined", N_("Only who was present can have been examined.")))
    if row.passed and not row.examined:
        problems.append(Problem(f"{box}-passed", N_("Only who was examined can have passed.")))
    if row.attendant_id is not None and row.attendant_id not in known:
        problems.append(Problem(f"{box}-name", N_("This person is not on the list any more.")))
    return problems
