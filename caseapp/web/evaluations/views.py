"""绩效自评: the computed points with what people add, the forms to take away, and the year's choices."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.department_evaluation import department_evaluation
from caseapp.domain.documents.document import Document
from caseapp.domain.documents.self_evaluation import LAYOUTS, national_form
from caseapp.domain.errors import N_, NotFound, StaleView
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.queries.projects import years
from caseapp.services import evaluation_rollup, evaluation_saving, evaluation_years, evaluations
from caseapp.services.evaluation_forms import department_facts, form_facts, total_of
from caseapp.services.evaluation_rollup import DepartmentEvaluation
from caseapp.services.evaluations import EvaluationSheet
from caseapp.web.evaluations.forms import USUAL, EvaluationForm, YearForm, known
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import attempted
from caseapp.web.support.as_of import asked_day
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor

blueprint = Blueprint("evaluations", __name__)
P = Permission
YEAR = "/projects/<int(min=2000,max=2099):year>/evaluation"
PROJECT = "/projects/<int(min=2000,max=2099):year>/<code>/evaluation"


@blueprint.get(PROJECT)
@reads(P.PROJECT_READ)
def page(year: int, code: str) -> Any:
    sheet = _sheet(year, code)
    form = None
    if _may_write(sheet):
        form = EvaluationForm(formdata=None)
        form.fill(sheet)
    return _page(sheet, form)


@blueprint.post(PROJECT)
@writes(P.PROJECT_WRITE)
def save(year: int, code: str) -> Any:
    sheet = _sheet(year, code)
    form = EvaluationForm()
    if len(form.rows) != len(sheet.rows):
        raise StaleView(N_("The project's table has changed in the meantime. Reload the page and look again."))
    saved, status = attempted(form, lambda: _save(sheet, form))
    if saved is None:
        return _page(sheet, form), status
    flash(_("The self-evaluation is saved."), "good")
    return redirect(url_for("evaluations.page", year=year, code=code))


def _save(sheet: EvaluationSheet, form: EvaluationForm) -> Any:
    return evaluation_saving.save(
        db.session(),
        actor(),
        year=sheet.project.year,
        code=sheet.project.code,
        version=whole_number(form.version.data) or 0,
        as_of=form.as_of.data or sheet.as_of,
        achieved=form.achieved.data or "",
        execution=form.execution(sheet),
        rows={row.figure.row: entry.form.facts() for row, entry in zip(sheet.rows, form.rows, strict=True)},
        now=now(),
        today=today(),
    )


@blueprint.get(f"{PROJECT}.docx", defaults={"form": "docx"})
@blueprint.get(f"{PROJECT}.xlsx", defaults={"form": "xlsx"})
@reads(P.PROJECT_READ, recorded_as="form.export")
def download(year: int, code: str, form: str) -> Response:
    sheet = _sheet(year, code)
    g.viewed = ("project", sheet.project.id)
    return document_file(_document(sheet), f"{year}-{sheet.project.number}-evaluation.{form}")


@blueprint.get(f"{PROJECT}/print")
@reads(P.PROJECT_READ, recorded_as="form.export")
def print_view(year: int, code: str) -> Any:
    sheet = _sheet(year, code)
    g.viewed = ("project", sheet.project.id)
    document = _document(sheet)
    return render_template("evaluations/print.html", sheet=sheet, title=document.title, paper=below_title(document))


@blueprint.get(YEAR)
@reads(P.PROJECT_READ)
def department(year: int) -> Any:
    """The projects of the year side by side, and each measure over all of them."""
    return render_template("evaluations/department.html", seen=_department(year), total_of=total_of)


@blueprint.get(f"{YEAR}.docx", defaults={"form": "docx"})
@blueprint.get(f"{YEAR}.xlsx", defaults={"form": "xlsx"})
@reads(P.PROJECT_READ, recorded_as="form.export")
def department_download(year: int, form: str) -> Response:
    return document_file(department_evaluation(department_facts(_department(year))), f"{year}-evaluation.{form}")


def _department(year: int) -> DepartmentEvaluation:
    return evaluation_rollup.department_of(db.session(), actor(), year, as_of=asked_day(year), today=today())


@blueprint.get("/projects/<int(min=2000,max=2099):year>/evaluation-choices")
@reads(P.PROJECT_WRITE)
def choices(year: int) -> Any:
    chosen = evaluations.rules_of(db.session(), year)
    return _choices_page(year, YearForm(formdata=None, **(known(chosen) if chosen else USUAL)))


@blueprint.post("/projects/<int(min=2000,max=2099):year>/evaluation-choices")
@writes(P.PROJECT_WRITE)
def choose(year: int) -> Any:
    form = YearForm()
    try:
        chosen = tried(form, lambda: _choose(year, form))
    except StaleView as stale:
        form.form_errors.append(sentence(stale))
        return _choices_page(year, form), 409
    if chosen is None:
        return _choices_page(year, form), 422
    flash(_("The choices are saved; every form of the year prints them."), "good")
    return redirect(url_for("projects.roster", year=year))


def _choose(year: int, form: YearForm) -> Any:
    return evaluation_years.choose(
        db.session(),
        actor(),
        year=year,
        version=whole_number(form.version.data) or 0,
        facts=form.facts(),
        now=now(),
    )


def _choices_page(year: int, form: YearForm) -> str:
    if year not in years(db.session(), actor()):
        raise NotFound(N_("No book of this year has been loaded."))
    return render_template("evaluations/choices.html", year=year, form=form)


def _sheet(year: int, code: str) -> EvaluationSheet:
    return evaluations.sheet_of(db.session(), actor(), year, code, as_of=asked_day(year), today=today())


def _may_write(sheet: EvaluationSheet) -> bool:
    return may_here(actor(), P.PROJECT_WRITE, sheet.project.unit.path)


def _page(sheet: EvaluationSheet, form: EvaluationForm | None) -> str:
    return render_template("evaluations/page.html", sheet=sheet, form=form, may_choose=actor().may(P.PROJECT_WRITE))


def _document(sheet: EvaluationSheet) -> Document:
    layout = LAYOUTS.get(request.args.get("layout", ""), national_form)
    return layout(form_facts(sheet))
