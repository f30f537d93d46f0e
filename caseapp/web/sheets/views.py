"""签领表: printing the sheet of a batch, settling from the signed one, opening its scans."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.document import Document
from caseapp.domain.documents.signature_sheet import SheetFacts, Taker, signature_sheet
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.queries.batches import BatchFile, batch_file
from caseapp.queries.sheets import SheetLine, sheet_lines, vouchers_of
from caseapp.services import sheets, vouchers
from caseapp.web.sheets.forms import SignedForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence
from caseapp.web.support.people import may_here
from caseapp.web.support.scans import shown
from caseapp.web.support.session import actor
from caseapp.web.support.vault import ACCEPT, vault

blueprint = Blueprint("sheets", __name__)
P = Permission


@blueprint.get("/batches/<int:batch_id>/sheet")
@reads(P.BATCH_READ, recorded_as="batch.view")
def page(batch_id: int) -> Any:
    g.viewed = ("batch", batch_id)
    return _page(*_sheet(batch_id))


@blueprint.post("/batches/<int:batch_id>/sheet")
@writes(P.BATCH_SETTLE, once=True)
def settle(batch_id: int) -> Any:
    batch, lines = _sheet(batch_id)
    form = SignedForm()
    try:
        count = tried(form, lambda: _settle(batch_id, form))
    except Refused as refusal:
        form.form_errors.append(sentence(refusal))
        count = None
    if count is None:
        return _page(batch, lines, form), 422
    flash(ngettext("%(count)s person has signed.", "%(count)s persons have signed.", count, count=count), "good")
    return redirect(url_for("sheets.page", batch_id=batch_id))


def _settle(batch_id: int, form: SignedForm) -> int:
    return sheets.settle(
        db.session(),
        actor(),
        vault(),
        batch_id=batch_id,
        signed=form.signed.data or (),
        signed_on=form.signed_on.data or today(),
        reason=form.reason.data or "",
        files=form.files.sent(),
        now=now(),
        today=today(),
    )


@blueprint.get("/batches/<int:batch_id>/sheet.docx", defaults={"form": "docx"})
@blueprint.get("/batches/<int:batch_id>/sheet.xlsx", defaults={"form": "xlsx"})
@reads(P.BATCH_READ, recorded_as="sheet.export")
def download(batch_id: int, form: str) -> Response:
    g.viewed = ("batch", batch_id)
    batch, lines = _sheet(batch_id)
    return document_file(_document(batch, lines), f"sheet-{batch.number}.{form}")


@blueprint.get("/batches/<int:batch_id>/sheet/print")
@reads(P.BATCH_READ, recorded_as="sheet.export")
def print_view(batch_id: int) -> Any:
    g.viewed = ("batch", batch_id)
    batch, lines = _sheet(batch_id)
    document = _document(batch, lines)
    return render_template("sheets/print.html", batch=batch, title=document.title, paper=below_title(document))


@blueprint.get("/batches/<int:batch_id>/vouchers/<int:voucher_id>")
@reads(P.BATCH_READ, recorded_as="voucher.view")
def voucher(batch_id: int, voucher_id: int) -> Response:
    """The scan itself; never kept by the browser."""
    g.viewed = ("batch", batch_id)
    return shown(vouchers.opened(db.session(), actor(), vault(), batch_id=batch_id, voucher_id=voucher_id))


def _sheet(batch_id: int) -> tuple[BatchFile, list[SheetLine]]:
    batch = batch_file(db.session(), actor(), batch_id)
    lines = sheet_lines(db.session(), batch_id)
    if not lines:
        raise NotFound(N_("Nothing of this batch is signed for on a sheet."))
    return batch, lines


def _page(batch: BatchFile, lines: list[SheetLine], form: SignedForm | None = None) -> str:
    waiting = {line.id for line in lines if line.state is LineState.OPEN}
    may_settle = (
        bool(waiting) and batch.state is BatchState.RELEASED and may_here(actor(), P.BATCH_SETTLE, batch.unit_path)
    )
    if form is None and may_settle:
        form = SignedForm(formdata=None, signed_on=today(), signed=list(waiting))
    return render_template(
        "sheets/page.html",
        batch=batch,
        lines=lines,
        waiting=waiting,
        total_fen=sum(line.amount_fen for line in lines),
        vouchers=vouchers_of(db.session(), batch.id),
        form=form if may_settle else None,
        signed=set(form.signed.data or ()) if form else set(),
        accept=ACCEPT,
    )


def _document(batch: BatchFile, lines: list[SheetLine]) -> Document:
    return signature_sheet(
        SheetFacts(
            batch=batch.number,
            title=batch.title,
            project=batch.project,
            unit=batch.unit,
            printed_on=today(),
            takers=[
                Taker(
                    name=line.name,
                    masked_id=line.masked_id,
                    workplace=line.employer or line.unit,
                    amount_fen=line.amount_fen,
                    gift=line.gift_name or "",
                    count=line.gift_count or 0,
                    unit_fen=line.gift_unit_fen or 0,
                )
                for line in lines
            ],
        )
    )
