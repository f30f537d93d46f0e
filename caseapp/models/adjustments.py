"""Adjustments of a project's money: each a document that raised or lowered one source. Written once, never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.models.base import Base, Moment
from caseapp.models.columns import Fen
from caseapp.models.projects import ProjectBudget
from caseapp.models.users import User


class BudgetAdjustment(Base):
    """`amount_fen` is added to the budget, or taken when below 0; the first budget and these make `adjusted_fen`."""

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
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)

    budget: Mapped[ProjectBudget] = relationship()
    by: Mapped[User | None] = relationship()
