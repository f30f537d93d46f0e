"""The roster of model workers as a workbook, their honours on a second sheet."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries import model_workers as lists
from caseapp.queries.page import Wanted
from caseapp.queries.units import unit_choices
from caseapp.services.worker_export import export_model_workers
from caseapp.web.model_workers.blueprint import blueprint
from caseapp.web.model_workers.filters import filters, tags
from caseapp.web.support import giving_out
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import today
from caseapp.web.support.giving_out import ExportForm
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/model-workers/export")
@reads(P.FILE_READ)
def export() -> Any:
    return _page(ExportForm())


@blueprint.post("/model-workers/export")
@writes(P.FILE_READ)
def download() -> Any:
    """The workbook; the reason and the count stand in the audit trail."""
    form = ExportForm()
    return giving_out.download(form, _exported, _("model-workers")) or (_page(form), 422)


def _exported(reason: str, in_full: bool, at: datetime) -> bytes:
    asked = lists.conditions(filters())
    return export_model_workers(db.session(), actor(), conditions=asked, reason=reason, in_full=in_full, now=at)


def _page(form: ExportForm) -> str:
    asked = filters()
    found = lists.roster(db.session(), actor(), asked, Wanted(), year=today().year).found
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    return giving_out.asking(
        form,
        title=_("Model workers"),
        register="model_workers.roster",
        found=found,
        tags=[label for label, _url in tags(asked, units)],
    )
