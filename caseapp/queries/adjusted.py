"""What a project's money was on a day: the first budget and the documents that had changed it by then."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from caseapp.domain.payments.codes import FundSource
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.projects import Project, ProjectBudget


def adjusted_on(session: Session, projects: Sequence[int], day: date) -> dict[int, dict[FundSource, int]]:
    """Fen of each source by project, with the adjustments decided up to the day; one statement.

    A project without a budget line has no entry.
    """
    later = (
        select(func.sum(BudgetAdjustment.amount_fen))
        .where(BudgetAdjustment.budget_id == ProjectBudget.id, BudgetAdjustment.decided_on > day)
        .scalar_subquery()
    )
    found: dict[int, dict[FundSource, int]] = {}
    for project, source, fen in session.execute(
        select(ProjectBudget.project_id, ProjectBudget.source, ProjectBudget.adjusted_fen - func.coalesce(later, 0))
        .where(ProjectBudget.project_id.in_(projects))
        .order_by(ProjectBudget.id)
    ):
        found.setdefault(project, {})[source] = int(fen)
    return found


def whole(day: date) -> ColumnElement[int | None]:
    """The same of all sources together, beside a row of Project; NULL without a budget line."""
    sums = select(func.sum(ProjectBudget.adjusted_fen)).where(ProjectBudget.project_id == Project.id)
    later = (
        select(func.sum(BudgetAdjustment.amount_fen))
        .join(BudgetAdjustment.budget)
        .where(ProjectBudget.project_id == Project.id, BudgetAdjustment.decided_on > day)
    )
    return sums.scalar_subquery() - func.coalesce(later.scalar_subquery(), 0)


def whole_on(session: Session, projects: Sequence[int], day: date) -> dict[int, int]:
    """The same by project; one without a budget line is left out."""
    rows = session.execute(select(Project.id, whole(day)).where(Project.id.in_(projects)))
    return {project: int(fen) for project, fen in rows if fen is not None}
