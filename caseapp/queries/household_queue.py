"""Applications on their way to the register, by the step they wait for; and what a file's page tells of its steps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import (
    APPLYING,
    Category,
    CheckResult,
    HouseholdAction,
    HouseholdState,
    ObjectionState,
)
from caseapp.domain.labels import Word
from caseapp.models.household_steps import HouseholdObjection, HouseholdStep
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.bulk_proposals import is_proposed
from caseapp.queries.reach import within

MOST = 500
"""Files shown, and taken in one bulk act."""


ENDING = timedelta(days=3)


class Wait(Word):
    """What an application waits for."""

    VISIT = "visit", "待入户", "Awaiting the visit", "info"
    CHECK = "check", "待核对", "Awaiting the means check", "info"
    NOTICE = "notice", "待公示", "Awaiting the notice", "warn"
    RUNNING = "running", "公示中", "On notice", "info"
    ENDING = "ending", "公示将满", "Notice ending within 3 days", "info"
    OBJECTED = "objected", "有异议", "Objected to", "bad"
    APPROVAL = "approval", "公示期满待批准", "Notice ended, to approve", "warn"


@dataclass(frozen=True)
class QueueRow:
    """`mine`: the actor had a hand in the file, so somebody else approves it; `proposed`: it stands in a proposal for
    many files that waits."""

    id: int
    version: int
    file_no: str
    head: str
    unit: str
    category: Category
    state: HouseholdState
    wait: Wait
    size: int
    submitted_at: datetime | None
    check_result: CheckResult | None
    check_expires_on: date | None
    notice_starts_on: date | None
    notice_ends_on: date | None
    mine: bool
    proposed: bool


@dataclass(frozen=True)
class StepRow:
    action: HouseholdAction
    state: HouseholdState
    who: str | None
    at: datetime
    day: date
    until: date | None
    result: CheckResult | None
    note: str


@dataclass(frozen=True)
class ObjectionRow:
    id: int
    raised_on: date
    text: str
    state: ObjectionState
    answer: str
    who: str | None


def _objected() -> ColumnElement[bool]:
    return exists().where(
        HouseholdObjection.household_id == Household.id,
        HouseholdObjection.state.in_([ObjectionState.OPEN, ObjectionState.UPHELD]),
        HouseholdObjection.raised_on >= Household.notice_starts_on,
    )


def waits(wait: Wait, today: date) -> ColumnElement[bool]:
    """The households that wait for this."""
    state, ends_on = Household.state, Household.notice_ends_on
    on_notice = and_(state == HouseholdState.ON_NOTICE, _objected() if wait is Wait.OBJECTED else ~_objected())
    meant = {
        Wait.VISIT: state == HouseholdState.SUBMITTED,
        Wait.CHECK: state == HouseholdState.VISITED,
        Wait.NOTICE: state == HouseholdState.CHECKED,
        Wait.OBJECTED: on_notice,
        Wait.RUNNING: and_(on_notice, ends_on > today + ENDING),
        Wait.ENDING: and_(on_notice, ends_on.between(today, today + ENDING)),
        Wait.APPROVAL: and_(on_notice, ends_on < today),
    }
    return meant[wait]


def made_by_another(actor: Actor) -> ColumnElement[bool]:
    """Files the actor had no hand in."""
    hands = (
        Household.created_by,
        Household.updated_by,
        Household.submitted_by,
        Household.visited_by,
        Household.checked_by,
    )
    return and_(*(or_(hand.is_(None), hand != actor.id) for hand in hands))


def counts(session: Session, actor: Actor, today: date) -> dict[Wait, int]:
    """How many wait for each, within reach; one statement."""
    columns = [func.sum(case((waits(wait, today), 1), else_=0)) for wait in Wait]
    statement = within(select(*columns), actor, Permission.FILE_READ, Household.unit_id)
    row = session.execute(statement.where(Household.state.in_(APPLYING))).one()
    return {wait: int(count or 0) for wait, count in zip(Wait, row, strict=True)}


def queue(
    session: Session, actor: Actor, wait: Wait, *, today: date, only: list[int] | None = None, most: int = MOST
) -> list[QueueRow]:
    """Those that wait for one thing, the longest waiting first; `only` some of them."""
    statement = (
        select(Household, Person.name, Unit.name, is_proposed(today))
        .join(Person, Person.id == Household.head_id)
        .join(Unit, Unit.id == Household.unit_id)
        .where(waits(wait, today))
        .order_by(Household.submitted_at, Household.id)
        .limit(most)
    )
    if only is not None:
        statement = statement.where(Household.id.in_(only))
    found = session.execute(within(statement, actor, Permission.FILE_READ, Household.unit_id))
    return [
        QueueRow(
            id=row.id,
            version=row.version,
            file_no=row.file_no,
            head=head,
            unit=unit,
            category=row.category,
            state=row.state,
            wait=wait,
            size=row.size,
            submitted_at=row.submitted_at,
            check_result=row.check_result,
            check_expires_on=row.check_expires_on,
            notice_starts_on=row.notice_starts_on,
            notice_ends_on=row.notice_ends_on,
            mine=actor.id in (row.created_by, row.updated_by, row.submitted_by, row.visited_by, row.checked_by),
            proposed=proposed,
        )
        for row, head, unit, proposed in found
    ]


def steps(session: Session, household_id: int) -> list[StepRow]:
    """The steps of a file, newest first."""
    statement = (
        select(HouseholdStep, User.name)
        .outerjoin(User, User.id == HouseholdStep.by)
        .where(HouseholdStep.household_id == household_id)
        .order_by(HouseholdStep.id.desc())
        .limit(MOST)
    )
    return [
        StepRow(row.action, row.state, who, row.at, row.day, row.until, row.result, row.note)
        for row, who in session.execute(statement)
    ]


def objections(session: Session, household_id: int) -> list[ObjectionRow]:
    statement = (
        select(HouseholdObjection, User.name)
        .outerjoin(User, User.id == HouseholdObjection.recorded_by)
        .where(HouseholdObjection.household_id == household_id)
        .order_by(HouseholdObjection.id.desc())
        .limit(MOST)
    )
    return [
        ObjectionRow(row.id, row.raised_on, row.text, row.state, row.answer, who)
        for row, who in session.execute(statement)
    ]


@dataclass(frozen=True)
class Listed:
    """One household on the public list: the head's name still whole."""

    file_no: str
    head: str
    unit: str
    category: Category
    starts_on: date | None
    ends_on: date | None
    guessed: bool


def on_notice(session: Session, actor: Actor, starts_on: date | None) -> list[Listed]:
    """The households whose notice is up (all of them, or those put up on one day), within reach."""
    statement = (
        select(
            Household.file_no,
            Person.name,
            Unit.name,
            Household.category,
            Household.notice_starts_on,
            Household.notice_ends_on,
            Household.notice_guessed,
        )
        .join(Person, Person.id == Household.head_id)
        .join(Unit, Unit.id == Household.unit_id)
        .where(Household.state == HouseholdState.ON_NOTICE)
        .order_by(Unit.path, Household.file_no)
    )
    if starts_on is not None:
        statement = statement.where(Household.notice_starts_on == starts_on)
    rows = session.execute(within(statement, actor, Permission.FILE_READ, Household.unit_id))
    return [Listed(*row) for row in rows]


@dataclass(frozen=True)
class ToCheck:
    """One person for the authority's check, with the ID number in full."""

    household_id: int
    person_id: int
    file_no: str
    unit: str
    name: str
    relation: Word
    id_kind: Word
    id_number: str
    visited_on: date | None


def to_check(session: Session, actor: Actor, today: date) -> list[ToCheck]:
    """Everybody in the files that wait for the check, or whose check has expired before the notice."""
    expired = and_(Household.state == HouseholdState.CHECKED, Household.check_expires_on < today)
    statement = (
        select(Household, Unit.name, HouseholdMember.relation, Person)
        .join(Unit, Unit.id == Household.unit_id)
        .join(HouseholdMember, HouseholdMember.household_id == Household.id)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(or_(Household.state == HouseholdState.VISITED, expired), HouseholdMember.left_on.is_(None))
        .order_by(Household.file_no, HouseholdMember.id)
    )
    rows = session.execute(within(statement, actor, Permission.PERSONAL_REVEAL, Household.unit_id))
    return [
        ToCheck(
            row.id,
            person.id,
            row.file_no,
            unit,
            person.name,
            relation,
            person.id_kind,
            person.id_number or "",
            row.visited_on,
        )
        for row, unit, relation, person in rows
    ]
