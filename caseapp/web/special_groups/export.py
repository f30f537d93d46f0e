"""The lists of special-group people as a workbook."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries import special_groups as lists
from caseapp.queries.page import Wanted
from caseapp.queries.units import unit_choices
from caseapp.services.group_export import export_special_groups
from caseapp.web.special_groups.blueprint import blueprint
from caseapp.web.special_groups.filters import filters, tags
from caseapp.web.support import giving_out
from caseapp.web.support.access import reads, writes
from caseapp.web.support.giving_out import ExportForm
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/special-groups/export")
@reads(P.FILE_READ)
def export() -> Any:
    return _page(ExportForm())


@blueprint.post("/special-groups/export")
@writes(P.FILE_READ)
def download() -> Any:
    """The workbook; the reason and the count stand in the audit trail."""
    form = ExportForm()
    return giving_out.download(form, _exported, _("special-groups")) or (_page(form), 422)


def _exported(reason: str, in_full: bool, at: datetime) -> bytes:
    asked = lists.conditions(filters())
    return export_special_groups(db.session(), actor(), conditions=asked, reason=reason, in_full=in_full, now=at)


def _page(form: ExportForm) -> str:
    asked = filters()
    found = lists.roster(db.session(), actor(), asked, Wanted()).found
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    return giving_out.asking(
        form,
        title=_("Special groups"),
        register="special_groups.roster",
        found=found,
        tags=[label for label, _url in tags(asked, units)],
    )
