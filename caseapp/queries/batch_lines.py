"""The lines of a batch: as its signers answer for them, and with what they should look at."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import AIDED_STATES, Category
from caseapp.domain.payments.anomalies import Anomaly, LineFacts, anomalies_of, kept
from caseapp.domain.payments.codes import AidKind, FundSource, LineState, PayMeans
from caseapp.domain.payments.digest import SignedLine, digest
from caseapp.domain.periods import quarter_of, quarter_start
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.sealing import Unsealable
from caseapp.models.units import Unit
from caseapp.queries.reach import within

FREE_AT_MOST = 500
"""How many free lines the prepare page lists for choosing; gathering all of them has no such limit."""

_NO_ACCOUNT = b"?"


@dataclass(frozen=True)
class LineRow:
    """One line for the table; `category` and `size` are those of the file now. Money in fen."""

    id: int
    name: str
    household_id: int | None
    file_no: str | None
    unit: str
    category: Category | None
    size: int | None
    kind: AidKind
    means: PayMeans
    amount_fen: int
    proposed_fen: int | None
    medical_total_fen: int | None
    medical_reimbursed_fen: int | None
    reason: str
    state: LineState
    paid_on: date | None
    returned_on: date | None
    failed_reason: str | None
    logged_by: int | None
    anomalies: tuple[Anomaly, ...]


def digest_of(session: Session, batch_id: int) -> str:
    """The digest of the batch's lines as they stand, accounts included."""
    rows = session.execute(
        select(Payment, Person.account_index)
        .join(Payment.person)
        .where(Payment.batch_id == batch_id)
        .execution_options(populate_existing=True)
    )
    return digest(_signed(line, account) for line, account in rows)


RELEASED_LINE = tuple(
    getattr(Payment, name)
    for name in ("id", "uid", "person_id", "household_id", "kind", "amount_fen", "claim", "payee_account_sealed")
)
"""What the digest of a released line is reckoned from."""


def digest_at_release(lines: Iterable[Any]) -> str:
    """The digest of released lines, rows of RELEASED_LINE, by the accounts that were copied into them.

    An account that does not open is no account that anybody signed.
    """
    return digest(_signed(line, _account_at_release(line)) for line in lines)


def _account_at_release(line: Any) -> bytes | None:
    try:
        account = Payment.payee_account.opened(line, line.payee_account_sealed)
    except Unsealable:
        return _NO_ACCOUNT
    return Person.account.blind(account) if account else None


def stands_in(session: Session, batch_id: int, line_id: int) -> bool:
    return bool(session.scalar(select(exists().where(Payment.id == line_id, Payment.batch_id == batch_id))))


def _signed(line: Any, account: bytes | None) -> SignedLine:
    return SignedLine(
        line.id,
        line.person_id,
        line.household_id,
        line.kind,
        line.amount_fen,
        line.claim,
        account.hex() if account else "",
    )


def lines_of(session: Session, batch_id: int, today: date) -> tuple[list[LineRow], str]:
    """Every line of a batch in one statement, those with something to look at first; and the digest of just these."""
    start = quarter_start(today.year, quarter_of(today))
    other = aliased(Payment)
    same_payee = or_(
        other.household_id == Payment.household_id,
        Payment.household_id.is_(None) & other.household_id.is_(None) & (other.person_id == Payment.person_id),
    )
    live = or_(
        (other.state == LineState.PAID) & other.paid_on.between(start, today),
        (other.state == LineState.OPEN) & other.batch_id.is_not(None),
    )
    elsewhere = exists().where(other.project_id != Payment.project_id, same_payee, live)
    holder, sharer = aliased(Payment), aliased(Person)
    account_elsewhere = exists().where(
        sharer.account_index == Person.account_index,
        holder.person_id == sharer.id,
        holder.state == LineState.OPEN,
        holder.batch_id.is_not(None),
        holder.batch_id != batch_id,
    )
    stays = exists().where(
        HouseholdMember.household_id == Payment.household_id,
        HouseholdMember.person_id == Payment.person_id,
        HouseholdMember.left_on.is_(None),
    )
    rows = session.execute(
        select(Payment, Person, Household, Unit.name, ModelWorker.died_on, elsewhere, account_elsewhere, stays)
        .join(Payment.person)
        .join(Payment.unit)
        .outerjoin(Payment.household)
        .outerjoin(ModelWorker, ModelWorker.person_id == Payment.person_id)
        .where(Payment.batch_id == batch_id)
        .order_by(Payment.id)
    ).all()
    accounts = Counter(row[1].account_index for row in rows)
    lines = [
        _row(
            line,
            person,
            household,
            unit,
            anomalies_of(
                LineFacts(
                    breaches=kept(line.breaches),
                    means=line.means,
                    account=person.account_index,
                    is_account_repeated=accounts[person.account_index] > 1,
                    is_account_elsewhere=bool(is_shared),
                    holder=person.account_holder,
                    receivers=frozenset({person.name, household.guardian_name if household else ""} - {""}),
                    has_died=died_on is not None,
                    has_left=household is not None and not is_member,
                    on_file=household is None or household.state in AIDED_STATES,
                    overdue=bool(household and household.reverify_due_on and household.reverify_due_on < today),
                    aided_elsewhere=bool(is_elsewhere),
                )
            ),
        )
        for line, person, household, unit, died_on, is_elsewhere, is_shared, is_member in rows
    ]
    signed = digest(_signed(line, person.account_index) for line, person, *_ in rows)
    return sorted(lines, key=lambda line: not line.anomalies), signed


@dataclass(frozen=True)
class Waiting:
    """Money of one project and source that waits for a batch."""

    project_id: int
    year: int
    project: str
    source: FundSource
    count: int
    total_fen: int


def waiting_by_fund(session: Session, actor: Actor) -> list[Waiting]:
    """Every project and source with open lines outside batches, within the preparer's reach."""
    statement = (
        select(
            Project.id,
            Project.year,
            Project.name,
            Payment.source,
            func.count(Payment.id),
            func.sum(Payment.amount_fen),
        )
        .join(Project, Project.id == Payment.project_id)
        .where(Payment.state == LineState.OPEN, Payment.batch_id.is_(None))
        .group_by(Project.id, Project.year, Project.name, Payment.source)
        .order_by(Project.year.desc(), Project.number, Payment.source)
    )
    rows = session.execute(within(statement, actor, Permission.BATCH_PREPARE, Payment.unit_id))
    return [Waiting(*row[:5], total_fen=int(row[5])) for row in rows]


def free_lines(session: Session, actor: Actor, *, project_id: int, source: FundSource) -> list[LineRow]:
    """Open lines of the project and source that stand in no batch, oldest first, within the preparer's reach."""
    statement = (
        select(Payment, Person, Household, Unit.name)
        .join(Payment.person)
        .join(Payment.unit)
        .outerjoin(Payment.household)
        .where(
            Payment.project_id == project_id,
            Payment.source == source,
            Payment.state == LineState.OPEN,
            Payment.batch_id.is_(None),
        )
        .order_by(Payment.id)
        .limit(FREE_AT_MOST)
    )
    rows = session.execute(within(statement, actor, Permission.BATCH_PREPARE, Payment.unit_id))
    return [_row(line, person, household, unit, ()) for line, person, household, unit in rows]


def _row(
    line: Payment, person: Person, household: Household | None, unit: str, anomalies: tuple[Anomaly, ...]
) -> LineRow:
    return LineRow(
        id=line.id,
        name=line.payee_name or person.name,
        household_id=line.household_id,
        file_no=household.file_no if household else None,
        unit=unit,
        category=household.category if household else None,
        size=household.size if household else None,
        kind=line.kind,
        means=line.means,
        amount_fen=line.amount_fen,
        proposed_fen=line.proposed_fen,
        medical_total_fen=line.medical_total_fen,
        medical_reimbursed_fen=line.medical_reimbursed_fen,
        reason=line.reason,
        state=line.state,
        paid_on=line.paid_on,
        returned_on=line.returned_on,
        failed_reason=line.failed_reason,
        logged_by=line.logged_by,
        anomalies=anomalies,
    )
