"""Handing a table in, accepting it or sending it back; each step by its own person, each hand-in frozen."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Refused, StaleView
from caseapp.domain.indicators.monitoring import period_end
from caseapp.domain.indicators.submission import (
    SUBMISSION_LIFE,
    Form,
    SubmissionAction,
    SubmissionState,
    refuse_own,
)
from caseapp.models.projects import Project
from caseapp.models.submissions import Freeze, Submission, SubmissionStep
from caseapp.queries import frozen
from caseapp.queries.monitoring import lights_on
from caseapp.queries.projects import project_by_code, whole_projects
from caseapp.services import audit, monitoring
from caseapp.services.evaluations import sheet_of as evaluation_of
from caseapp.services.freezing import freeze

P = Permission
LONGEST_REASON = 500


def open_draft(
    session: Session, actor: Actor, *, form: Form, year: int, code: str | None, as_of: date, now: datetime, today: date
) -> Submission:
    """A draft for one project, or without a code for the department. Raises Invalid and NotFound."""
    project = project_by_code(session, actor, year, code) if code else None
    if as_of.year != year or as_of > today:
        raise Invalid.one("as_of", N_("The day lies in %(year)s and not in the future."), year=year)
    _demand(session, actor, P.PROJECT_WRITE, year, project)
    ends = [period_end(year, month) for month in lights_on(session, as_of).period_months]
    if form is Form.MONITOR and as_of not in ends:
        days = ", ".join(end.isoformat() for end in ends)
        raise Invalid.one("as_of", N_("A monitoring table is handed in for the end of a period: %(days)s."), days=days)
    same = select(Submission.id).where(
        Submission.form == form,
        Submission.year == year,
        Submission.as_of == as_of,
        Submission.project_id == project.id if project else Submission.project_id.is_(None),
    )
    if session.scalar(same):
        raise Invalid.one("as_of", N_("This table has been opened for that day already. Go on with that one."))
    made = Submission(form=form, year=year, project_id=project.id if project else None, as_of=as_of)
    made.touch(actor.id, now)
    session.add(made)
    session.flush()
    audit.record(session, actor, "submission.open", "submission", made.id, now=now, year=year)
    return made


def submit(session: Session, actor: Actor, *, submission_id: int, version: int, now: datetime, today: date) -> Freeze:
    """Freezes the table as it stands. Raises Refused while something is lacking."""
    kept = _at(session, actor, submission_id, version)
    state = SUBMISSION_LIFE.after(kept.state, SubmissionAction.SUBMIT)
    projects = _demand(session, actor, P.PROJECT_WRITE, kept.year, kept.project)
    lacking = gaps_of(session, kept, projects, today)
    if lacking:
        raise Refused(
            N_("Before it is handed in, %(count)s rows need a score, a cause or a reason: %(names)s."),
            count=sum(count for _name, count in lacking),
            names="、".join(name for name, _count in lacking),
        )
    made = freeze(session, kept, projects, now=now, today=today)
    kept.submitted_by, kept.decided_by = actor.id, None
    _step(session, kept, actor, SubmissionAction.SUBMIT, state, digest=made.digest, now=now)
    return made


def decide(
    session: Session,
    actor: Actor,
    *,
    submission_id: int,
    version: int,
    action: SubmissionAction,
    reason: str,
    now: datetime,
) -> Submission:
    """Accept, or send back with a reason; never by the one who handed it in."""
    kept = _at(session, actor, submission_id, version)
    state = SUBMISSION_LIFE.after(kept.state, action)
    _demand(session, actor, P.SUBMISSION_ACCEPT, kept.year, kept.project)
    refuse_own(actor.id, kept.submitted_by)
    if action is SubmissionAction.RETURN and not reason.strip():
        raise Invalid.one("reason", N_("Write why it is sent back."))
    if len(reason) > LONGEST_REASON:
        raise Invalid.one("reason", N_("Write at most %(limit)s characters."), limit=LONGEST_REASON)
    kept.decided_by = actor.id
    _step(session, kept, actor, action, state, digest=kept.freezes[-1].digest, now=now, reason=reason.strip())
    return kept


def gaps_of(
    session: Session, submission: Submission, projects: Sequence[Project], today: date
) -> list[tuple[str, int]]:
    """(project, rows) of what still has to be written before the table may be handed in."""
    found = []
    for project in projects:
        match submission.form:
            case Form.MONITOR:
                sheet = monitoring.sheet_of(session, SYSTEM, project.year, project.code, as_of=submission.as_of)
                found.append((project.name, sheet.gaps))
            case Form.EVALUATION:
                day = submission.as_of
                one = evaluation_of(session, SYSTEM, project.year, project.code, as_of=day, today=today)
                found.append((project.name, len(one.gaps)))
    return [(name, count) for name, count in found if count]


def projects_of(session: Session, submission: Submission) -> tuple[Project, ...]:
    """The one project, or every project of the year."""
    code = submission.project.code if submission.project else None
    return whole_projects(session, SYSTEM, submission.year, code)


def _demand(
    session: Session, actor: Actor, permission: Permission, year: int, project: Project | None
) -> tuple[Project, ...]:
    """Every project of the table, once the actor holds the right over the unit of each."""
    projects = whole_projects(session, SYSTEM, year, project.code if project else None)
    if not projects:
        raise NotFound(N_("No book of this year has been loaded."))
    for one in projects:
        actor.demand(permission, one.unit.path)
    return projects


def _at(session: Session, actor: Actor, submission_id: int, version: int) -> Submission:
    kept = frozen.submission(session, actor, submission_id)
    if kept.version != version:
        raise StaleView(N_("Somebody took a step with this table in the meantime. Reload the page and look again."))
    return kept


def _step(
    session: Session,
    kept: Submission,
    actor: Actor,
    action: SubmissionAction,
    state: SubmissionState,
    *,
    digest: str,
    now: datetime,
    reason: str = "",
) -> None:
    kept.state = state
    kept.touch(actor.id, now)
    kept.steps.append(SubmissionStep(action=action, by_id=actor.id, at=now, reason=reason, digest=digest))
    session.flush()
    audit.record(session, actor, f"submission.{action.value}", "submission", kept.id, now=now, digest=digest)
