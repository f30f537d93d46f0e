"""The budget guard: money of one project from one source moves between free, reserved, committed and spent.

Each move is one UPDATE that also asks whether enough is there, so two at once can never pass the budget.
"""

from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Refused
from caseapp.domain.money import Money
from caseapp.domain.payments.codes import FundSource
from caseapp.models.projects import ProjectBudget as Budget

BOUND = Budget.reserved_fen + Budget.committed_fen + Budget.spent_fen
FREE = Budget.adjusted_fen - BOUND


def reserve(session: Session, project_id: int, source: FundSource, amount_fen: int) -> None:
    """Free to reserved, when a batch is submitted; Refused with what is left when it is not enough."""
    _move(session, project_id, source, amount_fen, Budget.adjusted_fen >= BOUND + amount_fen, reserved_fen=1)


def commit(session: Session, project_id: int, source: FundSource, amount_fen: int) -> None:
    """Reserved to committed, when a batch is approved."""
    enough = Budget.reserved_fen >= amount_fen
    _move(session, project_id, source, amount_fen, enough, reserved_fen=-1, committed_fen=1)


def spend(session: Session, project_id: int, source: FundSource, amount_fen: int) -> None:
    """Committed to spent, when the money has reached the payee."""
    enough = Budget.committed_fen >= amount_fen
    _move(session, project_id, source, amount_fen, enough, committed_fen=-1, spent_fen=1)


def free_reserved(session: Session, project_id: int, source: FundSource, amount_fen: int) -> None:
    """Reserved to free, when a submitted batch goes back."""
    _move(session, project_id, source, amount_fen, Budget.reserved_fen >= amount_fen, reserved_fen=-1)


def free_committed(session: Session, project_id: int, source: FundSource, amount_fen: int) -> None:
    """Committed to free, when an approved batch goes back or a line fails."""
    _move(session, project_id, source, amount_fen, Budget.committed_fen >= amount_fen, committed_fen=-1)


def refund(session: Session, project_id: int, source: FundSource, amount_fen: int) -> None:
    """Spent to free, when paid money came back."""
    _move(session, project_id, source, amount_fen, Budget.spent_fen >= amount_fen, spent_fen=-1)


def spend_directly(session: Session, project_id: int, source: FundSource, amount_fen: int) -> None:
    """Free to spent: expenses of activities and remittances, which go through no batch."""
    _move(session, project_id, source, amount_fen, Budget.adjusted_fen >= BOUND + amount_fen, spent_fen=1)


def _move(
    session: Session,
    project_id: int,
    source: FundSource,
    amount_fen: int,
    enough: ColumnElement[bool],
    **directions: int,
) -> None:
    if amount_fen < 0:
        raise ValueError("money moves in positive amounts")
    statement = (
        update(Budget)
        .where(Budget.project_id == project_id, Budget.source == source, enough)
        .values({name: getattr(Budget, name) + sign * amount_fen for name, sign in directions.items()})
        .execution_options(synchronize_session="fetch")
    )
    if cast(CursorResult[Any], session.execute(statement)).rowcount != 1:
        raise _refusal(session, project_id, source, amount_fen)


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
