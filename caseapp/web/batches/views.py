"""发放批次: the list, one batch, and its three signatures."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.payments.codes import BatchState
from caseapp.extensions import db
from caseapp.queries.bank_files import file_of
from caseapp.queries.batches import list_batches
from caseapp.queries.follow_up import CAME_TO_NOTHING
from caseapp.services import batches, signing
from caseapp.web.batches import choosing, papers, results
from caseapp.web.batches.blueprint import blueprint
from caseapp.web.batches.pages import SHOWN_LINES, days_of, open_batch, stepper_of
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import word
from caseapp.web.support.session import actor, is_confirmed

P = Permission
__all__ = ["blueprint", "choosing", "papers", "results"]


@blueprint.get("/batches")
@reads(P.BATCH_READ)
def roster() -> Any:
    typed = request.args.get("state", "")
    state = BatchState(typed) if typed in {member.value for member in BatchState} else None
    q, after = request.args.get("q", ""), request.args.get("after")
    page = list_batches(db.session(), actor(), state=state, q=q, after=after)
    choices = [("", _("All states")), *((member.value, word(member)) for member in BatchState)]
    return render_template(
        "batches/roster.html",
        page=page,
        state=state,
        q=q,
        after=after,
        choices=choices,
        prepares=actor().may(P.BATCH_PREPARE),
    )


@blueprint.get("/batches/<int:batch_id>")
@reads(P.BATCH_READ, recorded_as="batch.view")
def page(batch_id: int) -> Any:
    opened = open_batch(db.session(), actor(), batch_id, today())
    g.viewed = ("batch", batch_id)
    start = max(0, request.args.get("from", 0, int))
    return render_template(
        "batches/page.html",
        page=opened,
        batch=opened.batch,
        stepper=stepper_of(opened.batch),
        bank_file=file_of(db.session(), batch_id),
        unpaid=sum(line.state in CAME_TO_NOTHING for line in opened.lines),
        days=days_of(opened),
        start=start,
        lines=opened.shown(start),
        step=SHOWN_LINES,
        is_confirmed=is_confirmed(now()),
        today=today(),
    )


@blueprint.post("/batches/<int:batch_id>/submit")
@writes(P.BATCH_PREPARE, once=True)
def submit(batch_id: int) -> Any:
    signing.submit(db.session(), actor(), batch_id=batch_id, seen=_seen(), now=now())
    flash(_("Submitted. The money is reserved until the batch is paid or sent back."), "good")
    return _back(batch_id)


@blueprint.post("/batches/<int:batch_id>/approve")
@writes(P.BATCH_APPROVE, once=True)
def approve(batch_id: int) -> Any:
    state = signing.approve(db.session(), actor(), batch_id=batch_id, seen=_seen(), now=now())
    half = state is BatchState.HALF_APPROVED
    flash(
        _("Approved. A second person approves it next.") if half else _("Approved. A cashier can release it now."),
        "good",
    )
    return _back(batch_id)


@blueprint.post("/batches/<int:batch_id>/release")
@writes(P.BATCH_RELEASE, once=True, confirmed=True)
def release(batch_id: int) -> Any:
    signing.release(db.session(), actor(), batch_id=batch_id, seen=_seen(), now=now())
    flash(_("Released. Record the results when the bank has answered."), "good")
    return _back(batch_id)


@blueprint.post("/batches/<int:batch_id>/send-back")
@writes(P.BATCH_READ, once=True)
def send_back(batch_id: int) -> Any:
    signing.send_back(db.session(), actor(), batch_id=batch_id, reason=request.form.get("reason", "")[:500], now=now())
    flash(_("Sent back to its maker; its money is free again."), "good")
    return _back(batch_id)


@blueprint.post("/batches/<int:batch_id>/cancel")
@writes(P.BATCH_PREPARE, once=True)
def cancel(batch_id: int) -> Any:
    signing.cancel(db.session(), actor(), batch_id=batch_id, reason=request.form.get("reason", "")[:500], now=now())
    flash(_("Cancelled; its lines can go into another batch."), "good")
    return redirect(url_for("batches.roster"))


@blueprint.post("/batches/<int:batch_id>/lines/<int:line_id>/remove")
@writes(P.BATCH_PREPARE, once=True)
def remove_line(batch_id: int, line_id: int) -> Any:
    batches.remove_line(db.session(), actor(), batch_id=batch_id, line_id=line_id, now=now())
    flash(_("The line was taken out; it waits for another batch."), "good")
    return _back(batch_id)


def _seen() -> str:
    return request.form.get("seen", "")


def _back(batch_id: int) -> Any:
    return redirect(url_for("batches.page", batch_id=batch_id))
