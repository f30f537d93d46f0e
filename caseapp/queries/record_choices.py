"""What the forms of records offer: projects, activities and rows the actor may write for; a quarter as recorded."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.models.activities import Activity, Remittance
from caseapp.models.projects import Indicator, Project
from caseapp.queries.projects import visible
from caseapp.queries.reach import within
from caseapp.queries.records import Filter, of_year


def writable(session: Session, actor: Actor, year: int) -> list[tuple[int, str]]:
    """(id, number and name) of the projects the actor may enter records for."""
    statement = select(Project.id, Project.number, Project.name).where(Project.year == year).order_by(Project.number)
    rows = session.execute(within(statement, actor, Permission.RECORD_WRITE, Project.unit_id))
    return [(project_id, f"{number}. {name}") for project_id, number, name in rows]


def remittance_of(session: Session, actor: Actor, project_id: int | None, quarter: int | None) -> Remittance | None:
    """What is recorded of a quarter already."""
    statement = select(Remittance).join(Project, Project.id == Remittance.project_id)
    wanted = statement.where(Remittance.project_id == project_id, Remittance.quarter == quarter)
    return session.scalar(visible(wanted, actor, Project.unit_id))


def activity_choices(session: Session, actor: Actor, year: int) -> list[tuple[int, str]]:
    statement = select(Activity.id, Activity.planned_on, Activity.title).order_by(Activity.planned_on, Activity.id)
    rows = session.execute(of_year(statement, Activity, actor, Filter(year)))
    return [(activity_id, f"{day} {title}") for activity_id, day, title in rows]


def typed_choices(session: Session, actor: Actor, year: int) -> list[tuple[int, str]]:
    """The rows measured by hand that the actor may fill in."""
    statement = (
        select(Indicator.id, Project.number, Indicator.row, Indicator.name, Indicator.target)
        .join(Project, Project.id == Indicator.project_id)
        .where(Project.year == year, Indicator.measure == "typed")
        .order_by(Project.number, Indicator.row)
    )
    rows = session.execute(within(statement, actor, Permission.RECORD_WRITE, Project.unit_id))
    return [(key, f"{number}.{row} {name} ({target})") for key, number, row, name, target in rows]
