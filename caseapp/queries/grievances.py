"""Grievances as lists and pages show them, within the units the actor reaches."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import GRANTS, Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.labels import Word
from caseapp.domain.surveys.codes import GrievanceOutcome, GrievanceState
from caseapp.domain.units import within as lies_within
from caseapp.models.grievances import Grievance
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.questionnaires import NamedResponse, Questionnaire, SurveyInvitation
from caseapp.models.units import Unit
from caseapp.models.users import Post, User
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.reach import within

P = Permission


class Shown(Word):
    """Which grievances a list shows."""

    OPEN = "open", "待跟进", "To follow up"
    OVERDUE = "overdue", "已逾期", "Overdue"
    MINE = "mine", "由我跟进", "Mine to follow up"
    CLOSED = "closed", "已办结", "Settled"


@dataclass(frozen=True)
class GrievanceRow:
    id: int
    name: str
    unit_name: str
    survey_title: str
    state: GrievanceState
    owner_name: str | None
    opened_on: date
    due_on: date
    closed_on: date | None
    outcome: GrievanceOutcome | None


def overdue(today: date) -> ColumnElement[bool]:
    return (Grievance.state == GrievanceState.OPEN) & (Grievance.due_on < today)


def in_time(today: date) -> ColumnElement[bool]:
    return (Grievance.state == GrievanceState.OPEN) & (Grievance.due_on >= today)


def which(shown: Shown, actor: Actor, today: date) -> ColumnElement[bool]:
    match shown:
        case Shown.OVERDUE:
            return overdue(today)
        case Shown.MINE:
            return (Grievance.state == GrievanceState.OPEN) & (Grievance.owner_id == actor.id)
        case Shown.CLOSED:
            return Grievance.state == GrievanceState.CLOSED
    return Grievance.state == GrievanceState.OPEN


def counts(session: Session, actor: Actor, today: date) -> dict[Shown, int]:
    columns = [func.count().filter(which(shown, actor, today)) for shown in Shown]
    row = session.execute(within(select(*columns), actor, P.GRIEVANCE_READ, Grievance.unit_id)).one()
    return dict(zip(Shown, row, strict=True))


def grievances(session: Session, actor: Actor, shown: Shown, today: date, wanted: Wanted) -> Page[GrievanceRow]:
    """The open ones by the day they are due, the overdue first; the settled ones from the last on."""
    head, owner = aliased(Person), aliased(User)
    columns: tuple[Any, ...] = (
        Grievance, Unit.name, Questionnaire.title, owner.name, SurveyInvitation.name, Person.name, head.name
    )  # fmt: skip
    statement: Select[Any] = (
        select(*columns)
        .join(Unit, Unit.id == Grievance.unit_id)
        .join(NamedResponse, NamedResponse.id == Grievance.response_id)
        .join(SurveyInvitation, SurveyInvitation.id == NamedResponse.invitation_id)
        .join(Questionnaire, Questionnaire.id == SurveyInvitation.questionnaire_id)
        .outerjoin(owner, owner.id == Grievance.owner_id)
        .outerjoin(Person, Person.id == SurveyInvitation.person_id)
        .outerjoin(Household, Household.id == SurveyInvitation.household_id)
        .outerjoin(head, head.id == Household.head_id)
        .where(which(shown, actor, today))
    )
    statement = within(statement, actor, P.GRIEVANCE_READ, Grievance.unit_id)
    day = Grievance.closed_on if shown is Shown.CLOSED else Grievance.due_on
    orders = {"day": Order(day, date.fromisoformat)}
    sorted_so = replace(wanted, sort="-day" if shown is Shown.CLOSED else "day")
    rows, sort, previous, following = cut(session, statement, orders, Grievance.id, sorted_so)
    return Page([_row(*row[:7]) for row in rows], counts(session, actor, today)[shown], sort, previous, following)


def _row(one: Grievance, unit: str, title: str, owner: str | None, *names: str | None) -> GrievanceRow:
    own, person, head = names
    name = head or person or own or ""
    kept = (one.state, owner, one.opened_on, one.due_on, one.closed_on, one.outcome)
    return GrievanceRow(one.id, name, unit, title, *kept)


def grievance_by_id(session: Session, actor: Actor, grievance_id: int, *, lock: bool = False) -> Grievance:
    """With what it came of. Raises NotFound, also when the actor may not see it."""
    response = joinedload(Grievance.response).joinedload(NamedResponse.invitation)
    survey = response.joinedload(SurveyInvitation.questionnaire).joinedload(Questionnaire.project)
    statement = (
        select(Grievance)
        .where(Grievance.id == grievance_id)
        .options(
            survey.joinedload(Project.unit),
            response.joinedload(SurveyInvitation.household).joinedload(Household.head),
            response.joinedload(SurveyInvitation.person),
            joinedload(Grievance.unit),
            joinedload(Grievance.owner),
        )
    )
    if lock:
        statement = statement.with_for_update(of=Grievance).execution_options(populate_existing=True)
    found = session.scalars(within(statement, actor, P.GRIEVANCE_READ, Grievance.unit_id)).one_or_none()
    if found is None:
        raise NotFound(N_("There is no such grievance, or you cannot see it."))
    return found


def of_response(session: Session, actor: Actor, response_id: int) -> int | None:
    """The grievance that came of an answer, where the actor may see it."""
    statement = select(Grievance.id).where(Grievance.response_id == response_id)
    return session.scalar(within(statement, actor, P.GRIEVANCE_READ, Grievance.unit_id))


def possible_owners(session: Session, unit_path: str, today: date) -> list[tuple[int, str]]:
    """Who may follow up in a unit by the posts of today: id and name, by name."""
    roles = [role for role, granted in GRANTS.items() if P.GRIEVANCE_WRITE in granted]
    rows = session.execute(
        select(User.id, User.name, Unit.path)
        .join(Post, Post.user_id == User.id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(User.active.is_(True), Post.role.in_(roles), Post.from_on <= today)
        .where(Post.to_on.is_(None) | (Post.to_on >= today))
        .order_by(User.name, User.id)
    )
    return list(dict.fromkeys((number, name) for number, name, path in rows if lies_within(unit_path, path)))
