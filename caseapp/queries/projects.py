"""Projects an actor may see: those of units within reach, and those of the units above, whose money reaches them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.periods import year_window
from caseapp.domain.units import STEP
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.queries import facts
from caseapp.queries.adjusted import whole
from caseapp.queries.facts.scope import Rows
from caseapp.queries.reach import reached


@dataclass(frozen=True)
class ProjectRow:
    """`budget_fen` as adjusted by the day looked at, `paid_fen` all money out by then; `percent` of the budget, None of
    a budget of 0.

    `plan`: cumulative percent by month, as printed.
    """

    id: int
    year: int
    number: int
    code: str
    name: str
    unit_name: str
    budget_fen: int
    paid_fen: int
    percent: Decimal | None
    plan: dict[int, Decimal | None]


@dataclass(frozen=True)
class ProjectChoice:
    number: int
    code: str
    name: str


def project_choices(session: Session, actor: Actor, year: int) -> tuple[ProjectChoice, ...]:
    """The year's projects for a drop-down, by number."""
    rows = select(Project.number, Project.code, Project.name).where(Project.year == year, _seen(actor, Project.unit_id))
    return tuple(ProjectChoice(*row) for row in session.execute(rows.order_by(Project.number)))


def recent_projects(session: Session, actor: Actor, year: int) -> list[tuple[int, str]]:
    """Id and name, with its year, of each project of the year and of the one before: for a filter."""
    rows = select(Project.id, Project.name, Project.year).where(
        Project.year.in_((year, year - 1)), _seen(actor, Project.unit_id)
    )
    ordered = rows.order_by(Project.year.desc(), Project.number)
    return [(number, f"{name}（{of}）") for number, name, of in session.execute(ordered)]


def visible(statement: Rows, actor: Actor, unit_id: InstrumentedAttribute[int]) -> Rows:
    """The statement, narrowed to projects the actor may read, told by the column of their unit."""
    return statement.where(_seen(actor, unit_id))


def years(session: Session, actor: Actor) -> list[int]:
    """The years that have a project, newest first."""
    rows = select(Project.year).where(_seen(actor, Project.unit_id)).distinct().order_by(Project.year.desc())
    return list(session.scalars(rows))


def projects_of(session: Session, actor: Actor, year: int, as_of: date) -> tuple[ProjectRow, ...]:
    """The year's projects by number; two statements."""
    statement = (
        select(Project, whole(as_of))
        .where(Project.year == year, _seen(actor, Project.unit_id))
        .options(joinedload(Project.unit), joinedload(Project.plan))
        .order_by(Project.number)
    )
    projects = {
        project: project.budget_fen if fen is None else int(fen) for project, fen in session.execute(statement).unique()
    }
    window = year_window(year, as_of)
    spent = facts.spent_of(session, [(facts.scope_of(project), window) for project in projects])
    return tuple(
        ProjectRow(
            id=project.id,
            year=project.year,
            number=project.number,
            code=project.code,
            name=project.name,
            unit_name=project.unit.name,
            budget_fen=budget_fen,
            paid_fen=spent[project.id].total_fen,
            percent=facts.percent_of(spent[project.id].total_fen, budget_fen),
            plan={point.month: point.percent for point in project.plan},
        )
        for project, budget_fen in projects.items()
    )


def codes_by_name(session: Session, year: int) -> dict[str, str]:
    """The codes of the year's projects whose name no other one has."""
    rows = session.execute(
        select(Project.name, Project.code).where(Project.year == year).order_by(Project.number)
    ).all()
    names = [name for name, _ in rows]
    return {name: code for name, code in rows if names.count(name) == 1}


def whole_projects(session: Session, actor: Actor, year: int, code: str | None = None) -> tuple[Project, ...]:
    """The year's projects with unit, plan and indicators loaded, by number; two statements."""
    statement = select(Project).where(Project.year == year, _seen(actor, Project.unit_id))
    if code is not None:
        statement = statement.where(Project.code == code)
    loaded = statement.options(joinedload(Project.unit), joinedload(Project.plan), selectinload(Project.indicators))
    return tuple(session.scalars(loaded.order_by(Project.number)).unique())


def project_by_code(session: Session, actor: Actor, year: int, code: str) -> Project:
    """Raises NotFound."""
    return _one(session, actor, (Project.year == year) & (Project.code == code))


NO_PROJECT = N_("There is no such project, or you cannot see it.")


def project_by_id(session: Session, actor: Actor, project_id: int, *, unseen: str = NO_PROJECT) -> Project:
    """Raises NotFound; `unseen` is said of what belongs to a project that the actor does not see."""
    return _one(session, actor, Project.id == project_id, unseen)


def _one(session: Session, actor: Actor, where: ColumnElement[bool], unseen: str = NO_PROJECT) -> Project:
    statement = select(Project).where(where, _seen(actor, Project.unit_id))
    loaded = statement.options(joinedload(Project.unit), joinedload(Project.goals))
    project = session.scalars(loaded).unique().one_or_none()
    if project is None:
        raise NotFound(unseen)
    return project


def _seen(actor: Actor, unit_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    tops = actor.reach(Permission.PROJECT_READ)
    above = {top[:end] for top in tops for end in range(STEP, len(top), STEP)}
    within = reached(actor, Permission.PROJECT_READ, unit_id)
    if not above:
        return within
    return or_(within, unit_id.in_(select(Unit.id).where(Unit.path.in_(sorted(above)))))
