"""What a project's money was on a day: the first budget and the documents that had changed it by then."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.payments.codes import FundSource
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.projects import ProjectBudget


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


def whole_on(session: Session, projects: Sequence[int], day: date) -> dict[int, int]:
    """The same of all sources together."""
    return {project: sum(sources.values()) for project, sources in adjusted_on(session, projects, day).items()}
