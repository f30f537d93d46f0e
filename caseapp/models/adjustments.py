"""Adjustments of a project's money: each a document that raised or lowered one source. Written once, never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.models.base import Base, Moment
from caseapp.models.columns import Fen
from caseapp.models.projects import ProjectBudget
from caseapp.models.users import User


class BudgetAdjustment(Base):
    """`amount_fen` is added to the budget, or taken when below 0; the first budget and these make `adjusted_fen`.

    A wrong one is taken back by another that names it in `reverses_id`, once.
    """

    __tablename__ = "budget_adjustments"
    __table_args__ = (
        UniqueConstraint("budget_id", "document_no"),
        CheckConstraint("amount_fen <> 0", name="amount_is_not_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("project_budgets.id"))
    document_no: Mapped[str] = mapped_column(String(64))
    decided_on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(Fen)
    reason: Mapped[str] = mapped_column(String(256))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("budget_adjustments.id"), index=True, unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)

    budget: Mapped[ProjectBudget] = relationship()
    by: Mapped[User | None] = relationship()


@event.listens_for(BudgetAdjustment, "before_update")
@event.listens_for(BudgetAdjustment, "before_delete")
def _refuse_change(mapper: Any, connection: Any, adjustment: BudgetAdjustment) -> None:
    raise RuntimeError(f"adjustment {adjustment.id} stands as it was written; take it back by another one")
