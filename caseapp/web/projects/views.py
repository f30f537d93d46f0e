"""The year's projects, one project with its official table, the department's goals."""

from itertools import groupby
from typing import Any

from flask import render_template, request

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.cross_check import Said, cross_check
from caseapp.domain.indicators.tally import Tally
from caseapp.extensions import db
from caseapp.queries.departments import department_book
from caseapp.queries.monitoring import lights_on
from caseapp.queries.projects import project_by_code, years
from caseapp.services import glance
from caseapp.services.figures import figures_and_units, figures_of
from caseapp.web.projects import breakdown, downloads, drill, evidence, measures
from caseapp.web.projects.blueprint import blueprint
from caseapp.web.projects.page import cards_of
from caseapp.web.projects.rows import rows_of
from caseapp.web.support.access import reads
from caseapp.web.support.as_of import as_of
from caseapp.web.support.clock import today
from caseapp.web.support.session import actor

__all__ = ["blueprint", "breakdown", "downloads", "drill", "evidence", "measures"]
P = Permission


@blueprint.get("/projects")
@reads(P.PROJECT_READ)
def roster() -> Any:
    session, who = db.session(), actor()
    known = years(session, who)
    asked = request.args.get("year", type=int)
    year = asked if asked in known else today().year if today().year in known else max(known, default=0)
    seen = glance.counted(session, who, glance.of_year(session, who, year, as_of=as_of(year))) if known else None
    may_load = who.may(P.PROJECT_WRITE)
    return render_template("projects/roster.html", year=year, years=known, seen=seen, may_load=may_load)


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>")
@reads(P.PROJECT_READ)
def page(year: int, code: str) -> Any:
    session, who, day = db.session(), actor(), as_of(year)
    project = project_by_code(session, who, year, code)
    rules = lights_on(session, day)
    figures, units = figures_and_units(session, project, as_of=day, rules=rules)
    return render_template(
        "projects/page.html",
        project=project,
        as_of=day,
        rows=rows_of(figures),
        tally=Tally.of(figure.tone for figure in figures),
        cards=cards_of(session, who, project, figures, units, as_of=day, rules=rules),
        may_choose=who.may(P.PROJECT_WRITE),
        may_type=who.may(P.RECORD_WRITE),
    )


@blueprint.get("/projects/<int(min=2000,max=2099):year>/department")
@reads(P.PROJECT_READ)
def department(year: int) -> Any:
    session, who = db.session(), actor()
    found = department_book(session, year)
    if found is None:
        raise NotFound(N_("No book of this year has been loaded."))
    figures = figures_of(session, year, as_of=as_of(year), actor=who)
    projects_shown = [
        (lines[0].project_code, lines[0].project_name, rows_of(lines))
        for lines in (list(group) for _id, group in groupby(figures, lambda figure: figure.project_id))
    ]
    said = [Said(one.project_code, one.project_name, one.row, one.name, one.target) for one in figures]
    return render_template(
        "projects/department.html",
        year=year,
        as_of=as_of(year),
        department=found,
        projects=projects_shown,
        checked=[cross_check(goal.name, goal.indicators, said) for goal in found.goals],
    )
