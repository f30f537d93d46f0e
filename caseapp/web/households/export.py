"""The roster of households as a workbook."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries import household_roster as lists
from caseapp.queries.household_filters import conditions
from caseapp.queries.page import Wanted
from caseapp.queries.units import unit_choices
from caseapp.services.roster_export import export_households
from caseapp.web.households import pages
from caseapp.web.households.blueprint import blueprint
from caseapp.web.support import giving_out
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import today
from caseapp.web.support.giving_out import ExportForm
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/households/export")
@reads(P.FILE_READ)
def export() -> Any:
    return _page(ExportForm())


@blueprint.post("/households/export")
@writes(P.FILE_READ)
def download() -> Any:
    """The workbook; the reason and the count stand in the audit trail."""
    form = ExportForm()
    return giving_out.download(form, _exported, _("households")) or (_page(form), 422)


def _exported(reason: str, in_full: bool, at: datetime) -> bytes:
    asked = conditions(pages.filters(), today())
    return export_households(db.session(), actor(), conditions=asked, reason=reason, in_full=in_full, now=at)


def _page(form: ExportForm) -> str:
    asked = pages.filters()
    found = lists.roster(db.session(), actor(), asked, Wanted(), today=today()).found
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    return giving_out.asking(
        form,
        title=_("Households in difficulty"),
        register="households.roster",
        found=found,
        tags=[label for label, _url in pages.tags(asked, units)],
    )
