"""改绩效目标表: a project's table edited on a screen; a year carried over to the next with a preview."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.tailoring import measure_named
from caseapp.domain.indicators.target import parse_target
from caseapp.extensions import db
from caseapp.models.projects import Project
from caseapp.queries.projects import project_by_code
from caseapp.queries.target_edits import target_edits
from caseapp.readers.targets.typed import PLAN_BOXES
from caseapp.services.book_losses import spoken_of
from caseapp.services.target_editing import edit
from caseapp.services.year_copy import copy_year, preview_copy
from caseapp.web.support import two_tabs
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import attempted
from caseapp.web.support.clock import now
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor
from caseapp.web.support.targets import understood
from caseapp.web.targets.forms import TargetForm
from caseapp.web.targets.pages import days

blueprint = Blueprint("targets", __name__)
P = Permission
YEAR = "<int(min=2000,max=2098):year>"


@blueprint.get(f"/projects/{YEAR}/<code>/edit")
@reads(P.PROJECT_WRITE)
def edit_table(year: int, code: str) -> Any:
    project = _project(year, code)
    return _page(project, _filled(project))


@blueprint.post(f"/projects/{YEAR}/<code>/edit")
@writes(P.PROJECT_WRITE)
def save(year: int, code: str) -> Any:
    project = _project(year, code)
    form = TargetForm()
    if "more_rows" in request.form:
        form.add_row()
        return _page(project, form)
    form, held_up = two_tabs.reconciled(form, _filled(project))
    if held_up:
        return _page(project, form), held_up
    unmatched, status = attempted(form, lambda: _edit(project, form))
    if unmatched is None:
        return _page(project, form), status
    flash(_("The target table is saved."), "good")
    if unmatched:
        asks = ngettext(
            "%(count)s row asks for a measure.", "%(count)s rows ask for a measure.", unmatched, count=unmatched
        )
        flash(asks, "warn")
    return redirect(url_for("projects.page", year=year, code=code))


@blueprint.get(f"/projects/{YEAR}/<code>/edit/understood")
@reads(P.PROJECT_WRITE)
def what_is_understood(year: int, code: str) -> Any:
    """The part of the page beside a target that is being typed."""
    printed = next((value for name, value in request.args.items() if name.endswith("-target")), "").strip()
    said = understood(parse_target(printed, year)) if printed else ""
    return render_template("targets/_understood.html", said=said)


@blueprint.get(f"/projects/{YEAR}/copy")
@reads(P.PROJECT_WRITE)
def copy_preview(year: int) -> Any:
    found = preview_copy(db.session(), actor(), year_from=year, year_to=year + 1)
    return render_template("targets/copy.html", found=found, measure_named=measure_named)


@blueprint.post(f"/projects/{YEAR}/copy")
@writes(P.PROJECT_WRITE)
def copy(year: int) -> Any:
    count = copy_year(
        db.session(), actor(), year_from=year, year_to=year + 1, now=now(), seen=request.form.get("seen", "")
    )
    flash(_("%(count)s projects of %(year)s are copied to %(next)s.", count=count, year=year, next=year + 1), "good")
    return redirect(url_for("projects.roster", year=year + 1))


def _project(year: int, code: str) -> Project:
    project = project_by_code(db.session(), actor(), year, code)
    if not may_here(actor(), P.PROJECT_WRITE, project.unit.path):
        raise NotFound(N_("There is no project %(code)s in %(year)s."), code=code, year=year)
    return project


def _filled(project: Project) -> TargetForm:
    form = TargetForm(formdata=None)
    form.fill(project)
    return form


def _page(project: Project, form: TargetForm) -> str:
    session = db.session()
    return render_template(
        "targets/form.html",
        project=project,
        form=form,
        held=spoken_of(session, project),
        days=days(target_edits(session, project.id)),
    )


def _edit(project: Project, form: TargetForm) -> int:
    return edit(
        db.session(),
        actor(),
        year=project.year,
        code=project.code,
        version=whole_number(form.version.data) or 0,
        lines=form.edited(),
        plan=[form[box].data or "" for box in PLAN_BOXES],
        goals=form.goals.data or "",
        reason=form.reason.data or "",
        now=now(),
    )
