"""The roster: filtered, with the columns one wants, kept as views, printed, and notices for many at once."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.notices import NoticeFacts, reverification_notice
from caseapp.domain.errors import N_, Refused
from caseapp.domain.households.codes import Category, HouseholdState
from caseapp.extensions import db
from caseapp.queries import household_roster as lists
from caseapp.queries.household_filters import Filters
from caseapp.queries.household_roster import HouseholdRow
from caseapp.queries.saved_views import saved_views
from caseapp.queries.units import unit_choices
from caseapp.services import saved_views as views
from caseapp.web.households import columns, pages
from caseapp.web.households.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.language import word
from caseapp.web.support.lists import in_address, wanted, ways
from caseapp.web.support.people import filter_units
from caseapp.web.support.session import actor

P = Permission
LIST = "households"
MOST_PRINTED = 2000
MOST_NOTICES = 500
QUICK: tuple[tuple[dict[str, str], Any], ...] = (
    ({}, _l("All")),
    ({"due": "overdue"}, _l("Re-verification overdue")),
    ({"due": "soon"}, _l("Re-verification due in 30 days")),
    ({"stale": "year"}, _l("Not updated for a year")),
    ({"aided": "never"}, _l("Never aided")),
    ({"aided": "no"}, _l("Not aided this year")),
)
"""The lists of one click."""


@blueprint.get("/households")
@reads(P.FILE_READ)
def roster() -> Any:
    asked = pages.filters()
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    page = lists.roster(db.session(), actor(), asked, wanted(), today=today())
    before, after = ways(page)
    shown = columns.chosen_columns()
    return render_template(
        "households/roster.html",
        page=page,
        asked=asked,
        tags=pages.tags(asked, units),
        before=before,
        after=after,
        units=filter_units(units),
        categories=[("", _("All categories")), *((member.value, word(member)) for member in Category)],
        states=[("", _("All states")), *((member.value, word(member)) for member in HouseholdState)],
        may_add=actor().may(P.FILE_WRITE),
        year=today().year,
        shown=shown,
        chosen=request.args.getlist("show"),
        labels=columns.labels(today().year),
        columns=columns.heads(shown, today().year),
        quick=_quick(asked),
        views=saved_views(db.session(), actor(), LIST),
        query=request.query_string.decode(),
        conditions=_conditions(),
    )


def _quick(asked: Filters) -> list[dict[str, Any]]:
    """The one-click lists, the one in force marked; the columns chosen stay."""
    kept = {"show": request.args.getlist("show")}
    entries = []
    for conditions, label in QUICK:
        present = {name: getattr(asked, name) for name in ("due", "stale", "aided") if getattr(asked, name)}
        asked_for: dict[str, Any] = {**conditions, **kept}
        address = url_for("households.roster", **asked_for)
        entries.append({"label": str(label), "url": address, "active": present == conditions})
    return entries


def _conditions() -> list[tuple[str, str]]:
    """What the address asks, for forms that must carry it on."""
    places = {"after", "before", "pick", "all"}
    return [(name, value) for name, value in request.args.items(multi=True) if value and name not in places]


@blueprint.get("/households/print")
@reads(P.FILE_READ, recorded_as="roster.print")
def print_roster() -> Any:
    asked, shown = pages.filters(), columns.chosen_columns()
    rows, found = lists.every(db.session(), actor(), asked, today=today(), most=MOST_PRINTED)
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    return render_template(
        "households/print.html",
        rows=rows,
        found=found,
        labels=columns.labels(today().year),
        shown=shown,
        text=columns.text,
        figures=columns.FIGURES,
        tags=pages.tags(asked, units),
        back=url_for("households.roster", **in_address()),
        today=today(),
    )


@blueprint.get("/households/notices")
@reads(P.FILE_READ)
def notices() -> Any:
    """What would be printed for the files picked, or for all that match, by its true count."""
    rows, found = _picked()
    return render_template(
        "households/notices.html",
        rows=_due(rows),
        found=found,
        most=MOST_NOTICES,
        back=url_for("households.roster", **in_address(but=("pick", "all"))),
        download=url_for("households.notices_docx", **in_address()),
    )


@blueprint.get("/households/notices.docx")
@reads(P.FILE_READ, recorded_as="household.notices")
def notices_docx() -> Any:
    rows, found = _picked()
    due = _due(rows)
    if not due:
        raise Refused(N_("None of these files is on file with a day for its re-verification."))
    if found > MOST_NOTICES:
        raise Refused(N_("At most %(most)s notices at once; narrow the list first."), most=MOST_NOTICES)
    sheets = [
        reverification_notice(NoticeFacts(row.file_no, row.head, row.unit, row.reverify_due_on), today())
        for row in due
        if row.reverify_due_on
    ]
    return document_file(sheets, "re-verification-notices.docx")


def _picked() -> tuple[list[HouseholdRow], int]:
    """The files ticked, or all that match the filters when `all` is; within reach either way."""
    if request.args.get("all"):
        return lists.every(db.session(), actor(), pages.filters(), today=today(), most=MOST_NOTICES)
    ids = request.args.getlist("pick", type=int)[:MOST_NOTICES]
    return lists.every(db.session(), actor(), Filters(ids=tuple(ids)), today=today(), most=MOST_NOTICES)


def _due(rows: list[HouseholdRow]) -> list[HouseholdRow]:
    return [row for row in rows if row.state is HouseholdState.ON_FILE and row.reverify_due_on]


@blueprint.post("/households/views")
@writes(P.FILE_READ)
def save_view() -> Any:
    name, query = request.form.get("name", ""), request.form.get("query", "")[:1024]
    view = views.save(db.session(), actor(), list_name=LIST, name=name, query=query)
    flash(_("The view “%(name)s” is saved.", name=view.name), "good")
    return redirect(f"{url_for('households.roster')}?{view.query}")


@blueprint.post("/households/views/<int:view_id>/remove")
@writes(P.FILE_READ)
def remove_view(view_id: int) -> Any:
    views.remove(db.session(), actor(), view_id=view_id)
    flash(_("The view is removed."), "good")
    return redirect(url_for("households.roster"))
