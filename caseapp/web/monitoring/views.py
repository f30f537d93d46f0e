"""双监控: a project's money and targets at any day, what is said of each row, and the dated rules of the lights."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.monitor_table import monitor_table
from caseapp.domain.errors import N_, StaleView
from caseapp.domain.indicators.lights import USUAL
from caseapp.domain.indicators.monitoring import Cause
from caseapp.domain.periods import year_window
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.queries import monitoring as lists
from caseapp.services import monitor_rules, monitoring, monitoring_year
from caseapp.services.monitor_forms import monitor_facts
from caseapp.services.monitoring import MonitorSheet
from caseapp.web.monitoring.forms import NotesForm, RuleForm, known
from caseapp.web.monitoring.words import rules_said
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import attempted
from caseapp.web.support.as_of import as_of
from caseapp.web.support.charts import kinds_of
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.forms import tried
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor

blueprint = Blueprint("monitoring", __name__)
P = Permission
YEAR = "/projects/<int(min=2000,max=2099):year>/monitoring"
PROJECT = "/projects/<int(min=2000,max=2099):year>/<code>/monitoring"


@blueprint.get(YEAR)
@reads(P.PROJECT_READ)
def year(year: int) -> Any:
    day = as_of(year)
    seen = monitoring_year.year_of(db.session(), actor(), year, as_of=day)
    return render_template(
        "monitoring/year.html",
        seen=seen,
        kinds=kinds_of(seen.months),
        months=sorted({one.month for one in seen.months}),
        units=lists.paid_by_unit(db.session(), [one.project.id for one in seen.projects], year_window(year, day)),
        rules=rules_said(seen.rules, seen.document_no),
        today=today(),
    )


@blueprint.get(PROJECT)
@reads(P.PROJECT_READ)
def page(year: int, code: str) -> Any:
    sheet = _sheet(year, code, as_of(year))
    form = None
    if _may_note(sheet):
        form = NotesForm(formdata=None)
        form.fill(sheet)
    return _page(sheet, form)


@blueprint.post(PROJECT)
@writes(P.PROJECT_WRITE)
def save(year: int, code: str) -> Any:
    sheet = _sheet(year, code, as_of(year))
    form = NotesForm()
    if len(form.rows) != len(sheet.rows):
        raise StaleView(N_("The project's table has changed in the meantime. Reload the page and look again."))
    changed, status = attempted(form, lambda: _save(sheet, form))
    if changed is None:
        return _page(sheet, form), status
    flash(ngettext("%(num)d row is saved.", "%(num)d rows are saved.", changed), "good")
    return redirect(url_for("monitoring.page", year=year, code=code, as_of=sheet.as_of.isoformat()))


def _save(sheet: MonitorSheet, form: NotesForm) -> int:
    return monitoring.save(
        db.session(),
        actor(),
        year=sheet.project.year,
        code=sheet.project.code,
        period=sheet.as_of,
        seen=form.seen(sheet),
        said=form.said(sheet),
        now=now(),
        today=today(),
    )


@blueprint.get(f"{PROJECT}/history")
@reads(P.PROJECT_READ)
def history(year: int, code: str) -> Any:
    """Everything that was said for the period, who said it and when."""
    sheet = _sheet(year, code, as_of(year))
    notes = lists.history_of(db.session(), sheet.project.id, sheet.period) if sheet.period else ()
    return render_template("monitoring/history.html", sheet=sheet, notes=notes)


@blueprint.get(f"{PROJECT}.docx", defaults={"form": "docx"})
@blueprint.get(f"{PROJECT}.xlsx", defaults={"form": "xlsx"})
@reads(P.PROJECT_READ, recorded_as="form.export")
def download(year: int, code: str, form: str) -> Response:
    sheet = _sheet(year, code, as_of(year))
    g.viewed = ("project", sheet.project.id)
    name = f"{year}-{sheet.project.number}-monitor-{sheet.as_of:%m%d}.{form}"
    return document_file(monitor_table(monitor_facts(sheet)), name)


@blueprint.get(f"{PROJECT}/print")
@reads(P.PROJECT_READ, recorded_as="form.export")
def print_view(year: int, code: str) -> Any:
    sheet = _sheet(year, code, as_of(year))
    g.viewed = ("project", sheet.project.id)
    document = monitor_table(monitor_facts(sheet))
    return render_template("monitoring/print.html", sheet=sheet, title=document.title, paper=below_title(document))


@blueprint.get("/monitoring-rules")
@reads(P.PROJECT_READ)
def rules() -> Any:
    current = lists.lights_on(db.session(), today())
    return _rules_page(RuleForm(formdata=None, valid_from=today(), **known(current)))


@blueprint.post("/monitoring-rules")
@writes(P.PROJECT_WRITE)
def add_rule() -> Any:
    form = RuleForm()

    def act() -> Any:
        told = form.facts()
        return told and monitor_rules.add(db.session(), actor(), facts=told, now=now())

    if tried(form, act) is None:
        return _rules_page(form), 422
    flash(_("The rule is saved. Lights of that day and later go by it."), "good")
    return redirect(url_for("monitoring.rules"))


def _rules_page(form: RuleForm) -> str:
    rows = lists.all_rules(db.session())
    current = next((row.id for row in rows if row.valid_from <= today()), None)
    may_write = actor().may(P.PROJECT_WRITE)
    return render_template(
        "monitoring/rules.html", form=form, rows=rows, current=current, usual=USUAL, today=today(), may_write=may_write
    )


def _sheet(year: int, code: str, day: date) -> MonitorSheet:
    return monitoring.sheet_of(db.session(), actor(), year, code, as_of=day)


def _may_note(sheet: MonitorSheet) -> bool:
    ended = sheet.is_period and sheet.as_of <= today()
    return ended and may_here(actor(), P.PROJECT_WRITE, sheet.project.unit.path)


def _page(sheet: MonitorSheet, form: NotesForm | None) -> str:
    return render_template(
        "monitoring/page.html",
        sheet=sheet,
        form=form,
        rules=rules_said(sheet.rules, sheet.document_no),
        causes=list(Cause),
        today=today(),
    )
