"""Households in difficulty: the file, its forms and the steps of its life."""

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid
from caseapp.extensions import db
from caseapp.models.payments import Payment
from caseapp.queries import changes, duplicates, people
from caseapp.queries.households import HouseholdFile
from caseapp.queries.units import unit_choices
from caseapp.services import household_steps as steps
from caseapp.services import households, reveals
from caseapp.services.reveals import Revealed
from caseapp.web.households import export, pages, roster, sheets, told
from caseapp.web.households.blueprint import blueprint
from caseapp.web.households.drafts import NEW, of_file
from caseapp.web.households.forms import MORE_ROWS, ROWS, HouseholdForm
from caseapp.web.households.opening import open_file, seen_file
from caseapp.web.support import drafts, history, two_tabs
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import attempted
from caseapp.web.support.clock import now, today
from caseapp.web.support.drafts import FormDraft
from caseapp.web.support.forms import tried
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor

__all__ = ["blueprint", "export", "roster", "sheets"]
P = Permission


@blueprint.get("/households/new")
@reads(P.FILE_WRITE)
def new() -> Any:
    draft = _draft(None)
    form = _new_form(draft)
    form.add_rows(1 if draft.opened else ROWS)
    return _form(form, None, draft)


@blueprint.post("/households/new")
@writes(P.FILE_WRITE)
def add() -> Any:
    form = _new_form()
    if "more_rows" in request.form:
        form.add_rows(MORE_ROWS)
        return _form(form, None)
    made = tried(form, lambda: households.register(db.session(), actor(), facts=form.facts(), today=today(), now=now()))
    if made is None:
        return _form(form, None), 422
    drafts.is_saved(NEW)
    flash(_("File %(file_no)s is saved as a draft.", file_no=made.file_no), "good")
    form.warn_of_account()
    return redirect(url_for("households.page", household_id=made.id))


def _draft(file: HouseholdFile | None) -> FormDraft:
    if file is None:
        return drafts.draft_of(NEW, "households.new")
    return drafts.draft_of(of_file(file.id), "households.edit", household_id=file.id)


def _form(form: HouseholdForm, file: HouseholdFile | None, draft: FormDraft | None = None) -> str:
    return render_template("households/form.html", form=form, file=file, draft=draft or _draft(file))


def _new_form(draft: FormDraft | None = None) -> HouseholdForm:
    opened = draft.opened if draft else None
    form = HouseholdForm(formdata=opened) if opened else HouseholdForm(applied_on=today())
    form.offer(unit_choices(db.session(), actor(), P.FILE_WRITE))
    return form


@blueprint.get("/households/<int:household_id>")
@reads(P.FILE_READ, recorded_as="household.view")
def page(household_id: int) -> Any:
    g.viewed = ("household", household_id)
    return _page(seen_file(household_id))


def _page(file: HouseholdFile, revealed: Revealed | None = None, *, refused: bool = False) -> str:
    lines = people.payments(db.session(), Payment.household_id == file.id)
    events = people.history(db.session(), "household", file.id, [member.person.id for member in file.members])
    changed = changes.of_events(db.session(), [event.seq for event in events if "changes" in event.details])
    return render_template(
        "households/page.html",
        file=file,
        payments=lines,
        held=file.held,
        merges=duplicates.merges_of(db.session(), actor(), file.id) if file.is_linked else [],
        may_unmerge=may_here(actor(), P.FILE_APPROVE, file.unit_path),
        alike=duplicates.of_file(db.session(), actor(), file.id) if file.is_linked else [],
        paid_fen=pages.aid_this_year(lines, today().year),
        year=today().year,
        days=history.days(events, lines, changed, pages.names(file)),
        steps=pages.steps_for(actor(), file, today()),
        turns=pages.turns(actor(), file),
        may_amend=pages.may_amend(actor(), file),
        told=told.sections(file),
        lacking=told.lacking(file),
        refused=refused,
        may_reveal=may_here(actor(), P.PERSONAL_REVEAL, file.unit_path),
        revealed=revealed,
        today=today(),
    )


@blueprint.post("/households/<int:household_id>/reveal")
@writes(P.PERSONAL_REVEAL, confirmed=True)
def reveal(household_id: int) -> Any:
    """The file's page with one member's numbers in full; the head's when no member is named."""
    member_id = request.form.get("member_id", type=int)
    revealed = reveals.in_household(db.session(), actor(), household_id=household_id, member_id=member_id, now=now())
    return _page(seen_file(household_id), revealed)


@blueprint.get("/households/<int:household_id>/edit")
@reads(P.FILE_WRITE)
def edit(household_id: int) -> Any:
    file = open_file(household_id)
    form, draft = _filled(file), _draft(file)
    if draft.opened:
        form, _both = two_tabs.reconciled(_drafted(draft.opened), form, draft.opened)
    form.add_rows(1 if draft.opened else 2)
    if "complete" in request.args:
        form.ask_for(file.lacking)
    return _form(form, file, draft)


def _drafted(fields: MultiDict[str, str]) -> HouseholdForm:
    form = HouseholdForm(formdata=fields)
    del form.unit_id
    return form


@blueprint.post("/households/<int:household_id>/edit")
@writes(P.FILE_WRITE)
def amend(household_id: int) -> Any:
    file = open_file(household_id)
    form = HouseholdForm()
    del form.unit_id
    if "more_rows" in request.form:
        form.add_rows(MORE_ROWS)
        return _form(form, file)
    form, held_up = two_tabs.reconciled(form, _filled(file))
    if held_up:
        form.add_rows(1)
        return _form(form, file), held_up
    saved, status = attempted(form, lambda: _amend(file, form))
    if saved is None:
        return _form(form, file), status
    drafts.is_saved(of_file(file.id))
    flash(_("The file is saved."), "good")
    form.warn_of_account()
    return redirect(url_for("households.page", household_id=household_id))


def _filled(file: HouseholdFile) -> HouseholdForm:
    form = HouseholdForm(formdata=None)
    del form.unit_id
    form.fill(file)
    return form


def _amend(file: HouseholdFile, form: HouseholdForm) -> Any:
    return households.amend(
        db.session(),
        actor(),
        household_id=file.id,
        version=file.version,
        facts=form.facts(),
        today=today(),
        now=now(),
    )


def _seen() -> int:
    """The version of the file the actor saw when pressing the button."""
    return request.form.get("version", 0, type=int)


@blueprint.post("/households/<int:household_id>/submit")
@writes(P.FILE_WRITE)
def submit(household_id: int) -> Any:
    """Refused with the page that names and links all that is missing."""
    try:
        steps.submit(db.session(), actor(), household_id=household_id, version=_seen(), now=now())
    except Invalid:
        return _page(seen_file(household_id), refused=True), 422
    return _done(household_id, _("The file is submitted."))


@blueprint.post("/households/<int:household_id>/return")
@writes(P.FILE_APPROVE)
def send_back(household_id: int) -> Any:
    reason = request.form.get("reason", "")
    steps.send_back(db.session(), actor(), household_id=household_id, version=_seen(), reason=reason, now=now())
    return _done(household_id, _("The file is returned for completion."))


@blueprint.post("/households/<int:household_id>/approve")
@writes(P.FILE_APPROVE)
def approve(household_id: int) -> Any:
    steps.approve(db.session(), actor(), household_id=household_id, version=_seen(), today=today(), now=now())
    return _done(household_id, _("The file is in force from today."))


@blueprint.post("/households/<int:household_id>/exit")
@writes(P.FILE_APPROVE)
def exit_file(household_id: int) -> Any:
    reason = request.form.get("reason", "")
    steps.exit_file(
        db.session(), actor(), household_id=household_id, version=_seen(), reason=reason, today=today(), now=now()
    )
    return _done(household_id, _("The household has left the register."))


@blueprint.post("/households/<int:household_id>/close")
@writes(P.FILE_WRITE, P.FILE_APPROVE)
def close(household_id: int) -> Any:
    reason = request.form.get("reason", "")
    steps.close(
        db.session(), actor(), household_id=household_id, version=_seen(), reason=reason, today=today(), now=now()
    )
    return _done(household_id, _("The file is closed."))


@blueprint.post("/households/<int:household_id>/members/<int:member_id>/leave")
@writes(P.FILE_WRITE)
def leave(household_id: int, member_id: int) -> Any:
    try:
        left_on = date.fromisoformat(request.form.get("left_on", ""))
    except ValueError:
        raise Invalid.one("left_on", N_("Write a day that exists, such as 2025-12-20.")) from None
    households.remove_member(
        db.session(),
        actor(),
        household_id=household_id,
        version=_seen(),
        member_id=member_id,
        left_on=left_on,
        today=today(),
        now=now(),
    )
    return _done(household_id, _("The person has left the household."))


def _done(household_id: int, message: str) -> Any:
    flash(message, "good")
    return redirect(url_for("households.page", household_id=household_id))
