"""Lists for the means check that went out: each with how far its answer is, and whom one names."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.households.means import Finding
from caseapp.domain.identity import mask
from caseapp.models.check_lists import CheckAnswer, CheckLine, CheckList
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.reach import reached, within

READ = Permission.FILE_READ


@dataclass(frozen=True)
class ListRow:
    id: int
    number: str
    unit: str
    made_by: str | None
    made_at: datetime
    files: int
    people: int
    answered: int


@dataclass(frozen=True)
class PersonRow:
    """`id_number` is masked; money in fen."""

    household_id: int
    file_no: str
    state: HouseholdState
    name: str
    id_number: str
    finding: Finding | None
    checked_on: date | None
    income_fen: int | None
    savings_fen: int | None
    homes: int | None
    vehicles: int | None
    note: str


@dataclass(frozen=True)
class AnswerRow:
    id: int
    name: str
    sent_by: str | None
    sent_at: datetime
    applied_at: datetime | None
    changed_files: int


def lists(session: Session, actor: Actor, wanted: Wanted) -> Page[ListRow]:
    """The newest first; counts are of the people in the actor's reach."""
    base = within(select(CheckList.id), actor, READ, CheckList.unit_id)
    found = session.scalar(select(func.count()).select_from(base.subquery())) or 0
    statement = within(
        select(CheckList, Unit.name, User.name)
        .join(Unit, Unit.id == CheckList.unit_id)
        .outerjoin(User, User.id == CheckList.made_by),
        actor,
        READ,
        CheckList.unit_id,
    )
    orders = {"made": Order(CheckList.id, int)}
    newest = replace(wanted, sort="-made")
    cuttings, sort, previous, following = cut(session, statement, orders, CheckList.id, newest)
    counts = _counts(session, actor, [one.id for one, *_ in cuttings])
    rows = [
        ListRow(one.id, one.number, unit, who, one.made_at, *counts.get(one.id, (0, 0, 0)))
        for one, unit, who, *_ in cuttings
    ]
    return Page(rows, found, sort, previous, following)


def _counts(session: Session, actor: Actor, ids: list[int]) -> dict[int, tuple[int, int, int]]:
    """(files, people, people answered) of each list."""
    statement = (
        select(
            CheckLine.list_id,
            func.count(func.distinct(CheckLine.household_id)),
            func.count(CheckLine.id),
            func.count(CheckLine.finding),
        )
        .join(Household, Household.id == CheckLine.household_id)
        .where(CheckLine.list_id.in_(ids), reached(actor, READ, Household.unit_id))
        .group_by(CheckLine.list_id)
    )
    return {one: (files, people, answered) for one, files, people, answered in session.execute(statement)}


def people(session: Session, actor: Actor, list_id: int, wanted: Wanted) -> Page[PersonRow]:
    """Those on the list in the actor's reach, in its order."""
    named = (CheckLine.list_id == list_id, reached(actor, READ, Household.unit_id))
    counted = select(func.count(CheckLine.id)).join(Household, Household.id == CheckLine.household_id).where(*named)
    found = session.scalar(counted) or 0
    statement = (
        select(CheckLine, Household.file_no, Household.state, Person)
        .join(Household, Household.id == CheckLine.household_id)
        .join(Person, Person.id == CheckLine.person_id)
        .where(*named)
    )
    cuttings, sort, previous, following = cut(
        session, statement, {"line": Order(CheckLine.id, int)}, CheckLine.id, wanted
    )
    rows = [
        PersonRow(
            line.household_id,
            file_no,
            state,
            person.name,
            mask(person.id_number or ""),
            line.finding,
            line.checked_on,
            line.income_fen,
            line.savings_fen,
            line.homes,
            line.vehicles,
            line.note or "",
        )
        for line, file_no, state, person, *_ in cuttings
    ]
    return Page(rows, found, sort, previous, following)


def answers(session: Session, list_id: int) -> list[AnswerRow]:
    """What was sent for the list, the newest first."""
    statement = (
        select(CheckAnswer, User.name)
        .outerjoin(User, User.id == CheckAnswer.sent_by)
        .where(CheckAnswer.list_id == list_id)
        .order_by(CheckAnswer.id.desc())
    )
    return [
        AnswerRow(one.id, one.name, who, one.sent_at, one.applied_at, one.changed_files)
        for one, who in session.execute(statement)
    ]
