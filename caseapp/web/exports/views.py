"""导出名册, the long ones: made step by step while one watches or `caseapp work` runs, then taken as one workbook."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.imports import RosterKind
from caseapp.extensions import db
from caseapp.services import exports
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.giving_out import file_name
from caseapp.web.support.session import actor

blueprint = Blueprint("exports", __name__)
P = Permission
ASKED_AT = {
    RosterKind.HOUSEHOLDS: "households.export",
    RosterKind.MODEL_WORKERS: "model_workers.export",
    RosterKind.SPECIAL_GROUPS: "special_groups.export",
}


@blueprint.get("/exports/<int:export_id>")
@reads(P.FILE_READ)
def page(export_id: int) -> Any:
    export = exports.opened(db.session(), actor(), export_id, now=now())
    return render_template(
        "exports/page.html",
        export=export,
        asked_at=url_for(ASKED_AT[export.kind]),
        gone_at=export.created_at + exports.KEPT_FOR,
    )


@blueprint.post("/exports/<int:export_id>/advance")
@writes(P.FILE_READ)
def advance(export_id: int) -> Any:
    """One step on; the page's script asks for the next by itself, without scripts a button does."""
    export = exports.opened(db.session(), actor(), export_id, now=now())
    more = exports.advance(db.session(), export_id=export_id, today=today(), now=now())
    if not request.headers.get("HX-Request"):
        return redirect(url_for("exports.page", export_id=export_id))
    answer = render_template("exports/_progress.html", export=export)
    return answer, 200, {} if more else {"HX-Refresh": "true"}


@blueprint.get("/exports/<int:export_id>/roster.xlsx")
@reads(P.FILE_READ, recorded_as="export.download")
def download(export_id: int) -> Any:
    export = exports.opened(db.session(), actor(), export_id, now=now())
    g.viewed = ("export", export.id)
    return as_file(exports.workbook(db.session(), actor(), export_id, now=now()), file_name(export.kind))


@blueprint.post("/exports/<int:export_id>/drop")
@writes(P.FILE_READ)
def drop(export_id: int) -> Any:
    kind = exports.opened(db.session(), actor(), export_id, now=now()).kind
    exports.drop(db.session(), actor(), export_id, now=now())
    flash(_("The list is deleted."), "info")
    return redirect(url_for(ASKED_AT[kind]))
