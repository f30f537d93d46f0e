"""Taking a targets book in: all of it or nothing, the same file twice once."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.book import PLAN_MONTHS, Book, DepartmentGoal, IndicatorLine, ProjectTable
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused
from caseapp.domain.indicators.match import match
from caseapp.models.projects import (
    DepartmentGoalRow,
    DepartmentMeasure,
    DepartmentYear,
    Indicator,
    PlanPoint,
    Project,
    ProjectGoal,
)
from caseapp.models.units import Unit
from caseapp.services import audit
from caseapp.services.allotments import allot, shortfalls
from caseapp.services.book_codes import coded
from caseapp.services.book_lengths import overlong
from caseapp.services.book_losses import has_records, losses_of_rows


def load_book(session: Session, actor: Actor, *, book: Book, digest: str, now: datetime) -> bool:
    """Make or bring up to date the year's projects; False when this very file is what the year already has.

    Raises Invalid with every problem; then nothing has changed.
    """
    book, year = coded(session, book)
    units = owners(session, actor, book)
    department = session.scalars(select(DepartmentYear).where(DepartmentYear.year == year)).one_or_none()
    if department is not None and department.book_digest == digest:
        return False
    known = {project.code: project for project in stored_projects(session, year)}
    refuse_losses(session, known, book)
    for place, project in enumerate(known.values(), 1):
        project.number = -place
    for code in known.keys() - units.keys():
        session.delete(known[code])
    session.flush()
    for table in book.projects:
        project = known.get(table.code) or Project(year=year, code=table.code)
        _write(session, project, table, units[table.code])
    _write_department(session, department or DepartmentYear(year=year), book, digest, now)
    session.flush()
    details = {"year": year, "projects": len(book.projects), "digest": digest}
    audit.record(session, actor, "book.load", "department_year", None, now=now, **details)
    return True


def owners(session: Session, actor: Actor, book: Book) -> dict[str, Unit]:
    """The unit of each project, by the project's code.

    Raises NotAllowed unless the actor may write for all of them, and for all that the year has now.
    """
    units = {printed: _unit_of(session, printed) for printed in sorted({table.unit for table in book.projects})}
    present = session.scalars(select(Unit.path).join(Project).where(Project.year == book.year).distinct())
    for path in {*present, *(unit.path for unit in units.values())}:
        actor.demand(Permission.PROJECT_WRITE, path)
    return {table.code: units[table.unit] for table in book.projects}


def stored_projects(session: Session, year: int) -> Sequence[Project]:
    """The year's projects by number, with all that a book prints."""
    parts = (Project.plan, Project.goals, Project.indicators, Project.budgets)
    whole = select(Project).where(Project.year == year).options(*(selectinload(part) for part in parts))
    return session.scalars(whole.order_by(Project.number)).all()


def project_table(project: Project) -> ProjectTable:
    """The project as a book prints it: what was read."""
    percents = {point.month: point.percent for point in project.plan}
    return ProjectTable(
        number=project.number,
        code=project.code,
        name=project.name,
        unit=project.printed_unit,
        budget_fen=project.budget_fen,
        fiscal_fen=project.fiscal_fen,
        other_fen=project.other_fen,
        purpose=project.purpose,
        plan={month: percents.get(month) for month in PLAN_MONTHS},
        goals=tuple(goal.sentence for goal in project.goals),
        indicators=tuple(line_of(row) for row in project.indicators),
    )


def book_of(session: Session, year: int) -> Book:
    """The year's book as it stands; raises NotFound when none was loaded."""
    department = session.scalars(select(DepartmentYear).where(DepartmentYear.year == year)).one_or_none()
    if department is None:
        raise NotFound(N_("No targets book of %(year)s has been loaded."), year=year)
    return Book(
        year=year,
        overall_goal=department.overall_goal,
        goals=tuple(DepartmentGoal(g.name, g.goal, g.indicators) for g in department.goals),
        measures=tuple(m.sentence for m in department.measures),
        projects=tuple(project_table(project) for project in stored_projects(session, year)),
    )


def _unit_of(session: Session, printed: str) -> Unit:
    """The unit whose code the printed unit begins with, else the federation."""
    found = re.match(r"\d+", printed)
    root = Unit.parent_id.is_(None)
    wanted = or_(root, Unit.code == found.group()) if found else root
    units = session.scalars(select(Unit).where(wanted).order_by(Unit.path.desc())).all()
    named = [unit for unit in units if found and unit.code == found.group()]
    if not units:
        raise Refused(N_("There is no unit yet: set up the federation first."))
    return (named or units)[-1]


def refuse_losses(session: Session, known: dict[str, Project], book: Book) -> None:
    """Raise Invalid with every record, figure and payment that the book would leave without its project or money,
    and every cell too long to be stored."""
    tables = {table.code: table for table in book.projects}
    problems: list[Problem] = overlong(book)
    for code, project in known.items():
        if code not in tables:
            if has_records(session, project):
                message = N_("%(project)s is not in the book any more, but has records.")
                problems.append(Problem(None, message, {"project": project.name}))
            continue
        problems += shortfalls(project, tables[code])
        lost = [row.id for row in project.indicators if row.row > len(tables[code].indicators)]
        problems += losses_of_rows(session, project, lost)
    if problems:
        raise Invalid(problems)


def _write(session: Session, project: Project, table: ProjectTable, unit: Unit) -> None:
    project.number, project.name, project.printed_unit, project.unit = table.number, table.name, table.unit, unit
    project.budget_fen, project.fiscal_fen, project.other_fen = table.budget_fen, table.fiscal_fen, table.other_fen
    project.purpose = table.purpose
    session.add(project)
    write_plan(project, table.plan)
    write_goals(project, table.goals)
    for row in project.indicators[len(table.indicators) :]:
        project.indicators.remove(row)
    for number, line in enumerate(table.indicators, 1):
        _write_indicator(project, number, line)
    allot(project, table)


def write_plan(project: Project, plan: dict[int, Decimal | None]) -> None:
    points = {point.month: point for point in project.plan}
    for month, percent in plan.items():
        if month not in points:
            points[month] = PlanPoint(month=month)
            project.plan.append(points[month])
        points[month].percent = percent


def write_goals(project: Project, sentences: tuple[str, ...]) -> None:
    del project.goals[len(sentences) :]
    for number, sentence in enumerate(sentences, 1):
        if number > len(project.goals):
            project.goals.append(ProjectGoal(number=number))
        project.goals[number - 1].sentence = sentence


def _write_indicator(project: Project, number: int, line: IndicatorLine) -> None:
    """A measure chosen for a row stays while the row's words do."""
    if number > len(project.indicators):
        project.indicators.append(Indicator(row=number))
    row = project.indicators[number - 1]
    line = line if row.id is None else line.over(line_of(row))
    if row.id is None or line_of(row) != line:
        is_matched = row.id is not None and line.says(line_of(row))
        row.level1, row.level2, row.name = line.level1, line.level2, line.name
        row.description, row.target, row.basis = line.description, line.target, line.basis
        row.weight, row.printed = line.weight, line.printed
        if not is_matched:
            row.measure = match(project.name, project.purpose, line, project.year)


def line_of(row: Indicator) -> IndicatorLine:
    return IndicatorLine(
        row.level1, row.level2, row.name, row.description, row.target, row.basis, row.weight, row.printed
    )


def _write_department(session: Session, department: DepartmentYear, book: Book, digest: str, now: datetime) -> None:
    session.add(department)
    department.overall_goal, department.book_digest, department.loaded_at = book.overall_goal, digest, now
    del department.goals[len(book.goals) :]
    for number, goal in enumerate(book.goals, 1):
        if number > len(department.goals):
            department.goals.append(DepartmentGoalRow(number=number))
        row = department.goals[number - 1]
        row.name, row.goal, row.indicators = goal.name, goal.goal, goal.indicators
    del department.measures[len(book.measures) :]
    for number, sentence in enumerate(book.measures, 1):
        if number > len(department.measures):
            department.measures.append(DepartmentMeasure(number=number))
        department.measures[number - 1].sentence = sentence
