"""Special-group people: the yearly lists, a light record each."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.extensions import db
from caseapp.models.payments import Payment
from caseapp.queries import changes, people
from caseapp.queries import special_groups as lists
from caseapp.queries.special_groups import ListingRow
from caseapp.queries.units import unit_choices
from caseapp.services import reveals, special_groups
from caseapp.services.reveals import Revealed
from caseapp.web.special_groups import export
from caseapp.web.special_groups.blueprint import blueprint
from caseapp.web.special_groups.filters import filters, tags
from caseapp.web.special_groups.forms import ListingForm
from caseapp.web.support import history, two_tabs
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import attempted
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import word
from caseapp.web.support.lists import wanted, ways
from caseapp.web.support.people import filter_units, may_here
from caseapp.web.support.session import actor

P = Permission
__all__ = ["blueprint", "export"]


@blueprint.get("/special-groups")
@reads(P.FILE_READ)
def roster() -> Any:
    asked = filters()
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    page = lists.roster(db.session(), actor(), asked, wanted())
    before, after = ways(page)
    return render_template(
        "special_groups/roster.html",
        page=page,
        asked=asked,
        tags=tags(asked, units),
        query=request.query_string.decode(),
        before=before,
        after=after,
        units=filter_units(units),
        groups=[("", _("All groups")), *((member.value, word(member)) for member in SpecialGroup)],
        years=[("", _("All years")), *((year, str(year)) for year in lists.years(db.session()))],
        may_add=actor().may(P.FILE_WRITE),
        may_console=actor().may(P.BATCH_PREPARE),
    )


@blueprint.get("/special-groups/new")
@reads(P.FILE_WRITE)
def new() -> Any:
    return render_template("special_groups/form.html", form=_new_form(), listing=None)


@blueprint.post("/special-groups/new")
@writes(P.FILE_WRITE)
def add() -> Any:
    form = _new_form()
    made = tried(
        form, lambda: special_groups.register(db.session(), actor(), facts=form.facts(), today=today(), now=now())
    )
    if made is None:
        return render_template("special_groups/form.html", form=form, listing=None), 422
    form.warn_of_account()
    return _done(made.id, _("The person is on the list of %(year)s.", year=made.year))


def _new_form() -> ListingForm:
    form = ListingForm(year=str(today().year))
    form.offer(unit_choices(db.session(), actor(), P.FILE_WRITE))
    return form


@blueprint.get("/special-groups/<int:listing_id>")
@reads(P.FILE_READ, recorded_as="listing.view")
def page(listing_id: int) -> Any:
    g.viewed = ("listing", listing_id)
    return _page(_listing(listing_id))


def _listing(listing_id: int) -> ListingRow:
    listing = lists.one(db.session(), actor(), listing_id)
    if listing is None:
        raise NotFound(N_("There is no such person on the list."))
    return listing


def _page(listing: ListingRow, revealed: Revealed | None = None) -> str:
    own = (Payment.person_id == listing.person.id) & Payment.household_id.is_(None)
    lines = people.payments(db.session(), own)
    events = people.history(db.session(), "listing", listing.id, [listing.person.id])
    changed = changes.of_events(db.session(), [event.seq for event in events if "changes" in event.details])
    return render_template(
        "special_groups/page.html",
        listing=listing,
        payments=lines,
        days=history.days(events, lines, changed),
        may_amend=may_here(actor(), P.FILE_WRITE, listing.unit_path),
        may_reveal=may_here(actor(), P.PERSONAL_REVEAL, listing.unit_path),
        revealed=revealed,
    )


@blueprint.post("/special-groups/<int:listing_id>/reveal")
@writes(P.PERSONAL_REVEAL, confirmed=True)
def reveal(listing_id: int) -> Any:
    """The record's page with the person's numbers in full."""
    revealed = reveals.of_listing(db.session(), actor(), listing_id=listing_id, now=now())
    return _page(_listing(listing_id), revealed)


@blueprint.get("/special-groups/<int:listing_id>/edit")
@reads(P.FILE_WRITE)
def edit(listing_id: int) -> Any:
    listing = _open_listing(listing_id)
    form = _filled(listing)
    return render_template("special_groups/form.html", form=form, listing=listing)


@blueprint.post("/special-groups/<int:listing_id>/edit")
@writes(P.FILE_WRITE)
def amend(listing_id: int) -> Any:
    listing = _open_listing(listing_id)
    form = ListingForm()
    del form.unit_id
    form, held_up = two_tabs.reconciled(form, _filled(listing))
    if held_up:
        return render_template("special_groups/form.html", form=form, listing=listing), held_up
    saved, status = attempted(form, lambda: _amend(listing, form))
    if saved is None:
        return render_template("special_groups/form.html", form=form, listing=listing), status
    form.warn_of_account()
    return _done(listing_id, _("The record is saved."))


def _open_listing(listing_id: int) -> ListingRow:
    listing = _listing(listing_id)
    if not may_here(actor(), P.FILE_WRITE, listing.unit_path):
        raise NotFound(N_("There is no such person on the list."))
    return listing


def _filled(listing: ListingRow) -> ListingForm:
    form = ListingForm(formdata=None)
    del form.unit_id
    form.fill(listing)
    return form


def _amend(listing: ListingRow, form: ListingForm) -> Any:
    return special_groups.amend(
        db.session(),
        actor(),
        listing_id=listing.id,
        version=listing.version,
        facts=form.facts(),
        today=today(),
        now=now(),
    )


def _done(listing_id: int, message: str) -> Any:
    flash(message, "good")
    return redirect(url_for("special_groups.page", listing_id=listing_id))
