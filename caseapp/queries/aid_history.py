"""Every aid one household or person ever had: from every project and year, with its batch, signers and bank result."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.payments.anomalies import Anomaly, kept
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, BatchState, LineState
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.reach import reached, within


@dataclass(frozen=True)
class Past:
    """One line. `signers` prepared, approved and released; `may_open`: it lies within the reader's units;
    `voucher_no` is that of a payment of past years."""

    id: int
    year: int
    project: str
    kind: AidKind
    amount_fen: int
    payee: str
    student: str | None
    logged_at: datetime
    state: LineState
    paid_on: date | None
    returned_on: date | None
    failed_reason: str | None
    batch_number: str | None
    batch_state: BatchState | None
    voucher_no: str
    signers: tuple[str, ...]
    reason: str
    breaches: tuple[Anomaly, ...]
    may_open: bool

    @property
    def is_live(self) -> bool:
        return self.state in (LineState.OPEN, LineState.PAID)


@dataclass(frozen=True)
class History:
    """`persons` counts the payees; the sums are of live lines, in fen."""

    to: Beneficiary
    name: str
    number: str
    unit: str
    lines: tuple[Past, ...]

    def years(self) -> list[tuple[int, list[Past], int]]:
        """Newest first: the year, its lines, and what of them is live."""
        years = sorted({line.year for line in self.lines}, reverse=True)
        of = {year: [line for line in self.lines if line.year == year] for year in years}
        return [(year, lines, sum(one.amount_fen for one in lines if one.is_live)) for year, lines in of.items()]


def history(session: Session, actor: Actor, to: Beneficiary) -> History:
    """At most three statements; a household's takes in what its members have as persons. NotFound outside the units."""
    name, number, unit, person_id = _subject(session, actor, to)
    student, preparer, approver, releaser = aliased(Person), aliased(User), aliased(User), aliased(User)
    rows = session.execute(
        select(Payment, Project.year, Project.name, Person.name, student.name, Batch.number, Batch.state)
        .add_columns(preparer.name, approver.name, releaser.name)
        .add_columns(case((reached(actor, Permission.BATCH_READ, Payment.unit_id), 1), else_=0))
        .join(Payment.project)
        .join(Person, Person.id == Payment.person_id)
        .outerjoin(student, student.id == Payment.student_id)
        .outerjoin(Payment.batch)
        .outerjoin(preparer, preparer.id == Batch.prepared_by)
        .outerjoin(approver, approver.id == Batch.approved_by)
        .outerjoin(releaser, releaser.id == Batch.released_by)
        .where(_of(session, to, person_id))
        .order_by(Project.year.desc(), Payment.id.desc())
    )
    return History(to, name, number, unit, tuple(_past(row) for row in rows))


def _of(session: Session, to: Beneficiary, person_id: int) -> Any:
    if to.register is Register.HOUSEHOLD:
        members = session.scalars(
            select(HouseholdMember.person_id).where(
                HouseholdMember.household_id == to.id, HouseholdMember.left_on.is_(None)
            )
        )
        return or_(Payment.household_id == to.id, Payment.person_id.in_(members.all()))
    return or_(Payment.person_id == person_id, Payment.student_id == person_id)


def _past(row: Any) -> Past:
    line, year, project, payee, student, number, state, *signers, mine = row
    breaches = kept(line.breaches)
    return Past(
        line.id,
        year,
        project,
        line.kind,
        line.amount_fen,
        payee,
        student,
        line.logged_at,
        line.state,
        line.paid_on,
        line.returned_on,
        line.failed_reason,
        number,
        state,
        line.voucher_no,
        tuple(name for name in signers if name),
        line.reason,
        tuple(one for one in Anomaly if one in breaches),
        bool(mine),
    )


def _subject(session: Session, actor: Actor, to: Beneficiary) -> tuple[str, str, str, int]:
    """Name, number, unit and person of the file."""
    model, number, person_id = {
        Register.HOUSEHOLD: (Household, Household.file_no, Household.head_id),
        Register.MODEL_WORKER: (ModelWorker, ModelWorker.file_no, ModelWorker.person_id),
        Register.SPECIAL_GROUP: (GroupListing, GroupListing.year, GroupListing.person_id),
    }[to.register]
    file: Any = model
    statement = (
        select(Person.name, number, Unit.name, Person.id)
        .join(Person, Person.id == person_id)
        .join(Unit, Unit.id == file.unit_id)
        .where(file.id == to.id)
    )
    row = session.execute(within(statement, actor, Permission.FILE_READ, file.unit_id)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such file, or it lies outside your units."))
    name, shown, unit, person = row
    return name, str(shown), unit, person
