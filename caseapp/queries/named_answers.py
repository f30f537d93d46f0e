"""Answers of surveys with names: who gave which, for those who may read them in the units they reach."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.surveys.codes import InvalidReason, SurveyChannel
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.questionnaires import NamedResponse, Questionnaire, SurveyInvitation
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.facts.scope import Rows
from caseapp.queries.questionnaires import PAGE, readable, survey_by_id

P = Permission


@dataclass(frozen=True)
class AnsweredRow:
    """How an answer came, not what it says; `invalid` is why it does not count."""

    number: int
    name: str
    unit_name: str | None
    channel: SurveyChannel | None
    interviewer: str | None
    answered_on: date
    invalid: InvalidReason | None


@dataclass(frozen=True)
class AnsweredList:
    rows: tuple[AnsweredRow, ...]
    total: int


def with_names(session: Session, actor: Actor, survey_id: int) -> Questionnaire:
    """Raises NotFound for a survey the actor cannot see, and for one without names: nobody can ask for its answers."""
    survey = survey_by_id(session, actor, survey_id)
    if survey.is_anonymous:
        raise NotFound(N_("This survey is anonymous: nobody can see who answered what."))
    return survey


def answered(session: Session, actor: Actor, survey: Questionnaire, *, page: int = 1) -> AnsweredList:
    """By form number, PAGE at a time."""
    head, interviewer = aliased(Person), aliased(User)
    counted: Rows = select(func.count(NamedResponse.id)).join(NamedResponse.invitation)
    total = session.scalar(_own(counted, actor, survey)) or 0
    columns: tuple[Any, ...] = (SurveyInvitation, NamedResponse, Person.name, head.name, Unit.name, interviewer.name)
    listed: Rows = select(*columns).join(NamedResponse, NamedResponse.invitation_id == SurveyInvitation.id)
    rows = session.execute(
        _own(listed, actor, survey)
        .outerjoin(Person, Person.id == SurveyInvitation.person_id)
        .outerjoin(Household, Household.id == SurveyInvitation.household_id)
        .outerjoin(head, head.id == Household.head_id)
        .outerjoin(Unit, Unit.id == SurveyInvitation.unit_id)
        .outerjoin(interviewer, interviewer.id == SurveyInvitation.interviewer_id)
        .order_by(SurveyInvitation.number)
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    found = tuple(
        AnsweredRow(
            form.number,
            head_name or person_name or form.name,
            unit_name,
            form.channel,
            taken_by,
            given.answered_on,
            given.invalid_reason,
        )
        for form, given, person_name, head_name, unit_name, taken_by in rows
    )
    return AnsweredList(found, total)


def answer_of(session: Session, actor: Actor, survey: Questionnaire, number: int) -> NamedResponse:
    """What one answered, with the form. Raises NotFound, also for people outside the actor's reach."""
    form = joinedload(NamedResponse.invitation)
    asked: Rows = select(NamedResponse).join(NamedResponse.invitation).where(SurveyInvitation.number == number)
    found: NamedResponse | None = session.scalars(
        _own(asked, actor, survey).options(
            form.joinedload(SurveyInvitation.household).joinedload(Household.head),
            form.joinedload(SurveyInvitation.person),
            form.joinedload(SurveyInvitation.unit),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(N_("There is no answer of this number, or you cannot see it."))
    return found


def _own(statement: Rows, actor: Actor, survey: Questionnaire) -> Rows:
    """Of answers: those of the survey, of people whom the actor may read answers of."""
    return statement.where(SurveyInvitation.questionnaire_id == survey.id, readable(actor, P.ANSWER_READ))
