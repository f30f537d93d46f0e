"""A project's money by source, as the printed budget gives it; never below what is reserved, committed or spent."""

from caseapp.domain.book import ProjectTable
from caseapp.domain.errors import N_, Problem
from caseapp.domain.money import Money
from caseapp.domain.payments.codes import FundSource
from caseapp.models.projects import Project, ProjectBudget


def printed(table: ProjectTable) -> dict[FundSource, int]:
    """The money of each source in fen; what is not said to be of another source is fiscal."""
    other = table.other_fen or 0
    fiscal = table.budget_fen - other if table.fiscal_fen is None else table.fiscal_fen
    return {FundSource.FISCAL: fiscal} | ({FundSource.OTHER: other} if other else {})


def shortfalls(project: Project, table: ProjectTable) -> list[Problem]:
    """The sources whose money would fall below what is already used."""
    wanted = printed(table)
    return [
        Problem(
            None,
            N_("%(project)s: the budget of %(wanted)s yuan is less than the %(used)s yuan already used."),
            {"project": table.name, "wanted": Money(adjusted).yuan(), "used": Money(used).yuan()},
        )
        for budget in project.budgets
        if budget.source is not FundSource.CARRIED
        and (adjusted := _adjusted(budget, wanted.get(budget.source, 0))) < (used := _used(budget))
    ]


def allot(project: Project, table: ProjectTable) -> None:
    """Bring the project's budgets to the printed figures; an adjustment made since is kept on top.

    Money carried over is not printed in the book and stays as it was entered.
    """
    wanted = printed(table)
    for budget in project.budgets:
        if budget.source is FundSource.CARRIED:
            continue
        fen = wanted.pop(budget.source, 0)
        budget.adjusted_fen = _adjusted(budget, fen)
        budget.first_fen = fen
    project.budgets += [ProjectBudget(source=source, first_fen=fen, adjusted_fen=fen) for source, fen in wanted.items()]


def _adjusted(budget: ProjectBudget, fen: int) -> int:
    return budget.adjusted_fen - budget.first_fen + fen


def _used(budget: ProjectBudget) -> int:
    return budget.reserved_fen + budget.committed_fen + budget.spent_fen
