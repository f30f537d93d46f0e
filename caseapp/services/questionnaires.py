"""A survey's life: made from the library or an earlier one, edited in versions, opened, closed, declared void."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused, StaleView
from caseapp.domain.surveys.codes import SurveyAction, SurveyPurpose, SurveyState
from caseapp.domain.surveys.library import ready
from caseapp.domain.surveys.life import SURVEY
from caseapp.domain.surveys.questions import Question, checked, to_plain
from caseapp.models.projects import Project
from caseapp.models.questionnaires import Questionnaire, QuestionnaireVersion, SurveyBox, SurveyInvitation
from caseapp.queries.survey_counts import questions_of
from caseapp.services import audit, survey_box


def create(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    title: str,
    is_anonymous: bool,
    now: datetime,
    purposes: Collection[SurveyPurpose] = (),
    like_id: int | None = None,
) -> Questionnaire:
    """A draft with the questions of the chosen ready sheets, or with those of the survey `like_id`."""
    project = session.get(Project, project_id, options=[joinedload(Project.unit)])
    if project is None:
        raise NotFound(N_("There is no such project, or you cannot see it."))
    actor.demand(Permission.RECORD_WRITE, project.unit.path)
    problems = _title_problems(title)
    if like_id is None and not purposes:
        problems.append(Problem("purposes", N_("Choose what to ask about.")))
    if problems:
        raise Invalid(problems)
    questions = questions_of(session, writable(session, actor, like_id)) if like_id else ready(purposes)
    survey = Questionnaire(project_id=project.id, title=title.strip(), is_anonymous=is_anonymous)
    survey.touch(actor.id, now)
    session.add(survey)
    session.flush()
    session.add(SurveyBox(questionnaire_id=survey.id))
    _add_version(session, actor, survey, questions, now)
    audit.record(
        session, actor, "survey.create", "questionnaire", survey.id, now=now, anonymous=is_anonymous, project=project.id
    )
    return survey


def writable(session: Session, actor: Actor, questionnaire_id: int, *, lock: bool = False) -> Questionnaire:
    """The survey, when the actor may change it; NotFound or NotAllowed otherwise."""
    statement = (
        select(Questionnaire)
        .join(Questionnaire.project)
        .where(Questionnaire.id == questionnaire_id)
        .options(joinedload(Questionnaire.project).joinedload(Project.unit))
    )
    if lock:
        statement = statement.with_for_update(of=Questionnaire).execution_options(populate_existing=True)
    survey = session.scalars(statement).one_or_none()
    nothing = N_("There is no such survey, or you cannot see it.")
    if survey is None:
        raise NotFound(nothing)
    actor.demand(Permission.RECORD_WRITE, survey.project.unit.path, unseen=nothing)
    return survey


def save_questions(
    session: Session,
    actor: Actor,
    *,
    questionnaire_id: int,
    edition: int,
    title: str,
    questions: Sequence[Question],
    now: datetime,
) -> Questionnaire:
    """Keep the edited draft as a new version, when anything changed. StaleView when somebody saved since `edition`."""
    survey = draft(session, actor, questionnaire_id)
    if survey.edition != edition:
        raise StaleView(N_("Somebody has saved these questions in the meantime. Reload the page and look again."))
    problems = _title_problems(title)
    try:
        asked = checked(questions)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    survey.title = title.strip()
    if asked != questions_of(session, survey):
        survey.edition += 1
        _add_version(session, actor, survey, asked, now)
        audit.record(
            session, actor, "survey.edit", "questionnaire", survey.id, now=now, number=survey.edition, rows=len(asked)
        )
    survey.touch(actor.id, now)
    session.flush()
    return survey


def draft(session: Session, actor: Actor, questionnaire_id: int) -> Questionnaire:
    """The survey while it may still be changed; raises Refused once it was opened."""
    survey = writable(session, actor, questionnaire_id, lock=True)
    if survey.state is not SurveyState.DRAFT:
        raise Refused(N_("This survey has been opened: its questions and its sample stay as they are."))
    return survey


def open_survey(session: Session, actor: Actor, *, questionnaire_id: int, now: datetime, today: date) -> Questionnaire:
    survey = writable(session, actor, questionnaire_id, lock=True)
    after = SURVEY.after(survey.state, SurveyAction.OPEN)
    if not session.scalar(select(exists().where(SurveyInvitation.questionnaire_id == survey.id))):
        raise Refused(N_("Nobody has been drawn yet. Choose who is asked first."))
    checked(questions_of(session, survey))
    survey.state, survey.opened_on = after, today
    survey.touch(actor.id, now)
    session.flush()
    audit.record(session, actor, "survey.open", "questionnaire", survey.id, now=now, number=survey.edition)
    return survey


def close_survey(session: Session, actor: Actor, *, questionnaire_id: int, now: datetime, today: date) -> Questionnaire:
    """End the asking; the counts are frozen as they are now."""
    survey = writable(session, actor, questionnaire_id, lock=True)
    after = SURVEY.after(survey.state, SurveyAction.CLOSE)
    survey_box.close(session, survey)
    survey.state, survey.closed_on = after, today
    survey.touch(actor.id, now)
    session.flush()
    audit.record(session, actor, "survey.close", "questionnaire", survey.id, now=now)
    return survey


def void_survey(session: Session, actor: Actor, *, questionnaire_id: int, reason: str, now: datetime) -> Questionnaire:
    """It counts nowhere from now on; what was answered stays, what was half answered goes."""
    survey = writable(session, actor, questionnaire_id, lock=True)
    after = SURVEY.after(survey.state, SurveyAction.VOID)
    reason = reason.strip()
    if not reason or len(reason) > 500:
        raise Invalid.one("reason", N_("Write why, in at most 500 characters."))
    survey_box.empty(session, survey)
    box = session.get(SurveyBox, survey.id)
    if box is not None:
        box.slips_sealed = None
    survey.state, survey.void_reason = after, reason
    survey.touch(actor.id, now)
    session.flush()
    audit.record(session, actor, "survey.void", "questionnaire", survey.id, now=now)
    return survey


def _title_problems(title: str) -> list[Problem]:
    if not title.strip():
        return [Problem("title", N_("Give the survey a title."))]
    if len(title.strip()) > 128:
        return [Problem("title", N_("Write at most %(limit)s characters."), {"limit": 128})]
    return []


def _add_version(
    session: Session, actor: Actor, survey: Questionnaire, questions: Sequence[Question], now: datetime
) -> None:
    newest = select(func.coalesce(func.max(QuestionnaireVersion.number), 0))
    number = session.scalar(newest.where(QuestionnaireVersion.questionnaire_id == survey.id)) or 0
    session.add(
        QuestionnaireVersion(
            questionnaire_id=survey.id,
            number=number + 1,
            questions=to_plain(questions),
            saved_by=actor.id,
            saved_at=now,
        )
    )
    session.flush()
