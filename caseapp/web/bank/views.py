"""银行文件: the files of batches, making one, handing it out."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep
from caseapp.domain.payments.codes import BatchState
from caseapp.domain.units import within
from caseapp.extensions import db
from caseapp.queries import bank_files as lists
from caseapp.queries.batches import BatchFile, batch_file
from caseapp.queries.follow_up import CAME_TO_NOTHING
from caseapp.services import bank_files
from caseapp.web.bank import follow_up, results, templates
from caseapp.web.bank.blueprint import blueprint
from caseapp.web.bank.forms import HandOutForm, MakeForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.forms import tried
from caseapp.web.support.lists import wanted, ways
from caseapp.web.support.session import actor

P = Permission
__all__ = ["blueprint", "follow_up", "results", "templates"]


@blueprint.get("/bank-files")
@reads(P.BATCH_READ)
def roster() -> Any:
    page = lists.bank_files(db.session(), actor(), wanted())
    before, after = ways(page)
    may_write = actor().may(P.BANK_TEMPLATE)
    return render_template("bank/roster.html", page=page, before=before, after=after, may_write=may_write)


@blueprint.get("/batches/<int:batch_id>/bank-file")
@reads(P.BANK_EXPORT)
def new(batch_id: int) -> Any:
    batch = _released(batch_id)
    made = lists.file_of(db.session(), batch_id)
    return redirect(url_for("bank.page", file_id=made[0])) if made else _make_page(batch, MakeForm())


@blueprint.post("/batches/<int:batch_id>/bank-file")
@writes(P.BANK_EXPORT, once=True)
def make(batch_id: int) -> Any:
    """Sent again it leads to the same file."""
    batch = _released(batch_id)
    form = MakeForm()
    form.template.choices = _choices(batch)
    file = tried(form, lambda: _made(form, batch_id))
    if file is None:
        return _make_page(batch, form), 422
    flash(_("File %(number)s is made. Download it and send it to the bank.", number=file.number), "good")
    return redirect(url_for("bank.page", file_id=file.id))


def _made(form: MakeForm, batch_id: int) -> Any:
    template = form.template.data or 0
    return bank_files.make(db.session(), actor(), batch_id=batch_id, template_id=template, now=now())


def _released(batch_id: int) -> BatchFile:
    batch = batch_file(db.session(), actor(), batch_id)
    if batch.state not in (BatchState.RELEASED, BatchState.SETTLED):
        raise IllegalStep(N_("A file for the bank is made once the batch is released and not yet settled."))
    return batch


def _choices(batch: BatchFile) -> list[tuple[int, str]]:
    found = lists.templates_for(db.session(), batch.unit_path, today())
    return [(template.id, f"{template.name} · {template.unit.name}") for template in found]


def _make_page(batch: BatchFile, form: MakeForm) -> str:
    form.template.choices = form.template.choices or _choices(batch)
    count, fen, without = lists.bank_lines(db.session(), batch.id)
    return render_template(
        "bank/new.html",
        batch=batch,
        form=form,
        count=count,
        fen=fen,
        without=without,
        may_write=actor().may(P.BANK_TEMPLATE),
    )


@blueprint.get("/bank-files/<int:file_id>")
@reads(P.BATCH_READ, recorded_as="bank_file.view")
def page(file_id: int) -> Any:
    g.viewed = ("bank_file", file_id)
    return _page(file_id, HandOutForm())


@blueprint.post("/bank-files/<int:file_id>/download")
@writes(P.BANK_EXPORT, confirmed=True)
def hand_out(file_id: int) -> Any:
    """The file itself; each time stands in the trail."""
    form = HandOutForm()
    handed = tried(form, lambda: _handed(form, file_id))
    if handed is None:
        return _page(file_id, form), 422
    return as_file(handed.content, handed.name)


def _handed(form: HandOutForm, file_id: int) -> bank_files.Handed:
    reason = form.reason.data or ""
    return bank_files.hand_out(db.session(), actor(), file_id=file_id, reason=reason, now=now())


def _page(file_id: int, form: HandOutForm) -> str:
    file = lists.file_page(db.session(), actor(), file_id)

    def holds(permission: Permission) -> bool:
        return any(within(file.unit_path, top) for top in actor().reach(permission))

    return render_template(
        "bank/page.html",
        file=file,
        form=form,
        unpaid=sum(count for state, (count, _fen) in file.states.items() if state in CAME_TO_NOTHING),
        may_export=holds(P.BANK_EXPORT),
        may_settle=holds(P.BATCH_SETTLE),
    )
