"""The roster as a workbook: what the filters leave, for a reason, masked unless numbers may be shown."""

from typing import Any
from urllib.parse import quote

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries import households as lists
from caseapp.queries.household_filters import conditions
from caseapp.queries.page import Wanted
from caseapp.queries.units import unit_choices
from caseapp.services.roster_export import export_households
from caseapp.web.households import pages
from caseapp.web.households.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import BaseForm, TidyField, required, tried
from caseapp.web.support.session import actor

P = Permission
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(BaseForm):
    reason = TidyField(_l("What the list is needed for"), [required()])
    in_full = BooleanField(_l("With ID, phone and account numbers in full"))


@blueprint.get("/households/export")
@reads(P.FILE_READ)
def export() -> Any:
    return _page(ExportForm())


@blueprint.post("/households/export")
@writes(P.FILE_READ)
def download() -> Any:
    """The workbook; the reason and the count stand in the audit trail."""
    form = ExportForm()
    data = tried(form, lambda: _exported(form))
    if data is None:
        return _page(form), 422
    response = Response(data, mimetype=XLSX)
    name = f"{_('households')}-{today():%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _exported(form: ExportForm) -> bytes:
    return export_households(
        db.session(),
        actor(),
        conditions=conditions(pages.filters(), today()),
        reason=form.reason.data or "",
        in_full=bool(form.in_full.data),
        now=now(),
    )


def _page(form: ExportForm) -> str:
    asked = pages.filters()
    found = lists.roster(db.session(), actor(), asked, Wanted(), today=today()).found
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    return render_template(
        "households/export.html",
        form=form,
        found=found,
        tags=[label for label, _url in pages.tags(asked, units)],
        query=request.query_string.decode(),
        may_reveal=actor().may(P.PERSONAL_REVEAL),
    )
