"""绩效目标表 as Word, Excel and print, one project or the whole book, with or without what was reached."""

from datetime import date
from typing import Any

from flask import g, render_template, request

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.document import Document
from caseapp.domain.documents.target_table import target_table
from caseapp.domain.errors import N_, NotFound
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.models.projects import Project
from caseapp.queries.projects import project_by_code, whole_projects
from caseapp.services.figures import IndicatorFigure, figures_of
from caseapp.services.projects import book_of, project_table
from caseapp.web.projects.blueprint import blueprint
from caseapp.web.support.access import reads
from caseapp.web.support.as_of import as_of
from caseapp.web.support.downloads import document_file
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/targets.docx", defaults={"form": "docx"})
@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/targets.xlsx", defaults={"form": "xlsx"})
@reads(P.PROJECT_READ, recorded_as="form.export")
def targets(year: int, code: str, form: str) -> Any:
    project = project_by_code(db.session(), actor(), year, code)
    g.viewed = ("project", project.id)
    return document_file(_document(project), f"{year}-{project.number}-targets.{form}")


@blueprint.get("/projects/<int(min=2000,max=2099):year>/book.docx", defaults={"form": "docx"})
@blueprint.get("/projects/<int(min=2000,max=2099):year>/book.xlsx", defaults={"form": "xlsx"})
@reads(P.PROJECT_READ, recorded_as="form.export")
def book(year: int, form: str) -> Any:
    """The tables of every project of the year, one after another."""
    session, who = db.session(), actor()
    seen = {project.code for project in whole_projects(session, who, year)}
    if not seen:
        raise NotFound(N_("No book of this year has been loaded."))
    tables = [table for table in book_of(session, year).projects if table.code in seen]
    return document_file([target_table(table) for table in tables], f"{year}-targets.{form}")


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/print")
@reads(P.PROJECT_READ, recorded_as="form.export")
def print_view(year: int, code: str) -> Any:
    project = project_by_code(db.session(), actor(), year, code)
    g.viewed = ("project", project.id)
    document = _document(project)
    return render_template("projects/print.html", project=project, title=document.title, sheet=below_title(document))


def _document(project: Project) -> Document:
    table = project_table(project)
    if request.args.get("actuals") != "1":
        return target_table(table)
    figures = _figures(project, as_of(project.year))
    return target_table(table, [f.shown for f in figures], [f.attained for f in figures])


def _figures(project: Project, day: date) -> list[IndicatorFigure]:
    return figures_of(db.session(), project.year, as_of=day, project_code=project.code, actor=actor())
