"""发放花名册 and 审批表 as Word, Excel and print view; every one given out is noted."""

from collections import Counter
from typing import Any

from flask import g, render_template
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.batch_forms import BatchForm, Signature, approval_form, payout_roster
from caseapp.domain.documents.document import Document
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.queries.batches import Signed
from caseapp.services import batch_papers
from caseapp.web.batches.blueprint import blueprint
from caseapp.web.batches.pages import BatchPage, open_batch
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/batches/<int:batch_id>/roster.docx")
@reads(P.BATCH_READ, recorded_as="batch.papers")
def roster_docx(batch_id: int) -> Any:
    return document_file(_roster(batch_id), f"roster-{batch_id}.docx")


@blueprint.get("/batches/<int:batch_id>/roster.xlsx")
@reads(P.BATCH_READ, recorded_as="batch.papers")
def roster_xlsx(batch_id: int) -> Any:
    return document_file(_roster(batch_id), f"roster-{batch_id}.xlsx")


@blueprint.get("/batches/<int:batch_id>/roster/print")
@reads(P.BATCH_READ, recorded_as="batch.papers")
def roster_print(batch_id: int) -> Any:
    return _sheet(batch_id, _roster(batch_id))


@blueprint.post("/batches/<int:batch_id>/roster/full")
@writes(P.BATCH_RELEASE, confirmed=True)
def roster_full(batch_id: int) -> Any:
    """The Excel file with ID and card numbers in full."""
    opened = _opened(batch_id)
    lines = batch_papers.roster_in_full(db.session(), actor(), opened.batch, now=now())
    return document_file(payout_roster(_form(opened), lines), f"roster-{batch_id}-full.xlsx")


@blueprint.get("/batches/<int:batch_id>/approval-form.docx")
@reads(P.BATCH_READ, recorded_as="batch.papers")
def approval_docx(batch_id: int) -> Any:
    return document_file(approval_form(_form(_opened(batch_id))), f"approval-{batch_id}.docx")


@blueprint.get("/batches/<int:batch_id>/approval-form/print")
@reads(P.BATCH_READ, recorded_as="batch.papers")
def approval_print(batch_id: int) -> Any:
    return _sheet(batch_id, approval_form(_form(_opened(batch_id))))


def _opened(batch_id: int) -> BatchPage:
    g.viewed = ("batch", batch_id)
    return open_batch(db.session(), actor(), batch_id, today())


def _roster(batch_id: int) -> Document:
    opened = _opened(batch_id)
    return payout_roster(_form(opened), batch_papers.roster_lines(db.session(), opened.batch))


def _form(page: BatchPage) -> BatchForm:
    batch = page.batch
    counts, sums = Counter[str](), Counter[str]()
    for line in page.lines:
        counts[line.kind.zh] += 1
        sums[line.kind.zh] += line.amount_fen
    approvals = [batch.approved, batch.second_approved] if batch.approvals_needed > 1 else [batch.approved]
    return BatchForm(
        number=batch.number,
        title=batch.title,
        unit=batch.unit,
        project=batch.project if str(batch.year) in batch.project else f"{batch.year}年 {batch.project}",
        source=batch.source.zh,
        total_fen=batch.total_fen,
        line_count=batch.line_count,
        budget_fen=batch.adjusted_fen,
        bound_fen=page.bound_before_fen,
        kinds=[(kind, counts[kind], sums[kind]) for kind in counts],
        anomalies=[(anomaly.zh, len(lines)) for anomaly, lines in page.anomalies] if page.is_unsigned else [],
        signatures=[
            _signature("制单", batch.submitted or batch.prepared),
            *(_signature("审批", one) for one in approvals),
            _signature("发放", batch.released),
        ],
        digest=page.digest,
        printed_on=today(),
    )


def _signature(post: str, signed: Signed | None) -> Signature:
    return Signature(post, signed.name, signed.at) if signed else Signature(post)


def _sheet(batch_id: int, document: Document) -> str:
    back = _("Back to the batch")
    return render_template(
        "batches/print.html", batch_id=batch_id, title=document.title, sheet=below_title(document), back=back
    )
