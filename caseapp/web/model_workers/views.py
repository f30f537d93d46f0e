"""Model workers: roster, file, forms, and the yearly applications for relief."""

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.domain.model_workers.codes import HonourLevel, WorkerState
from caseapp.domain.model_workers.particulars import FIELDS, Section
from caseapp.extensions import db
from caseapp.models.payments import Payment
from caseapp.queries import changes, people
from caseapp.queries import model_workers as lists
from caseapp.queries.model_workers import ModelWorkerFile
from caseapp.queries.units import unit_choices
from caseapp.services import model_workers, reveals
from caseapp.services.reveals import Revealed
from caseapp.web.model_workers import export, register
from caseapp.web.model_workers.blueprint import blueprint
from caseapp.web.model_workers.filters import filters, tags
from caseapp.web.model_workers.forms import ROWS, ModelWorkerForm, ReliefForm
from caseapp.web.support import history, two_tabs
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import attempted
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import word
from caseapp.web.support.lists import wanted, ways
from caseapp.web.support.people import filter_units, may_here, whole_number
from caseapp.web.support.session import actor

P = Permission
__all__ = ["blueprint", "export", "register"]


@blueprint.get("/model-workers")
@reads(P.FILE_READ)
def roster() -> Any:
    asked = filters()
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    page = lists.roster(db.session(), actor(), asked, wanted(), year=today().year)
    before, after = ways(page)
    return render_template(
        "model_workers/roster.html",
        page=page,
        asked=asked,
        tags=tags(asked, units),
        query=request.query_string.decode(),
        before=before,
        after=after,
        units=filter_units(units),
        levels=[("", _("All levels")), *((member.value, word(member)) for member in HonourLevel)],
        work_states=[("", _("All work states")), *((member.value, word(member)) for member in WorkerState)],
        may_add=actor().may(P.FILE_WRITE),
        year=today().year,
    )


@blueprint.get("/model-workers/new")
@reads(P.FILE_WRITE)
def new() -> Any:
    form = _new_form()
    form.add_rows(ROWS)
    return _form_page(form, None)


@blueprint.post("/model-workers/new")
@writes(P.FILE_WRITE)
def add() -> Any:
    form = _new_form()
    if "more_rows" in request.form:
        form.add_rows(ROWS)
        return _form_page(form, None)
    made = tried(
        form, lambda: model_workers.register(db.session(), actor(), facts=form.facts(), today=today(), now=now())
    )
    if made is None:
        return _form_page(form, None), 422
    flash(_("File %(file_no)s is saved.", file_no=made.file_no), "good")
    form.warn_of_account()
    return redirect(url_for("model_workers.page", model_worker_id=made.id))


def _form_page(form: ModelWorkerForm, file: ModelWorkerFile | None) -> str:
    sections = [(one, [field.key for field in FIELDS if field.section is one]) for one in Section]
    return render_template("model_workers/form.html", form=form, file=file, sections=sections)


def _sections(file: ModelWorkerFile) -> list[tuple[Section, list[tuple[str, str]]]]:
    """What is recorded beyond the register's own fields, by group; groups that hold nothing are left out."""
    known = file.particulars
    told = [
        (
            one,
            [(word(field.label), known[field.key]) for field in FIELDS if field.section is one and field.key in known],
        )
        for one in Section
    ]
    return [(one, entries) for one, entries in told if entries]


def _new_form() -> ModelWorkerForm:
    form = ModelWorkerForm()
    form.offer(unit_choices(db.session(), actor(), P.FILE_WRITE))
    return form


@blueprint.get("/model-workers/<int:model_worker_id>")
@reads(P.FILE_READ, recorded_as="model_worker.view")
def page(model_worker_id: int) -> Any:
    g.viewed = ("model_worker", model_worker_id)
    return _page(_file(model_worker_id), ReliefForm.fresh(today()))


def _file(model_worker_id: int) -> ModelWorkerFile:
    file = lists.one(db.session(), actor(), model_worker_id)
    if file is None:
        raise NotFound(N_("There is no such file."))
    return file


def _page(file: ModelWorkerFile, form: ReliefForm, revealed: Revealed | None = None) -> str:
    own = (Payment.person_id == file.person.id) & Payment.household_id.is_(None)
    lines = people.payments(db.session(), own)
    events = people.history(db.session(), "model_worker", file.id, [file.person.id])
    changed = changes.of_events(db.session(), [event.seq for event in events if "changes" in event.details])
    titles = {("honours", honour.id): honour.title for honour in file.honours}
    return render_template(
        "model_workers/page.html",
        file=file,
        form=form,
        payments=lines,
        days=history.days(events, lines, changed, titles),
        may_amend=may_here(actor(), P.FILE_WRITE, file.unit_path),
        may_approve=may_here(actor(), P.FILE_APPROVE, file.unit_path),
        may_reveal=may_here(actor(), P.PERSONAL_REVEAL, file.unit_path),
        actor_id=actor().id,
        sections=_sections(file),
        revealed=revealed,
        today=today(),
    )


@blueprint.post("/model-workers/<int:model_worker_id>/reveal")
@writes(P.PERSONAL_REVEAL, confirmed=True)
def reveal(model_worker_id: int) -> Any:
    """The file's page with the person's numbers in full."""
    revealed = reveals.of_model_worker(db.session(), actor(), model_worker_id=model_worker_id, now=now())
    return _page(_file(model_worker_id), ReliefForm.fresh(today()), revealed)


@blueprint.get("/model-workers/<int:model_worker_id>/edit")
@reads(P.FILE_WRITE)
def edit(model_worker_id: int) -> Any:
    file = _open_file(model_worker_id)
    form = _filled(file)
    form.add_rows(1)
    return _form_page(form, file)


@blueprint.post("/model-workers/<int:model_worker_id>/edit")
@writes(P.FILE_WRITE)
def amend(model_worker_id: int) -> Any:
    file = _open_file(model_worker_id)
    form = ModelWorkerForm()
    del form.unit_id
    if "more_rows" in request.form:
        form.add_rows(ROWS)
        return _form_page(form, file)
    form, held_up = two_tabs.reconciled(form, _filled(file))
    if held_up:
        return _form_page(form, file), held_up
    saved, status = attempted(form, lambda: _amend(file, form))
    if saved is None:
        return _form_page(form, file), status
    form.warn_of_account()
    return _done(model_worker_id, _("The file is saved."))


def _open_file(model_worker_id: int) -> ModelWorkerFile:
    file = _file(model_worker_id)
    if not may_here(actor(), P.FILE_WRITE, file.unit_path):
        raise NotFound(N_("There is no such file."))
    return file


def _filled(file: ModelWorkerFile) -> ModelWorkerForm:
    form = ModelWorkerForm(formdata=None)
    del form.unit_id
    form.fill(file)
    return form


def _amend(file: ModelWorkerFile, form: ModelWorkerForm) -> Any:
    return model_workers.amend(
        db.session(),
        actor(),
        model_worker_id=file.id,
        version=file.version,
        facts=form.facts(),
        today=today(),
        now=now(),
    )


@blueprint.post("/model-workers/<int:model_worker_id>/relief")
@writes(P.FILE_WRITE)
def apply_relief(model_worker_id: int) -> Any:
    file = _open_file(model_worker_id)
    form = ReliefForm()
    made = tried(
        form,
        lambda: model_workers.apply_relief(
            db.session(),
            actor(),
            model_worker_id=model_worker_id,
            year=whole_number(form.year.data),
            cause=form.cause.data,
            amount_fen=form.amount.fen,
            monthly_income_fen=form.monthly_income.fen,
            reason=form.reason.data or "",
            applied_on=form.applied_on.data,
            today=today(),
            now=now(),
        ),
    )
    if made is None:
        return _page(file, form), 422
    return _done(model_worker_id, _("The application is recorded; a reviewer approves it."))


@blueprint.post("/model-workers/<int:model_worker_id>/relief/<int:application_id>/approve")
@writes(P.FILE_APPROVE)
def approve_relief(model_worker_id: int, application_id: int) -> Any:
    try:
        approved_on = date.fromisoformat(request.form.get("approved_on", ""))
    except ValueError:
        raise Invalid.one("approved_on", N_("Write a day that exists, such as 2025-12-20.")) from None
    model_workers.approve_relief(
        db.session(), actor(), application_id=application_id, approved_on=approved_on, today=today(), now=now()
    )
    return _done(model_worker_id, _("The relief is approved."))


def _done(model_worker_id: int, message: str) -> Any:
    flash(message, "good")
    return redirect(url_for("model_workers.page", model_worker_id=model_worker_id))
