"""One household's file with all that belongs to it."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.checks import days_left
from caseapp.domain.households.codes import Category, Cause, CheckResult, Health, HouseholdState, Relation, WorkState
from caseapp.domain.households.completeness import lacking
from caseapp.domain.households.particulars import HouseholdParticulars, MemberParticulars
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.queries import papers
from caseapp.queries.duplicates import linked
from caseapp.queries.people import PersonView, person_view
from caseapp.queries.reach import within

D = TypeVar("D", HouseholdParticulars, MemberParticulars, "Life")


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
