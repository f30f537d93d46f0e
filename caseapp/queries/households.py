"""The roster of households and the one file with all that belongs to it."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import LOCAL
from caseapp.domain.households.checks import days_left
from caseapp.domain.households.codes import Category, Cause, CheckResult, Health, HouseholdState, Relation, WorkState
from caseapp.domain.households.completeness import lacking
from caseapp.domain.households.particulars import HouseholdParticulars, Housing, MemberParticulars
from caseapp.domain.identity import mask
from caseapp.domain.payments.codes import LineState
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.queries import papers
from caseapp.queries.duplicates import linked
from caseapp.queries.household_filters import Filters, conditions
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.people import PersonView, person_view
from caseapp.queries.reach import S, within

D = TypeVar("D", HouseholdParticulars, MemberParticulars, "Life")
FAR = date(9999, 12, 31)
ORDERS = {
    "file_no": Order(Household.file_no),
    "size": Order(Household.size, int),
    "income": Order(Household.monthly_income_fen, int),
    "due": Order(func.coalesce(Household.reverify_due_on, FAR), date.fromisoformat),
}


@dataclass(frozen=True)
class HouseholdRow:
    """Money in fen; `days_left` to the re-verification is negative when overdue."""

    id: int
    file_no: str
    head: str
    masked_id: str
    unit: str
    category: Category
    state: HouseholdState
    main_cause: Cause
    size: int
    monthly_income_fen: int
    aid_fen: int
    reverify_due_on: date | None
    days_left: int | None
    housing: Housing | None
    address: str
    applied_on: date
    on_file_on: date | None
    updated_on: date


@dataclass(frozen=True)
class MemberRow:
    id: int
    person: PersonView
    relation: Relation
    health: Health
    work_state: WorkState
    joined_on: date
    left_on: date | None
    particulars: MemberParticulars


@dataclass(frozen=True)
class Life:
    """What the steps so far have set; the days of the notice are those of the application running now."""

    visited_on: date | None
    check_result: CheckResult | None
    check_expires_on: date | None
    notice_starts_on: date | None
    notice_ends_on: date | None
    notice_guessed: bool
    temporary_until: date | None
    follow_up_due_on: date | None
    previous_id: int | None
    split_from_id: int | None


@dataclass(frozen=True)
class HouseholdFile:
    """`members` are all who are or were in the file, the head first; `version` guards what is done next; `lacking`
    are the form's fields still to be filled in before it is submitted. `is_linked` tells that other files are looked
    for: likely duplicates, and files merged with it."""

    held: papers.Belongings
    is_linked: bool
    id: int
    file_no: str
    unit_id: int
    unit: str
    unit_path: str
    state: HouseholdState
    category: Category
    main_cause: Cause
    monthly_income_fen: int
    size: int
    address: str
    note: str
    applied_on: date
    on_file_on: date | None
    off_file_on: date | None
    exit_reason: str | None
    return_reason: str | None
    reverify_due_on: date | None
    days_left: int | None
    submitted_at: datetime | None
    approved_at: datetime | None
    makers: frozenset[int | None]
    updated_at: datetime
    version: int
    members: list[MemberRow]
    particulars: HouseholdParticulars
    life: Life
    lacking: tuple[str, ...]

    @property
    def head(self) -> MemberRow:
        return self.members[0]

    @property
    def present(self) -> list[MemberRow]:
        return [member for member in self.members if member.left_on is None]


def aid_in_year(year: int) -> ScalarSelect[int]:
    """What a household was paid in the year and kept, in fen."""
    return (
        select(func.coalesce(func.sum(Payment.amount_fen), 0))
        .where(
            Payment.household_id == Household.id,
            Payment.state == LineState.PAID,
            Payment.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .correlate(Household)
        .scalar_subquery()
    )


def roster(session: Session, actor: Actor, filters: Filters, wanted: Wanted, *, today: date) -> Page[HouseholdRow]:
    """One page within the actor's reach, and the count of all that match; two statements."""

    def scoped(statement: S) -> S:
        narrowed = within(statement, actor, Permission.FILE_READ, Household.unit_id)
        return narrowed.where(*conditions(filters, today))

    found = session.scalar(scoped(select(func.count(Household.id)))) or 0
    cuttings, sort, previous, following = cut(session, scoped(_listed(today)), ORDERS, Household.id, wanted)
    rows = [_row(household, head, unit, aid, today) for household, head, unit, aid, *_ in cuttings]
    return Page(rows, found, sort, previous, following)


def _row(household: Household, head: Person, unit: str, aid_fen: int, today: date) -> HouseholdRow:
    return HouseholdRow(
        id=household.id,
        file_no=household.file_no,
        head=head.name,
        masked_id=mask(head.id_number or ""),
        unit=unit,
        category=household.category,
        state=household.state,
        main_cause=household.main_cause,
        size=household.size,
        monthly_income_fen=household.monthly_income_fen,
        aid_fen=int(aid_fen),
        reverify_due_on=household.reverify_due_on,
        days_left=days_left(household.reverify_due_on, today),
        housing=household.housing,
        address=household.address,
        applied_on=household.applied_on,
        on_file_on=household.on_file_on,
        updated_on=household.updated_at.astimezone(LOCAL).date(),
    )


def every(
    session: Session, actor: Actor, filters: Filters, *, today: date, most: int
) -> tuple[list[HouseholdRow], int]:
    """The first `most` within the actor's reach by file number, and the count of all that match; two statements."""

    def scoped(statement: S) -> S:
        narrowed = within(statement, actor, Permission.FILE_READ, Household.unit_id)
        return narrowed.where(*conditions(filters, today))

    found = session.scalar(scoped(select(func.count(Household.id)))) or 0
    statement = scoped(_listed(today)).order_by(Household.file_no).limit(most)
    return [_row(*row, today) for row in session.execute(statement)], found


def _listed(today: date) -> Select[Household, Person, str, int]:
    return (
        select(Household, Person, Unit.name, aid_in_year(today.year))
        .join(Person, Person.id == Household.head_id)
        .join(Unit, Unit.id == Household.unit_id)
    )


def one(session: Session, actor: Actor, household_id: int, *, today: date) -> HouseholdFile | None:
    """The file with its members in one statement; None when it is not there, or not there for this actor."""
    belongs, someone = aliased(HouseholdMember), aliased(Person)
    statement = (
        select(Household, Unit, belongs, someone, linked(), *papers.asked())
        .join(Unit, Unit.id == Household.unit_id)
        .join(belongs, belongs.household_id == Household.id)
        .join(someone, someone.id == belongs.person_id)
        .where(Household.id == household_id)
        .order_by(belongs.id)
    )
    found = list(session.execute(within(statement, actor, Permission.FILE_READ, Household.unit_id)))
    if not found:
        return None
    found.sort(key=lambda row: (row[2].left_on is not None, row[2].relation is not Relation.HEAD, row[2].id))
    household, unit, head, person, is_linked, *kept = found[0]
    return HouseholdFile(
        held=papers.told(kept),
        is_linked=bool(is_linked),
        id=household.id,
        file_no=household.file_no,
        unit_id=unit.id,
        unit=unit.name,
        unit_path=unit.path,
        state=household.state,
        category=household.category,
        main_cause=household.main_cause,
        monthly_income_fen=household.monthly_income_fen,
        size=household.size,
        address=household.address,
        note=household.note,
        applied_on=household.applied_on,
        on_file_on=household.on_file_on,
        off_file_on=household.off_file_on,
        exit_reason=household.exit_reason,
        return_reason=household.return_reason,
        reverify_due_on=household.reverify_due_on,
        days_left=days_left(household.reverify_due_on, today),
        submitted_at=household.submitted_at,
        approved_at=household.approved_at,
        makers=frozenset(
            {
                household.created_by,
                household.updated_by,
                household.submitted_by,
                household.visited_by,
                household.checked_by,
            }
        ),
        updated_at=household.updated_at,
        version=household.version,
        members=[_member(row[2], row[3]) for row in found],
        particulars=_told(HouseholdParticulars, household),
        life=_told(Life, household),
        lacking=lacking(household, head, person),
    )


def _member(member: HouseholdMember, person: Person) -> MemberRow:
    return MemberRow(
        id=member.id,
        person=person_view(person),
        relation=member.relation,
        health=member.health,
        work_state=member.work_state,
        joined_on=member.joined_on,
        left_on=member.left_on,
        particulars=_told(MemberParticulars, member),
    )


def _told(kind: type[D], row: object) -> D:
    """The dataclass filled from the row's columns of the same names."""
    return kind(**{one.name: getattr(row, one.name) for one in fields(kind)})
