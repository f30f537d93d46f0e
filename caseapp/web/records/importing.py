"""The list of a session from a workbook: the template, a look at the file with all that is wrong, and taking it in."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Refused
from caseapp.domain.rosters.attendants import ATTENDANTS
from caseapp.exporters.rosters import roster_template
from caseapp.extensions import db
from caseapp.models.sessions import ActivitySession
from caseapp.readers.rosters import Fault
from caseapp.readers.rosters.sheets import is_workbook
from caseapp.services import session_import
from caseapp.services.marked_copy import marked_copy
from caseapp.services.session_import import ListFound
from caseapp.services.sessions import session_of
from caseapp.web.records.blueprint import blueprint
from caseapp.web.records.meeting_forms import ListFileForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

P = Permission
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 200


@blueprint.get("/records/sessions/list-template.xlsx")
@reads(P.RECORD_WRITE)
def list_template() -> Any:
    return _download(roster_template(ATTENDANTS), _("people-at-a-session") + ".xlsx", XLSX)


@blueprint.get("/records/sessions/<int:session_id>/import")
@reads(P.RECORD_WRITE)
def choose_list(session_id: int) -> Any:
    return _page(_session(session_id), ListFileForm(formdata=None))


@blueprint.post("/records/sessions/<int:session_id>/import/preview")
@reads(P.RECORD_WRITE)
def look_at_list(session_id: int) -> Any:
    """What the file would bring and all that is wrong in it; nothing is stored."""
    held = _session(session_id)
    form = ListFileForm()
    if not form.validate():
        return _page(held, form), 422
    found = tried(form, lambda: _look(session_id, form.content))
    if found is None:
        return _page(held, form), 422
    carried = urlsafe_b64encode(session_import.seal(form.content, session_id=session_id, actor=actor())).decode()
    name = PurePath(form.file.data.filename or "").name[-128:]
    return _page(held, form, found, carried, name), 422 if found.faults else 200


@blueprint.post("/records/sessions/<int:session_id>/import/marked")
@reads(P.RECORD_WRITE)
def marked_list(session_id: int) -> Any:
    """The file that was sent, with the cells at fault marked."""
    data = _carried(session_id)
    found = _look(session_id, data)
    name, ending = PurePath(request.form.get("name", "")).stem, ".xlsx" if is_workbook(data) else ".csv"
    copy = marked_copy(data, found.roster, found.faults, _said)
    mimetype = XLSX if ending == ".xlsx" else "text/csv; charset=utf-8"
    return _download(copy, _("%(name)s-errors", name=name) + ending, mimetype)


@blueprint.post("/records/sessions/<int:session_id>/import")
@writes(P.RECORD_WRITE)
def take_list_in(session_id: int) -> Any:
    held = _session(session_id)
    count = session_import.take(db.session(), actor(), session_id=session_id, data=_carried(session_id), now=now())
    if count:
        flash(ngettext("%(count)s person is taken in.", "%(count)s people are taken in.", count, count=count), "good")
    else:
        flash(_("Nothing was new: everybody of this file is on the list already."), "info")
    return redirect(url_for("records.activity", activity_id=held.activity_id))


def _session(session_id: int) -> ActivitySession:
    return session_of(db.session(), actor(), session_id, P.RECORD_WRITE)


def _look(session_id: int, data: bytes) -> ListFound:
    return session_import.look(db.session(), actor(), session_id=session_id, data=data)


def _carried(session_id: int) -> bytes:
    try:
        sealed = urlsafe_b64decode(request.form.get("carried", ""))
    except ValueError:
        raise Refused(N_("This page is too old, or not yours. Choose the file again.")) from None
    return session_import.unseal(sealed, session_id=session_id, actor=actor())


def _said(fault: Fault) -> str:
    told = sentence(fault)
    return _("%(heading)s: %(told)s", heading=fault.heading, told=told) if fault.heading else told


def _page(
    held: ActivitySession, form: ListFileForm, found: ListFound | None = None, carried: str = "", name: str = ""
) -> str:
    return render_template(
        "records/import.html",
        held=held,
        activity=held.activity,
        form=form,
        found=found,
        faults=found.faults[:MOST_FAULTS] if found else (),
        carried=carried,
        name=name,
        most=session_import.LARGEST // 1024,
    )


def _download(data: bytes, name: str, mimetype: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
