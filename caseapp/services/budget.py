"""The one room where money moves: one guarded UPDATE of the budget and one posting in the ledger, together.

The UPDATE also asks whether enough is there, so two at once can never pass the budget.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Refused
from caseapp.domain.money import Money
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.payments.ledger import MOVES, Account, Move
from caseapp.models.activities import Expense, Remittance
from caseapp.models.ledger import Posting
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import ProjectBudget as Budget

BOUND = Budget.reserved_fen + Budget.committed_fen + Budget.spent_fen
FREE = Budget.adjusted_fen - BOUND
KEPT: dict[Account, InstrumentedAttribute[int]] = {
    Account.RESERVED: Budget.reserved_fen,
    Account.COMMITTED: Budget.committed_fen,
    Account.SPENT: Budget.spent_fen,
}
"""The fast sum of each account; what is free is what these leave of the budget."""


def move_batch(
    session: Session, actor: Actor, move: Move, batch: Batch, *, now: datetime, amount_fen: int | None = None
) -> None:
    """The money of a whole batch, or that part of it; Refused with what is left when it is not enough."""
    amount = batch.total_fen if amount_fen is None else amount_fen
    _move(session, actor, move, (batch.project_id, batch.source), amount, now=now, batch_id=batch.id)


def move_line(session: Session, actor: Actor, move: Move, line: Payment, *, now: datetime) -> None:
    """The money of one line."""
    cause = {"batch_id": line.batch_id, "payment_id": line.id}
    _move(session, actor, move, (line.project_id, line.source), line.amount_fen, now=now, **cause)


def spend_directly(session: Session, actor: Actor, on: Expense | Remittance, amount_fen: int, *, now: datetime) -> None:
    """Free to spent: expenses of activities and remittances, which go through no batch."""
    cause = {"expense_id": on.id} if isinstance(on, Expense) else {"remittance_id": on.id}
    _move(session, actor, Move.SPEND_DIRECTLY, (on.project_id, on.source), amount_fen, now=now, **cause)


def _move(
    session: Session,
    actor: Actor,
    move: Move,
    fund: tuple[int, FundSource],
    amount_fen: int,
    *,
    now: datetime,
    **cause: int | None,
) -> None:
    if amount_fen <= 0:
        raise ValueError("money moves in positive amounts")
    project_id, source = fund
    taken_from, given_to = MOVES[move]
    sums = {KEPT[account].key: KEPT[account] for account in (taken_from, given_to) if account in KEPT}
    statement = (
        update(Budget)
        .where(Budget.project_id == project_id, Budget.source == source, _enough(taken_from, amount_fen))
        .values({key: kept + amount_fen * (1 if kept is KEPT.get(given_to) else -1) for key, kept in sums.items()})
        .execution_options(synchronize_session="fetch")
    )
    if cast(CursorResult[Any], session.execute(statement)).rowcount != 1:
        raise _refusal(session, project_id, source, amount_fen)
    posting = {
        "project_id": project_id,
        "source": source,
        "move": move,
        "taken_from": taken_from,
        "given_to": given_to,
        "amount_fen": amount_fen,
        "by_id": actor.id,
        "at": now,
    }
    session.execute(insert(Posting).values(posting | cause))


def _enough(account: Account, amount_fen: int) -> ColumnElement[bool]:
    if account is Account.FREE:
        return Budget.adjusted_fen >= BOUND + amount_fen
    return KEPT[account] >= amount_fen


def _refusal(session: Session, project_id: int, source: FundSource, amount_fen: int) -> Refused:
    left = session.execute(select(FREE).where(Budget.project_id == project_id, Budget.source == source)).scalar()
    if left is None:
        return Refused(N_("The project has no budget of the source “%(source)s”."), source=source)
    return Refused(
        N_("The budget is not enough: %(left)s yuan of “%(source)s” are left, %(wanted)s yuan are needed."),
        left=_yuan(left),
        source=source,
        wanted=_yuan(amount_fen),
    )


def _yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"
