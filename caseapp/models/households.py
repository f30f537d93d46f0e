"""Household files and their dated members."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from caseapp.domain.households.codes import Category, Cause, CheckResult, Health, HouseholdState, Relation, WorkState
from caseapp.domain.households.likeness import address_key
from caseapp.domain.households.particulars import (
    ContractTerm,
    DisabilityGrade,
    DisabilityKind,
    Education,
    EmployerKind,
    EmployerState,
    FloorArea,
    HonourClass,
    Housing,
    Insurance,
    Residence,
)
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import Fen, SearchText, word
from caseapp.models.people import Person
from caseapp.models.units import Unit


class Household(Recorded, Base):
    """On file from `on_file_on` until the day before `off_file_on`. `monthly_income_fen` is a head and month, the
    other incomes are of the whole household and a year. Secondary causes stand in `cause_2` to `cause_4`.
    `previous_id` is the file left before a re-entry, `split_from_id` the one its people came out of."""

    __tablename__ = "households"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> submitted_by", name="approver_is_not_submitter"),
        CheckConstraint("approved_by IS NULL OR approved_by <> visited_by", name="approver_is_not_visitor"),
        CheckConstraint("approved_by IS NULL OR approved_by <> checked_by", name="approver_is_not_checker"),
        CheckConstraint("on_file_on IS NULL OR on_file_on > notice_ends_on", name="approved_after_the_notice"),
        CheckConstraint("state <> 'on_notice' OR notice_ends_on IS NOT NULL", name="notice_has_an_end"),
        CheckConstraint("state <> 'on_file' OR on_file_on IS NOT NULL", name="on_file_has_a_day"),
        CheckConstraint(
            "state NOT IN ('exited', 'closed') OR on_file_on IS NULL OR off_file_on IS NOT NULL",
            name="left_has_a_day",
        ),
        CheckConstraint(
            "(cause_2 IS NULL OR cause_2 <> main_cause) AND (cause_3 IS NULL OR cause_3 <> main_cause)"
            " AND (cause_4 IS NULL OR cause_4 <> main_cause) AND (cause_2 IS NULL OR cause_3 IS NULL OR"
            " cause_2 <> cause_3) AND (cause_2 IS NULL OR cause_4 IS NULL OR cause_2 <> cause_4)"
            " AND (cause_3 IS NULL OR cause_4 IS NULL OR cause_3 <> cause_4)",
            name="each_cause_once",
        ),
        Index("ix_households_unit_id_state", "unit_id", "state"),
        Index("ix_households_state_category_file_no_unit_id", "state", "category", "file_no", "unit_id"),
        Index("ix_households_unit_id_on_file_on_off_file_on", "unit_id", "on_file_on", "off_file_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_no: Mapped[str] = mapped_column(SearchText, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), active_history=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[HouseholdState] = mapped_column(
        word(HouseholdState), default=HouseholdState.DRAFT, active_history=True
    )
    category: Mapped[Category] = mapped_column(word(Category), active_history=True)
    main_cause: Mapped[Cause] = mapped_column(word(Cause))
    cause_2: Mapped[Cause | None] = mapped_column(word(Cause, name="cause_2"))
    cause_3: Mapped[Cause | None] = mapped_column(word(Cause, name="cause_3"))
    cause_4: Mapped[Cause | None] = mapped_column(word(Cause, name="cause_4"))
    cause_note: Mapped[str] = mapped_column(String(64), default="")
    monthly_income_fen: Mapped[int] = mapped_column(Fen)
    other_income_fen: Mapped[int | None] = mapped_column(Fen)
    yearly_income_fen: Mapped[int | None] = mapped_column(Fen)
    size: Mapped[int]
    staff_no: Mapped[str] = mapped_column(String(32), default="")
    housing: Mapped[Housing | None] = mapped_column(word(Housing))
    floor_area: Mapped[FloorArea | None] = mapped_column(word(FloorArea))
    region_code: Mapped[str] = mapped_column(String(6), default="")
    postcode: Mapped[str] = mapped_column(String(6), default="")
    started_work_on: Mapped[date | None]
    industry: Mapped[str] = mapped_column(String(32), default="")
    employer_state: Mapped[EmployerState | None] = mapped_column(word(EmployerState))
    is_single_parent: Mapped[bool | None]
    can_help_itself: Mapped[bool | None]
    has_nobody_at_work: Mapped[bool | None]
    union_name: Mapped[str] = mapped_column(String(64), default="")
    guardian_name: Mapped[str] = mapped_column(String(64), default="")
    guardian_relation: Mapped[str] = mapped_column(String(32), default="")
    guardian_document: Mapped[str] = mapped_column(String(64), default="")
    application_signed_on: Mapped[date | None]
    check_consent_on: Mapped[date | None]
    data_consent_on: Mapped[date | None]
    address: Mapped[str] = mapped_column(String(256), default="")
    address_key: Mapped[str | None] = mapped_column(String(48), index=True)
    note: Mapped[str] = mapped_column(String(1000), default="")
    applied_on: Mapped[date]
    on_file_on: Mapped[date | None]
    off_file_on: Mapped[date | None]
    exit_reason: Mapped[str | None] = mapped_column(String(256))
    return_reason: Mapped[str | None] = mapped_column(String(256))
    reverify_due_on: Mapped[date | None] = mapped_column(index=True)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    visited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    visited_on: Mapped[date | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    check_result: Mapped[CheckResult | None] = mapped_column(word(CheckResult))
    check_expires_on: Mapped[date | None]
    notice_starts_on: Mapped[date | None] = mapped_column(index=True)
    notice_ends_on: Mapped[date | None]
    notice_guessed: Mapped[bool] = mapped_column(default=False)
    temporary_until: Mapped[date | None]
    follow_up_due_on: Mapped[date | None]
    caseworker_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    unit: Mapped[Unit] = relationship()
    head: Mapped[Person] = relationship()
    members: Mapped[list["HouseholdMember"]] = relationship(back_populates="household", order_by="HouseholdMember.id")

    @validates("address")
    def _keyed(self, _name: str, address: str) -> str:
        self.address_key = address_key(address)
        return address


class HouseholdMember(Base):
    """A person's dated place in a file. `live` follows the file: nobody is live in two files (a unique index)."""

    __tablename__ = "household_members"
    __table_args__ = (
        Index(
            "uq_household_members_person_live",
            "person_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="leaves_after_joining"),
        CheckConstraint("NOT live OR left_on IS NULL", name="who_left_is_not_live"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    relation: Mapped[Relation] = mapped_column(word(Relation))
    health: Mapped[Health] = mapped_column(word(Health), default=Health.GOOD)
    work_state: Mapped[WorkState] = mapped_column(word(WorkState), default=WorkState.OTHER)
    monthly_income_fen: Mapped[int | None] = mapped_column(Fen)
    honour_class: Mapped[HonourClass | None] = mapped_column(word(HonourClass))
    illness: Mapped[str] = mapped_column(String(64), default="")
    disability_kind: Mapped[DisabilityKind | None] = mapped_column(word(DisabilityKind))
    disability_grade: Mapped[DisabilityGrade | None] = mapped_column(word(DisabilityGrade))
    insurance: Mapped[Insurance | None] = mapped_column(word(Insurance))
    residence: Mapped[Residence | None] = mapped_column(word(Residence))
    standing: Mapped[str] = mapped_column(String(32), default="")
    education: Mapped[Education | None] = mapped_column(word(Education))
    enrolled_year: Mapped[int | None]
    school_years: Mapped[int | None]
    employer: Mapped[str] = mapped_column(String(64), default="")
    employer_kind: Mapped[EmployerKind | None] = mapped_column(word(EmployerKind))
    contract_from: Mapped[date | None]
    contract_to: Mapped[date | None]
    contract_term: Mapped[ContractTerm | None] = mapped_column(word(ContractTerm))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    live: Mapped[bool] = mapped_column(default=True)

    household: Mapped[Household] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()
