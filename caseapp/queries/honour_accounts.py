"""The honour accounts of everybody within reach: from the files, the standards and what stands paid; five statements
whatever the number of people."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.model_workers.account import Account, Holder, Title, account
from caseapp.domain.model_workers.months import months, plus
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.models.honours import HonourMonths
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.queries.honour_standards import honour_standards
from caseapp.queries.reach import within

LIVE = (LineState.OPEN, LineState.PAID)
YEAR = 12
Paid = dict[date, int]
"""What stands paid or underway for each month, in fen."""


@dataclass(frozen=True)
class Reckoned:
    """One person's account, with what the page shows beside it."""

    worker_id: int
    person_id: int
    unit_id: int
    file_no: str
    name: str
    unit: str
    unit_path: str
    account: Account
    paid: Paid
    has_account_number: bool


def reckon(
    session: Session,
    actor: Actor,
    permission: Permission,
    *,
    year: int,
    through: date,
    today: date,
    which: ColumnElement[bool] | None = None,
) -> list[Reckoned]:
    """In the order of the file numbers; `which` narrows it to some of the files."""
    statement = within(select(ModelWorker), actor, permission, ModelWorker.unit_id)
    if which is not None:
        statement = statement.where(which)
    loaded = (joinedload(ModelWorker.person), joinedload(ModelWorker.unit), joinedload(ModelWorker.honours))
    workers = list(session.scalars(statement.options(*loaded).order_by(ModelWorker.file_no)).unique())
    standards = honour_standards(session)
    paid = paid_months(session, workers)
    return [
        Reckoned(
            worker.id,
            worker.person_id,
            worker.unit_id,
            worker.file_no,
            worker.person.name,
            worker.unit.name,
            worker.unit.path,
            account(
                holder_of(worker), standards, paid[worker.id], first=date(year, 1, 1), through=through, today=today
            ),
            paid[worker.id],
            worker.person.account_index is not None,
        )
        for worker in workers
    ]


@dataclass(frozen=True)
class PaidRow:
    """Months in a row that stand paid with the same amount each."""

    first: date
    last: date
    monthly_fen: int


def paid_rows(paid: Paid) -> list[PaidRow]:
    """The newest first."""
    rows: list[PaidRow] = []
    for month in sorted(paid):
        before = rows[-1] if rows else None
        if before and before.monthly_fen == paid[month] and plus(before.last, 1) == month:
            rows[-1] = PaidRow(before.first, month, before.monthly_fen)
        else:
            rows.append(PaidRow(month, month, paid[month]))
    return rows[::-1]


def holder_of(worker: ModelWorker) -> Holder:
    return Holder(
        payer=worker.payer,
        work_state=worker.work_state,
        titles=tuple(
            Title(one.treatment_level, one.awarded_on or date(one.year, 1, 1), one.revoked_on) for one in worker.honours
        ),
        sex=worker.person.sex,
        birth_on=worker.person.birth_on,
        retired_on=worker.retired_on,
        died_on=worker.died_on,
        seen_on=worker.liveness_checked_on,
    )


def paid_months(session: Session, workers: Iterable[ModelWorker]) -> defaultdict[int, Paid]:
    """What stands paid for each month, by file. A line logged by hand, without months of its own, is taken as a whole
    year's: a twelfth for each month of its project's year."""
    by_person = {worker.person_id: worker.id for worker in workers}
    lines = session.execute(
        select(Payment.id, Payment.repays_id, Payment.state, Payment.person_id, Payment.amount_fen, Project.year)
        .join(Project, Project.id == Payment.project_id)
        .where(Payment.kind == AidKind.HONOUR, Payment.person_id.in_(by_person))
        .order_by(Payment.id)
    ).all()
    first_of: dict[int, int] = {}
    for line in lines:
        first_of[line.id] = first_of.get(line.repays_id, line.id) if line.repays_id else line.id
    live = {first_of[line.id] for line in lines if line.state in LIVE}
    sums: defaultdict[int, Counter[date]] = defaultdict(Counter)
    told: set[int] = set()
    for part in session.scalars(select(HonourMonths).where(HonourMonths.model_worker_id.in_(by_person.values()))):
        told |= {part.payment_id} if part.payment_id else set()
        if part.payment_id is None or part.payment_id in live:
            for month in months(part.first_on, part.last_on):
                sums[part.model_worker_id][month] += part.monthly_fen
    for line in lines:
        if line.repays_id is None and line.id in live and line.id not in told and line.person_id in by_person:
            spread = _twelfths(line.amount_fen, line.year)
            sums[by_person[line.person_id]].update(spread)
    return defaultdict(dict, {worker: {m: fen for m, fen in paid.items() if fen} for worker, paid in sums.items()})


def _twelfths(amount_fen: int, year: int) -> Paid:
    """The year's months; what cannot be divided lies in December."""
    each = amount_fen // YEAR
    spread = dict.fromkeys(months(date(year, 1, 1), date(year, YEAR, 1)), each)
    spread[date(year, YEAR, 1)] += amount_fen - each * YEAR
    return spread
