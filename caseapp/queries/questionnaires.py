"""Surveys asked here, as lists and pages show them: a year's surveys, one survey, and who has answered."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.codes import Category
from caseapp.domain.surveys.codes import DropReason, InvitationState, SurveyChannel, SurveyState
from caseapp.models.activities import Activity
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.questionnaires import Questionnaire, QuestionnaireVersion, SurveyInvitation
from caseapp.models.units import Unit
from caseapp.models.users import Post, User
from caseapp.queries.facts.scope import Rows
from caseapp.queries.projects import visible
from caseapp.queries.reach import reached

PAGE = 50


@dataclass(frozen=True)
class SurveyRow:
    id: int
    title: str
    project_id: int
    project_code: str
    project_name: str
    state: SurveyState
    is_anonymous: bool
    invited: int
    answered: int
    opened_on: date | None
    closed_on: date | None


@dataclass(frozen=True)
class VersionRow:
    number: int
    questions: int
    saved_on: date
    saved_by: str | None


@dataclass(frozen=True)
class FormRow:
    """One form of the survey: who, whether they answered and how; never what."""

    number: int
    name: str
    unit_name: str | None
    category: Category | None
    state: InvitationState
    channel: SurveyChannel | None
    drop_reason: DropReason | None
    replaces: int | None
    has_code: bool
    household_id: int | None


@dataclass(frozen=True)
class FormList:
    """`hidden`: forms of people outside the actor's reach."""

    rows: tuple[FormRow, ...]
    total: int
    hidden: int


def surveys_of(session: Session, actor: Actor, year: int) -> list[SurveyRow]:
    """The year's surveys the actor may see, the running ones first, then the newest."""
    state = SurveyInvitation.state
    statement = (
        select(
            Questionnaire, Project, _forms(state != InvitationState.DROPPED), _forms(state == InvitationState.ANSWERED)
        )
        .join(Project, Project.id == Questionnaire.project_id)
        .where(Project.year == year)
        .order_by(Questionnaire.id.desc())
    )
    rows = session.execute(visible(statement, actor, Project.unit_id)).all()
    order = list(SurveyState)
    found = [
        SurveyRow(
            survey.id,
            survey.title,
            project.id,
            project.code,
            project.name,
            survey.state,
            survey.is_anonymous,
            invited,
            given,
            survey.opened_on,
            survey.closed_on,
        )
        for survey, project, invited, given in rows
    ]
    return sorted(found, key=lambda row: (row.state is not SurveyState.OPEN, order.index(row.state)))


def survey_by_id(session: Session, actor: Actor, survey_id: int) -> Questionnaire:
    """Raises NotFound, also when the actor may not see it."""
    statement: Rows = (
        select(Questionnaire)
        .join(Project, Project.id == Questionnaire.project_id)
        .where(Questionnaire.id == survey_id)
        .options(joinedload(Questionnaire.project).joinedload(Project.unit))
    )
    found: Questionnaire | None = session.scalars(visible(statement, actor, Project.unit_id)).one_or_none()
    if found is None:
        raise NotFound(N_("There is no such survey, or you cannot see it."))
    return found


def _forms(which: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many such forms a survey has."""
    counted = select(func.count()).where(SurveyInvitation.questionnaire_id == Questionnaire.id, which)
    return counted.correlate(Questionnaire).scalar_subquery()


def versions_of(session: Session, survey: Questionnaire) -> list[VersionRow]:
    rows = session.execute(
        select(QuestionnaireVersion, User.name)
        .outerjoin(User, User.id == QuestionnaireVersion.saved_by)
        .where(QuestionnaireVersion.questionnaire_id == survey.id)
        .order_by(QuestionnaireVersion.number.desc())
    )
    return [VersionRow(v.number, len(v.questions), v.saved_at.date(), name) for v, name in rows]


def readable(actor: Actor, permission: Permission = Permission.FILE_READ) -> ColumnElement[bool]:
    """Forms of people whom the actor reaches; those of a list without units are everybody's who sees the survey."""
    theirs = reached(actor, permission, SurveyInvitation.unit_id)  # type: ignore[arg-type]
    return or_(SurveyInvitation.unit_id.is_(None), theirs)


def forms_of(
    session: Session, actor: Actor, survey: Questionnaire, *, state: InvitationState | None = None, page: int = 1
) -> FormList:
    """The forms by number, of people the actor may read; those of a list without units are everybody's."""
    head, replaced = aliased(Person), aliased(SurveyInvitation)
    own = SurveyInvitation.questionnaire_id == survey.id
    seen = readable(actor)
    where = [own, seen] + ([SurveyInvitation.state == state] if state else [])
    total = session.scalar(select(func.count(SurveyInvitation.id)).where(*where)) or 0
    everything = session.scalar(select(func.count(SurveyInvitation.id)).where(own)) or 0
    visible_ones = session.scalar(select(func.count(SurveyInvitation.id)).where(own, seen)) or 0
    rows = session.execute(
        select(SurveyInvitation, Person.name, head.name, Unit.name, replaced.number)
        .outerjoin(Person, Person.id == SurveyInvitation.person_id)
        .outerjoin(Household, Household.id == SurveyInvitation.household_id)
        .outerjoin(head, head.id == Household.head_id)
        .outerjoin(Unit, Unit.id == SurveyInvitation.unit_id)
        .outerjoin(replaced, replaced.id == SurveyInvitation.replaces_id)
        .where(*where)
        .order_by(SurveyInvitation.number)
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    found = tuple(
        FormRow(
            one.number,
            head_name or person_name or one.name,
            unit_name,
            one.category,
            one.state,
            one.channel,
            one.drop_reason,
            replaces,
            one.code_index is not None,
            one.household_id,
        )
        for one, person_name, head_name, unit_name, replaces in rows
    )
    return FormList(found, total, everything - visible_ones)


def state_counts(session: Session, survey: Questionnaire) -> dict[InvitationState, int]:
    rows = session.execute(
        select(SurveyInvitation.state, func.count())
        .where(SurveyInvitation.questionnaire_id == survey.id)
        .group_by(SurveyInvitation.state)
    )
    return {row[0]: row[1] for row in rows}


def without_slip(session: Session, survey: Questionnaire) -> int:
    """How many of those who have not answered have no code yet."""
    count = select(func.count(SurveyInvitation.id)).where(
        SurveyInvitation.questionnaire_id == survey.id,
        SurveyInvitation.state == InvitationState.WAITING,
        SurveyInvitation.code_index.is_(None),
    )
    return session.scalar(count) or 0


def activity_choices(session: Session, project_id: int) -> list[tuple[int, str]]:
    rows = session.execute(
        select(Activity.id, Activity.held_on, Activity.title, Activity.participants)
        .where(Activity.project_id == project_id, Activity.held_on.is_not(None))
        .order_by(Activity.held_on, Activity.id)
    )
    return [(row.id, f"{row.held_on} {row.title} ({row.participants})") for row in rows]


def unit_names(session: Session, unit_ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))
    return {row[0]: row[1] for row in rows}


def interviewers(session: Session, actor: Actor) -> list[tuple[int, str, str]]:
    """Who may have taken an answer: id, name and sign-in name of those with a post where the actor keeps records, by
    name."""
    posted = User.posts.any(reached(actor, Permission.RECORD_WRITE, Post.unit_id))
    rows = session.execute(
        select(User.id, User.name, User.login).where(User.active.is_(True), posted).order_by(User.name, User.id)
    )
    return [(number, name, login) for number, name, login in rows]


def waiting_forms(session: Session, actor: Actor, survey: Questionnaire) -> list[tuple[int, str]]:
    """Number and name of every form without an answer, of people the actor may read, by number."""
    head = aliased(Person)
    rows = session.execute(
        select(SurveyInvitation.number, SurveyInvitation.name, Person.name, head.name)
        .outerjoin(Person, Person.id == SurveyInvitation.person_id)
        .outerjoin(Household, Household.id == SurveyInvitation.household_id)
        .outerjoin(head, head.id == Household.head_id)
        .where(SurveyInvitation.questionnaire_id == survey.id, SurveyInvitation.state == InvitationState.WAITING)
        .where(readable(actor))
        .order_by(SurveyInvitation.number)
    )
    return [(number, head_name or person_name or own) for number, own, person_name, head_name in rows]
