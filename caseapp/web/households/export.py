"""The roster of households as a workbook."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from caseapp.domain.access.roles import Permission
from caseapp.domain.imports import RosterKind
from caseapp.extensions import db
from caseapp.queries import household_roster as lists
from caseapp.queries.household_filters import conditions
from caseapp.queries.page import Wanted
from caseapp.queries.units import unit_choices
from caseapp.web.households import pages
from caseapp.web.households.blueprint import blueprint
from caseapp.web.support import giving_out
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import today
from caseapp.web.support.giving_out import Asked, ExportForm
from caseapp.web.support.session import actor

P = Permission
KIND = RosterKind.HOUSEHOLDS


def _conditions() -> Sequence[ColumnElement[bool]]:
    return conditions(pages.filters(), today())


@blueprint.get("/households/export")
@reads(P.FILE_READ)
def export() -> Any:
    return _page(ExportForm())


@blueprint.post("/households/export")
@writes(P.FILE_READ, first=giving_out.asked(KIND, _conditions))
def download(sent: Asked) -> Any:
    """The workbook, or the page that makes a long one; the reason and the count stand in the audit trail."""
    return giving_out.answer(KIND, sent, _page)


def _page(form: ExportForm) -> str:
    asked = pages.filters()
    found = lists.roster(db.session(), actor(), asked, Wanted(), today=today()).found
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    return giving_out.asking(
        form,
        KIND,
        title=_("Households in difficulty"),
        register="households.roster",
        found=found,
        tags=[label for label, _url in pages.tags(asked, units)],
    )
