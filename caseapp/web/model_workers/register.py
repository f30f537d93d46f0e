"""劳模名册 as Word, Excel and print view: what the filters leave; each one given out is noted."""

from typing import Any

from flask import g, render_template, request
from flask_login import current_user

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.document import Document
from caseapp.domain.documents.model_worker_register import register
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.queries.model_workers import Filters, conditions
from caseapp.queries.units import unit_choices
from caseapp.queries.worker_register import register_rows
from caseapp.web.model_workers.blueprint import blueprint
from caseapp.web.model_workers.filters import filters
from caseapp.web.support.access import reads
from caseapp.web.support.clock import today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/model-workers/register.docx")
@reads(P.FILE_READ, recorded_as="model_worker.register")
def register_docx() -> Any:
    return document_file(_register(), "model-workers.docx")


@blueprint.get("/model-workers/register.xlsx")
@reads(P.FILE_READ, recorded_as="model_worker.register")
def register_xlsx() -> Any:
    return document_file(_register(), "model-workers.xlsx")


@blueprint.get("/model-workers/register/print")
@reads(P.FILE_READ, recorded_as="model_worker.register")
def register_print() -> Any:
    document = _register()
    sheet, query = below_title(document), request.query_string.decode()
    return render_template("model_workers/register.html", title=document.title, sheet=sheet, query=query)


def _register() -> Document:
    g.viewed = ("model_worker", None)
    asked = filters()
    rows = register_rows(db.session(), actor(), conditions(asked))
    return register(current_user.unit_name, _said(asked), rows, today())


def _said(asked: Filters) -> list[str]:
    """What was asked for, in Chinese; what was typed to find somebody may be a number and is not repeated."""
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    said = [unit.name for unit in units if unit.id == asked.unit_id]
    said += [member.zh for member in (asked.level, asked.work_state) if member]
    if asked.alive:
        said.append("健在" if asked.alive == "yes" else "已去世")
    return [*said, "按检索条件"] if asked.q else said
