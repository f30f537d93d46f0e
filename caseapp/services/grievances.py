"""Following up what people complained of: opened by an answer, given to somebody by a day, settled with an outcome."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, Invalid, Problem, StaleView
from caseapp.domain.surveys.codes import GrievanceAction, GrievanceOutcome, GrievanceState
from caseapp.domain.surveys.grievances import LONGEST_NOTE, complained_of, due_from
from caseapp.domain.surveys.life import GRIEVANCE
from caseapp.models.grievances import Grievance
from caseapp.models.questionnaires import NamedResponse, Questionnaire
from caseapp.queries.grievances import grievance_by_id, possible_owners
from caseapp.queries.survey_counts import questions_of
from caseapp.services import audit


def open_for(session: Session, survey: Questionnaire, response: NamedResponse, *, now: datetime) -> Grievance | None:
    """A work item for an answer that asks for one: whoever took the answer sees to it, or whoever made the survey."""
    keys = complained_of(questions_of(session, survey), response.answers)
    if not keys or not response.is_valid:
        return None
    invitation, opened_on = response.invitation, local_day(now)
    made = Grievance(
        response=response,
        unit_id=invitation.unit_id or survey.project.unit_id,
        questions=list(keys),
        owner_id=invitation.interviewer_id or survey.created_by,
        opened_on=opened_on,
        due_on=due_from(opened_on),
    )
    made.touch(None, now)
    session.add(made)
    session.flush()
    audit.record(session, SYSTEM, "grievance.open", "grievance", made.id, now=now, survey=survey.id)
    return made


def assign(
    session: Session,
    actor: Actor,
    *,
    grievance_id: int,
    version: int,
    owner_id: int | None,
    due_on: date | None,
    now: datetime,
) -> Grievance:
    """Give it to somebody who may follow up there, by a day to come. Raises Invalid."""
    found = _writable(session, actor, grievance_id, version)
    today = local_day(now)
    problems = []
    if owner_id not in dict(possible_owners(session, found.unit.path, today)):
        problems.append(Problem("owner_id", N_("Choose who follows it up.")))
    if due_on is None:
        problems.append(Problem("due_on", N_("Say by which day.")))
    elif due_on < today and due_on != found.due_on:
        problems.append(Problem("due_on", N_("The day lies in the past.")))
    if problems or due_on is None:
        raise Invalid(problems)
    if (found.owner_id, found.due_on) != (owner_id, due_on):
        found.owner_id, found.due_on = owner_id, due_on
        found.touch(actor.id, now)
        session.flush()
        details = {"owner": owner_id, "due_on": due_on.isoformat()}
        audit.record(session, actor, "grievance.assign", "grievance", found.id, now=now, **details)
    return found


def close(
    session: Session,
    actor: Actor,
    *,
    grievance_id: int,
    version: int,
    outcome: GrievanceOutcome | None,
    note: str,
    now: datetime,
) -> Grievance:
    """Settle it: with an outcome and what was done. Raises Invalid without one of them."""
    found = _writable(session, actor, grievance_id, version)
    after = GRIEVANCE.after(found.state, GrievanceAction.CLOSE)
    note = note.strip()
    problems = [] if outcome else [Problem("outcome", N_("Choose what came of it."))]
    if not note or len(note) > LONGEST_NOTE:
        problems.append(Problem("note", N_("Write what was done, in at most 500 characters.")))
    if problems:
        raise Invalid(problems)
    found.state, found.outcome, found.note, found.closed_on = after, outcome, note, local_day(now)
    found.touch(actor.id, now)
    session.flush()
    audit.record(session, actor, "grievance.close", "grievance", found.id, now=now, outcome=outcome)
    return found


def _writable(session: Session, actor: Actor, grievance_id: int, version: int) -> Grievance:
    found = grievance_by_id(session, actor, grievance_id, lock=True)
    actor.demand(Permission.GRIEVANCE_WRITE, found.unit.path)
    if found.state is not GrievanceState.OPEN:
        GRIEVANCE.after(found.state, GrievanceAction.CLOSE)
    if found.version != version:
        raise StaleView(N_("Somebody has changed this grievance in the meantime. Reload the page and look again."))
    return found
