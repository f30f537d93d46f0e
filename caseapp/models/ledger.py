"""The ledger: one row for each time money moved from one account to another. Written once, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.payments.codes import FundSource
from caseapp.domain.payments.ledger import MOVES, Account, Move
from caseapp.models.activities import Expense, Remittance
from caseapp.models.base import Base, Moment
from caseapp.models.columns import Fen, word
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project
from caseapp.models.users import User

_MOVES = " OR ".join(
    f"(move = '{move.value}' AND taken_from = '{one.value}' AND given_to = '{other.value}')"
    for move, (one, other) in MOVES.items()
)


class Posting(Base):
    """`amount_fen` leaves one account and enters another, so no posting, batch or project can be out of balance.

    It names what moved it: a batch, one line of it, an expense or a remittance. A mistake is mended by a posting
    the other way.
    """

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint(_MOVES, name="move_is_known"),
        Index("ix_postings_project_id_source", "project_id", "source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    source: Mapped[FundSource] = mapped_column(word(FundSource))
    move: Mapped[Move] = mapped_column(word(Move))
    taken_from: Mapped[Account] = mapped_column(word(Account, "taken_from"))
    given_to: Mapped[Account] = mapped_column(word(Account, "given_to"))
    amount_fen: Mapped[int] = mapped_column(Fen)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    expense_id: Mapped[int | None] = mapped_column(ForeignKey("expenses.id"), index=True)
    remittance_id: Mapped[int | None] = mapped_column(ForeignKey("remittances.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)

    project: Mapped[Project] = relationship()
    batch: Mapped[Batch | None] = relationship()
    payment: Mapped[Payment | None] = relationship()
    expense: Mapped[Expense | None] = relationship()
    remittance: Mapped[Remittance | None] = relationship()
    by: Mapped[User | None] = relationship()


@event.listens_for(Posting, "before_update")
@event.listens_for(Posting, "before_delete")
def _refuse_change(mapper: Any, connection: Any, posting: Posting) -> None:
    raise RuntimeError(f"posting {posting.id} stands as it was written; move the money back by another one")
