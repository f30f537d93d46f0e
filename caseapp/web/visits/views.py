"""Visits to a household with their photos, and notes on it."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.extensions import db
from caseapp.queries import households as files
from caseapp.queries import papers
from caseapp.queries import visits as lists
from caseapp.queries.households import HouseholdFile
from caseapp.queries.papers import PaperRow
from caseapp.services import visits
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import day
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor
from caseapp.web.support.vault import ACCEPT, vault
from caseapp.web.visits.forms import NoteForm, VisitForm

blueprint = Blueprint("visits", __name__)
P = Permission


@blueprint.get("/households/<int:household_id>/visits")
@reads(P.FILE_READ, recorded_as="household.view")
def page(household_id: int) -> Any:
    g.viewed = ("household", household_id)
    return _page(_file(household_id))


def _file(household_id: int) -> HouseholdFile:
    file = files.one(db.session(), actor(), household_id, today=today())
    if file is None:
        raise NotFound(N_("There is no such file."))
    return file


def _page(file: HouseholdFile, form: VisitForm | None = None, note_form: NoteForm | None = None) -> str:
    may_write = may_here(actor(), P.FILE_WRITE, file.unit_path)
    may_note = may_write or may_here(actor(), P.FILE_APPROVE, file.unit_path)
    if may_write and form is None:
        form = VisitForm(formdata=None, visited_on=today(), visitors=actor().name)
    if may_note and note_form is None:
        note_form = NoteForm(formdata=None)
    photos: dict[int, list[PaperRow]] = defaultdict(list)
    for row in papers.on_shelf(db.session(), file.id):
        if row.visit_id is not None and row.withdrawn_at is None:
            photos[row.visit_id].append(row)
    made, written = lists.visits(db.session(), file.id), lists.notes(db.session(), file.id)
    withdrawn = [
        (_("Visit on %(day)s", day=day(visit.visited_on)), visit.withdrawn_reason, visit.withdrawn_at)
        for visit in made
        if visit.withdrawn_at
    ]
    withdrawn += [
        (_("Note by %(who)s", who=note.author or _("System")), note.withdrawn_reason, note.withdrawn_at)
        for note in written
        if note.withdrawn_at
    ]
    return render_template(
        "visits/page.html",
        file=file,
        form=form,
        note_form=note_form,
        held=papers.belongings(db.session(), file.id),
        visits=[visit for visit in made if visit.withdrawn_at is None],
        notes=[note for note in written if note.withdrawn_at is None],
        withdrawn=withdrawn,
        photos=photos,
        author_id=actor().id,
        accept=ACCEPT,
    )


@blueprint.post("/households/<int:household_id>/visits")
@writes(P.FILE_WRITE)
def record(household_id: int) -> Any:
    form = VisitForm()
    file = _file(household_id)
    made = tried(
        form,
        lambda: visits.record(
            db.session(),
            actor(),
            vault(),
            household_id=household_id,
            facts=form.facts(),
            photos=form.files.sent(),
            today=today(),
            now=now(),
        ),
    )
    if made is None:
        return _page(file, form=form), 422
    flash(_("The visit is recorded."), "good")
    return redirect(url_for("visits.page", household_id=household_id, _anchor=f"visit-{made.id}"))


@blueprint.post("/households/<int:household_id>/visits/<int:visit_id>/withdraw")
@writes(P.FILE_WRITE)
def withdraw(household_id: int, visit_id: int) -> Any:
    reason = request.form.get("reason", "")
    visits.withdraw(db.session(), actor(), household_id=household_id, visit_id=visit_id, reason=reason, now=now())
    flash(_("The visit is withdrawn."), "good")
    return redirect(url_for("visits.page", household_id=household_id))


@blueprint.post("/households/<int:household_id>/notes")
@writes(P.FILE_WRITE, P.FILE_APPROVE)
def note(household_id: int) -> Any:
    form = NoteForm()
    file = _file(household_id)
    words = form.words.data or ""
    written = tried(form, lambda: visits.note(db.session(), actor(), household_id=household_id, words=words, now=now()))
    if written is None:
        return _page(file, note_form=form), 422
    flash(_("The note is written."), "good")
    return redirect(url_for("visits.page", household_id=household_id, _anchor=f"note-{written.id}"))


@blueprint.post("/households/<int:household_id>/notes/<int:note_id>/withdraw")
@writes(P.FILE_WRITE, P.FILE_APPROVE)
def withdraw_note(household_id: int, note_id: int) -> Any:
    reason = request.form.get("reason", "")
    visits.withdraw_note(db.session(), actor(), household_id=household_id, note_id=note_id, reason=reason, now=now())
    flash(_("The note is withdrawn."), "good")
    return redirect(url_for("visits.page", household_id=household_id))
