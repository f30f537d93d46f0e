"""The list of a session from a workbook: the template, a look at the file with all that is wrong, and taking it in."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.rosters.attendants import ATTENDANTS
from caseapp.exporters.rosters import roster_template
from caseapp.extensions import db
from caseapp.services import session_import
from caseapp.services.sessions import session_of
from caseapp.web.records.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.carried import Carried
from caseapp.web.support.clock import now
from caseapp.web.support.downloads import as_file
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/records/sessions/list-template.xlsx")
@reads(P.RECORD_WRITE)
def list_template() -> Any:
    return as_file(roster_template(ATTENDANTS), _("people-at-a-session") + ".xlsx")


@blueprint.get("/records/sessions/<int:session_id>/import")
@reads(P.RECORD_WRITE)
def choose_list(session_id: int) -> Any:
    return _list(session_id).chosen()


@blueprint.post("/records/sessions/<int:session_id>/import/preview")
@reads(P.RECORD_WRITE)
def look_at_list(session_id: int) -> Any:
    return _list(session_id).looked_at()


@blueprint.post("/records/sessions/<int:session_id>/import/marked")
@reads(P.RECORD_WRITE)
def marked_list(session_id: int) -> Any:
    return _list(session_id).marked()


@blueprint.post("/records/sessions/<int:session_id>/import")
@writes(P.RECORD_WRITE)
def take_list_in(session_id: int) -> Any:
    data = _list(session_id).data
    count = session_import.take(db.session(), actor(), session_id=session_id, data=data, now=now())
    if count:
        flash(ngettext("%(count)s person is taken in.", "%(count)s people are taken in.", count, count=count), "good")
    else:
        flash(_("Nothing was new: everybody of this file is on the list already."), "info")
    activity_id = session_of(db.session(), actor(), session_id, P.RECORD_WRITE).activity_id
    return redirect(url_for("records.activity", activity_id=activity_id))


def _list(session_id: int) -> Carried:
    held = session_of(db.session(), actor(), session_id, P.RECORD_WRITE)

    def look(data: bytes) -> session_import.ListFound:
        return session_import.look(db.session(), actor(), session_id=session_id, data=data)

    def page(**shown: Any) -> str:
        return render_template("records/import.html", held=held, activity=held.activity, **shown)

    return Carried("session_import", session_id, look, page)
