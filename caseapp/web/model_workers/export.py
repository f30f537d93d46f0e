"""The roster of model workers as a workbook, their honours on a second sheet."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from caseapp.domain.access.roles import Permission
from caseapp.domain.imports import RosterKind
from caseapp.extensions import db
from caseapp.queries import model_workers as lists
from caseapp.queries.page import Wanted
from caseapp.queries.units import unit_choices
from caseapp.web.model_workers.blueprint import blueprint
from caseapp.web.model_workers.filters import filters, tags
from caseapp.web.support import giving_out
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import today
from caseapp.web.support.giving_out import Asked, ExportForm
from caseapp.web.support.session import actor

P = Permission
KIND = RosterKind.MODEL_WORKERS


def _conditions() -> Sequence[ColumnElement[bool]]:
    return lists.conditions(filters())


@blueprint.get("/model-workers/export")
@reads(P.FILE_READ)
def export() -> Any:
    return _page(ExportForm())


@blueprint.post("/model-workers/export")
@writes(P.FILE_READ, first=giving_out.asked(KIND, _conditions))
def download(sent: Asked) -> Any:
    """The workbook, or the page that makes a long one; the reason and the count stand in the audit trail."""
    return giving_out.answer(KIND, sent, _page)


def _page(form: ExportForm) -> str:
    asked = filters()
    found = lists.roster(db.session(), actor(), asked, Wanted(), year=today().year).found
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    return giving_out.asking(
        form,
        KIND,
        title=_("Model workers"),
        register="model_workers.roster",
        found=found,
        tags=[label for label, _url in tags(asked, units)],
    )
