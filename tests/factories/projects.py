import itertools

from sqlalchemy.orm import Session

from caseapp.domain.payments.codes import FundSource
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.units import Unit

_numbers = itertools.count(1)


def make_budget(
    session: Session, project: Project, *, amount_fen: int = 10_000_000, source: FundSource = FundSource.FISCAL
) -> ProjectBudget:
    budget = ProjectBudget(project_id=project.id, source=source, first_fen=amount_fen, adjusted_fen=amount_fen)
    session.add(budget)
    session.flush()
    return budget


def make_project(
    session: Session,
    unit: Unit,
    *,
    year: int = 2025,
    name: str = "困难职工专项帮扶资金",
    budget_fen: int = 10_000_000,
) -> Project:
    """A project with the whole of its money from the fiscal source."""
    number = next(_numbers)
    project = Project(
        year=year,
        number=number,
        code=f"13020025P{number:012d}",
        name=name,
        printed_unit="408001唐山市总工会本级",
        unit=unit,
        budget_fen=budget_fen,
        fiscal_fen=budget_fen,
        other_fen=None,
        purpose="帮扶困难职工",
    )
    session.add(project)
    session.flush()
    make_budget(session, project, amount_fen=budget_fen)
    return project
