"""导入名册: choose a file, see all that is wrong and all that would change, decide, apply in steps."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.imports import ImportState, RosterKind, Verdict
from caseapp.exporters.rosters import roster_template
from caseapp.extensions import db
from caseapp.queries import imports as lists
from caseapp.services import imports
from caseapp.services.import_words import faults_of
from caseapp.services.roster_kinds import ROSTERS
from caseapp.web.imports import pages
from caseapp.web.imports.forms import RosterForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.forms import tried
from caseapp.web.support.language import word
from caseapp.web.support.lists import chosen, wanted, ways
from caseapp.web.support.sent_files import MOST_SHOWN, marked_file
from caseapp.web.support.session import actor

blueprint = Blueprint("imports", __name__)
P = Permission


@blueprint.get("/imports")
@reads(P.FILE_WRITE)
def roster() -> Any:
    return render_template("imports/roster.html", lines=lists.recent(db.session(), actor()))


@blueprint.get("/imports/new")
@reads(P.FILE_WRITE)
def new() -> Any:
    return _new(RosterForm(formdata=None, kind=chosen(RosterKind, "kind") or RosterKind.HOUSEHOLDS))


def _new(form: RosterForm) -> str:
    return render_template("imports/new.html", form=form, kinds=[(kind, word(kind)) for kind in ROSTERS])


@blueprint.get("/imports/template.xlsx")
@reads(P.FILE_WRITE)
def template() -> Any:
    kind = chosen(RosterKind, "kind") or RosterKind.HOUSEHOLDS
    name = _("%(kind)s-roster-template", kind=word(kind))
    return as_file(roster_template(ROSTERS[kind].layout), f"{name}.xlsx")


def _staged() -> tuple[RosterForm, imports.Staged | None]:
    """The form, and the file read before anybody waits for this write."""
    form = RosterForm()
    return form, tried(form, lambda: _staged_of(form)) if form.validate() else None


def _staged_of(form: RosterForm) -> imports.Staged:
    return imports.stage(db.session(), actor(), data=form.file.content, kind=form.kind.data, today=today())


@blueprint.post("/imports/new")
@writes(P.FILE_WRITE, first=_staged)
def take(sent: tuple[RosterForm, imports.Staged | None]) -> Any:
    """Keeps the file and what it would do; the register stays as it is."""
    form, staged = sent
    if staged is None:
        return _new(form), 422
    kept = imports.keep(db.session(), actor(), staged, name=form.file.filename, now=now())
    return redirect(url_for("imports.page", import_id=kept.id))


@blueprint.get("/imports/<int:import_id>")
@reads(P.FILE_WRITE)
def page(import_id: int) -> Any:
    kept = imports.opened(db.session(), actor(), import_id)
    standing = lists.standing(db.session(), import_id)
    verdict = pages.verdict() if "show" in request.args else pages.best(standing)
    faults = faults_of(kept.faults) if verdict is Verdict.FAULTY else []
    found = lists.rows(db.session(), import_id, kept.kind, verdict, wanted())
    before, after = ways(found)
    return render_template(
        "imports/page.html",
        kept=kept,
        standing=standing,
        taken=pages.TAKEN[kept.kind],
        verdict=verdict,
        verdicts=Verdict,
        tabs=pages.tabs(import_id, standing, verdict),
        faults=faults[:MOST_SHOWN],
        fault_count=kept.fault_count,
        rows=[pages.shown(row, kept.kind) for row in found.rows] if verdict is not Verdict.FAULTY else [],
        before=before,
        after=after,
        open=kept.state is ImportState.CHECKED,
        running=kept.state is ImportState.RUNNING,
    )


@blueprint.get("/imports/<int:import_id>/marked")
@reads(P.FILE_WRITE, recorded_as="import.marked")
def marked(import_id: int) -> Any:
    """The file that was sent, with the cells at fault marked."""
    kept = imports.opened(db.session(), actor(), import_id)
    g.viewed = ("import", import_id)
    data = imports.content(kept)
    return marked_file(data, ROSTERS[kept.kind].read(data), faults_of(kept.faults), kept.name)


@blueprint.post("/imports/<int:import_id>/rows/<int:row_id>")
@writes(P.FILE_WRITE)
def decide(import_id: int, row_id: int) -> Any:
    imports.decide(db.session(), actor(), import_id=import_id, row_id=row_id, skip=_skip())
    return _back(import_id)


@blueprint.post("/imports/<int:import_id>/rows")
@writes(P.FILE_WRITE)
def decide_all(import_id: int) -> Any:
    verdict = Verdict(request.form["verdict"]) if request.form.get("verdict") in set(Verdict) else Verdict.CHANGED
    imports.decide_all(db.session(), actor(), import_id=import_id, verdict=verdict, skip=_skip())
    return _back(import_id)


def _skip() -> bool:
    return request.form.get("skip") == "1"


def _back(import_id: int) -> Any:
    asked = chosen(Verdict, "show") or Verdict.CHANGED
    after, before = (request.args.get(name) or None for name in ("after", "before"))
    return redirect(url_for("imports.page", import_id=import_id, show=asked.value, after=after, before=before))


@blueprint.post("/imports/<int:import_id>/start")
@writes(P.FILE_WRITE)
def start(import_id: int) -> Any:
    imports.start(db.session(), actor(), import_id=import_id, now=now())
    return redirect(url_for("imports.page", import_id=import_id))


@blueprint.post("/imports/<int:import_id>/advance")
@writes(P.FILE_WRITE)
def advance(import_id: int) -> Any:
    """One step on; the page's script asks for the next by itself, without scripts a button does."""
    kept = imports.opened(db.session(), actor(), import_id)
    more = imports.advance(db.session(), import_id=import_id, today=today(), now=now())
    if not request.headers.get("HX-Request"):
        return redirect(url_for("imports.page", import_id=import_id))
    db.session.flush()
    standing = lists.standing(db.session(), import_id)
    answer = render_template("imports/_progress.html", kept=kept, standing=standing)
    return answer, 200, {} if more else {"HX-Refresh": "true"}


@blueprint.post("/imports/<int:import_id>/cancel")
@writes(P.FILE_WRITE)
def cancel(import_id: int) -> Any:
    imports.cancel(db.session(), actor(), import_id=import_id, now=now())
    flash(_("The import is stopped. What was taken in stays."), "info")
    return redirect(url_for("imports.page", import_id=import_id))
