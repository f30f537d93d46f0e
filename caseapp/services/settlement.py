"""Results of released lines: paid on a day, failed with a reason, returned or reversed after being paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotAllowed, StaleView
from caseapp.domain.payments.codes import LINE_LIFE, BatchState, LineAction, LineState
from caseapp.domain.payments.ledger import Move
from caseapp.models.payments import Batch, Payment
from caseapp.models.reversals import Reversal
from caseapp.services import audit, budget, lines
from caseapp.services.signing import settle_when_complete


def record_paid(session: Session, actor: Actor, *, line_id: int, paid_on: date, now: datetime, today: date) -> None:
    """The money reached the payee; the day lies between the release and today."""
    line, batch = _released(session, actor, line_id)
    _check_paid_on(batch, paid_on, today)
    lines.advance(session, line, LINE_LIFE.after(line.state, LineAction.PAY), paid_on=paid_on)
    budget.move_line(session, actor, Move.SPEND, line, now=now)
    audit.record(session, actor, "payment.pay", "payment", line_id, now=now, paid_on=paid_on.isoformat())
    settle_when_complete(session, actor, batch, now)


def record_failed(session: Session, actor: Actor, *, line_id: int, reason: str, now: datetime) -> None:
    """The bank refused the line; its money is free again."""
    line, batch = _released(session, actor, line_id)
    reason = reason.strip()
    if not reason:
        raise Invalid.one("failed_reason", N_("Write why the payment failed."))
    lines.advance(session, line, LINE_LIFE.after(line.state, LineAction.FAIL), failed_reason=reason)
    budget.move_line(session, actor, Move.FREE_COMMITTED, line, now=now)
    audit.record(session, actor, "payment.fail", "payment", line_id, now=now)
    settle_when_complete(session, actor, batch, now)


def pay_all(session: Session, actor: Actor, *, batch_id: int, paid_on: date, now: datetime, today: date) -> int:
    """Every line still without a result was paid on one day; gives their number."""
    batch = lines.lock_batch(session, batch_id)
    demand_released(actor, batch)
    _check_paid_on(batch, paid_on, today)
    waiting = (Payment.batch_id == batch.id, Payment.state == LineState.OPEN)
    count, total = session.execute(
        select(func.count(Payment.id), func.coalesce(func.sum(Payment.amount_fen), 0)).where(*waiting)
    ).one()
    if not count:
        raise IllegalStep(N_("Every line of this batch has its result already."))
    session.execute(
        update(Payment)
        .where(*waiting)
        .values(state=LineState.PAID, paid_on=paid_on)
        .execution_options(synchronize_session="fetch")
    )
    budget.move_batch(session, actor, Move.SPEND, batch, now=now, amount_fen=int(total))
    audit.record(session, actor, "batch.pay_all", "batch", batch.id, now=now, lines=count, paid_on=paid_on.isoformat())
    settle_when_complete(session, actor, batch, now)
    return int(count)


@dataclass(frozen=True)
class Results:
    """What the bank says of a batch's lines, by line id: the day paid, why it failed, the day it came back.
    A line that was paid and came back before anybody recorded it stands under `paid` and under `returned`."""

    paid: Mapping[int, date] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)
    returned: Mapping[int, date] = field(default_factory=dict)


def record_results(
    session: Session, actor: Actor, *, batch_id: int, results: Results, now: datetime, today: date
) -> None:
    """Many results at once, all or none; StaleView when a line is no longer where its result found it."""
    batch = lines.lock_batch(session, batch_id)
    demand_released(actor, batch, settled=True)
    for day in set(results.paid.values()):
        _check_paid_on(batch, day, today)
    steps = ((LineAction.PAY, results.paid), (LineAction.FAIL, results.failed), (LineAction.RETURN, results.returned))
    for action, values in steps:
        amount = _move_all(session, batch, action, values)
        if amount:
            budget.move_batch(session, actor, _MOVES[action], batch, now=now, amount_fen=amount)
    settle_when_complete(session, actor, batch, now)


_MOVES = {
    LineAction.PAY: Move.SPEND,
    LineAction.FAIL: Move.FREE_COMMITTED,
    LineAction.RETURN: Move.REFUND,
}
_FROM = {
    LineAction.PAY: (LineState.OPEN, "paid_on"),
    LineAction.FAIL: (LineState.OPEN, "failed_reason"),
    LineAction.RETURN: (LineState.PAID, "returned_on"),
}


def _move_all(
    session: Session, batch: Batch, action: LineAction, values: Mapping[int, date] | Mapping[int, str]
) -> int:
    """Gives the money moved, in fen. One UPDATE for each different value."""
    before, column = _FROM[action]
    groups: dict[date | str, list[int]] = {}
    for line_id, value in values.items():
        groups.setdefault(value, []).append(line_id)
    total = 0
    for value, ids in groups.items():
        which = (Payment.batch_id == batch.id, Payment.state == before, Payment.id.in_(ids))
        total += int(session.scalar(select(func.coalesce(func.sum(Payment.amount_fen), 0)).where(*which)) or 0)
        moved = update(Payment).where(*which).values({"state": LINE_LIFE.after(before, action), column: value})
        if lines.rowcount(session, moved.execution_options(synchronize_session=False)) != len(ids):
            raise StaleView(N_("Somebody changed this payment in the meantime. Reload the page and try again."))
    session.expire_all()
    return total


def record_return(
    session: Session, actor: Actor, *, line_id: int, returned_on: date, now: datetime, today: date
) -> None:
    """Paid money came back; from that day on the line no longer counts."""
    line, _ = _released(session, actor, line_id, settled=True)
    after = LINE_LIFE.after(line.state, LineAction.RETURN)
    if line.paid_on is None or returned_on < line.paid_on or returned_on > today:
        raise Invalid.one("returned_on", N_("The day of return lies between the day of payment and today."))
    lines.advance(session, line, after, returned_on=returned_on)
    budget.move_line(session, actor, Move.REFUND, line, now=now)
    audit.record(session, actor, "payment.return", "payment", line_id, now=now, returned_on=returned_on.isoformat())


def reverse(session: Session, actor: Actor, *, line_id: int, reason: str, now: datetime) -> None:
    """A line recorded as paid by mistake is set aside: it never counted, and its money is free again.

    Raises NotAllowed for whoever released the batch, or took a payment of past years in: the record of one is put right
    by another person. Money of past years never stood in the ledger, so nothing moves there.
    """
    line = lines.find(session, line_id)
    actor.demand(Permission.BATCH_APPROVE, line.unit.path, unseen=lines.NO_LINE)
    by = _corrector_of_past(actor, line) if line.history_import_id is not None else _corrector(session, actor, line_id)
    reason = reason.strip()
    if not reason:
        raise Invalid.one("reason", N_("Write what is wrong with the payment."))
    lines.advance(session, line, LINE_LIFE.after(line.state, LineAction.REVERSE))
    if line.history_import_id is None:
        budget.move_line(session, actor, Move.REVERSE, line, now=now)
    session.add(Reversal(payment_id=line_id, reason=reason, by_id=by, at=now))
    session.flush()
    audit.record(session, actor, "payment.reverse", "payment", line_id, now=now)


def _corrector(session: Session, actor: Actor, line_id: int) -> int:
    """Who may reverse the line of a released batch."""
    _, batch = _in_released_batch(session, line_id)
    by = lines.person_id(actor)
    _demand_state(batch, settled=True)
    if by == batch.released_by:
        raise NotAllowed(N_("You released this batch; another person must reverse its payments."))
    return by


def _corrector_of_past(actor: Actor, line: Payment) -> int:
    by = lines.person_id(actor)
    if by == line.logged_by:
        raise NotAllowed(N_("You took this payment in; another person must reverse it."))
    return by


def _released(session: Session, actor: Actor, line_id: int, *, settled: bool = False) -> tuple[Payment, Batch]:
    line, batch = _in_released_batch(session, line_id)
    demand_released(actor, batch, settled=settled)
    return line, batch


def _in_released_batch(session: Session, line_id: int) -> tuple[Payment, Batch]:
    """The line with its batch, locked; both as they stand now."""
    line = lines.find(session, line_id)
    if line.batch_id is None:
        raise IllegalStep(N_("Results are recorded once the batch is released."))
    batch = lines.lock_batch(session, line.batch_id)
    session.refresh(line)
    return line, batch


def demand_released(actor: Actor, batch: Batch, *, settled: bool = False) -> None:
    actor.demand(Permission.BATCH_SETTLE, batch.unit.path, unseen=lines.NO_BATCH)
    lines.person_id(actor)
    _demand_state(batch, settled=settled)


def _demand_state(batch: Batch, *, settled: bool) -> None:
    if batch.state is not BatchState.RELEASED and not (settled and batch.state is BatchState.SETTLED):
        raise IllegalStep(N_("Results are recorded once the batch is released."))


def _check_paid_on(batch: Batch, paid_on: date, today: date) -> None:
    released = local_day(batch.released_at) if batch.released_at else today
    if not released <= paid_on <= today:
        raise Invalid.one(
            "paid_on",
            N_("The day of payment lies between the release (%(released)s) and today (%(today)s)."),
            released=released.isoformat(),
            today=today.isoformat(),
        )
