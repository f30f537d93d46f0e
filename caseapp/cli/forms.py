"""`caseapp forms`: the official tables as files."""

from datetime import UTC, date, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from caseapp.cli.figures import day_of
from caseapp.cli.support import database, today
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.book import DepartmentGoal
from caseapp.domain.clock import local_day
from caseapp.domain.documents.department_evaluation import department_evaluation
from caseapp.domain.documents.department_goals import department_goals
from caseapp.domain.documents.document import Document
from caseapp.domain.documents.monitor_table import monitor_table
from caseapp.domain.documents.self_evaluation import LAYOUTS
from caseapp.domain.documents.target_table import target_table
from caseapp.domain.errors import N_, NotFound
from caseapp.exporters.files import WRITERS
from caseapp.models.projects import Project
from caseapp.queries.departments import department_book
from caseapp.queries.projects import whole_projects
from caseapp.services import monitoring
from caseapp.services.evaluation_forms import department_facts, form_facts
from caseapp.services.evaluation_rollup import department_of
from caseapp.services.evaluations import sheet_of
from caseapp.services.figures import figures_of
from caseapp.services.monitor_forms import monitor_facts
from caseapp.services.projects import project_table


@click.command()
@click.argument("kind", type=click.Choice(["targets", "monitor", "self-evaluation", "department"]))
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--project", "code", help="Only the project with this code; else one file with all tables.")
@click.option("--format", "form", type=click.Choice(sorted(WRITERS)), default="docx", show_default=True)
@click.option("--actuals", is_flag=True, help="With what was reached beside each target.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to look from, for figures.")
@click.option(
    "--layout", type=click.Choice(sorted(LAYOUTS)), default="national", show_default=True, help="Of a self-evaluation."
)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True)
def forms(
    *,
    kind: str,
    year: int,
    code: str | None,
    form: str,
    actuals: bool,
    as_of: datetime | None,
    layout: str,
    folder: Path,
) -> None:
    """Write the forms of a KIND for YEAR and print the file's name.

    KIND: targets 绩效目标表, monitor 绩效运行监控表, self-evaluation 绩效自评表,
    department 部门整体绩效目标.
    """
    with database() as session:
        projects = whole_projects(session, SYSTEM, year, code)
        if not projects:
            raise NotFound(N_("There is no such project, or you cannot see it."))
        if kind == "department":
            documents = [_goals(session, year)]
        elif kind == "self-evaluation":
            documents = [_evaluation(session, project, as_of, layout) for project in projects]
            if code is None:
                documents.insert(0, _department(session, year, as_of))
        elif kind == "monitor":
            documents = [_monitor(session, project, day_of(year, as_of)) for project in projects]
        else:
            documents = [_document(session, project, actuals, as_of) for project in projects]
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{year}-{code or 'all'}-{kind}{'-actuals' if actuals else ''}.{form}"
    (folder / name).write_bytes(WRITERS[form](documents))
    click.echo(folder / name)


def _document(session: Session, project: Project, actuals: bool, as_of: datetime | None) -> Document:
    if not actuals:
        return target_table(project_table(project))
    day = day_of(project.year, as_of)
    figures = figures_of(session, project.year, as_of=day, project_code=project.code)
    return target_table(project_table(project), [f.shown for f in figures], [f.attained for f in figures])


def _monitor(session: Session, project: Project, day: date) -> Document:
    return monitor_table(monitor_facts(monitoring.sheet_of(session, SYSTEM, project.year, project.code, as_of=day)))


def _goals(session: Session, year: int) -> Document:
    found = department_book(session, year)
    if found is None:
        raise NotFound(N_("No book of this year has been loaded."))
    goals = [DepartmentGoal(goal.name, goal.goal, goal.indicators) for goal in found.goals]
    return department_goals(year, found.overall_goal, goals, found.measures)


def _department(session: Session, year: int, as_of: datetime | None) -> Document:
    day = as_of.date() if as_of else None
    return department_evaluation(department_facts(department_of(session, SYSTEM, year, as_of=day, today=today())))


def _evaluation(session: Session, project: Project, as_of: datetime | None, layout: str) -> Document:
    day = as_of.date() if as_of else None
    sheet = sheet_of(session, SYSTEM, project.year, project.code, as_of=day, today=local_day(datetime.now(UTC)))
    return LAYOUTS[layout](form_facts(sheet))
