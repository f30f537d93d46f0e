"""One payment, behind every list of figures and files."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid
from caseapp.domain.payments.codes import REPAYABLE, LineState
from caseapp.extensions import db
from caseapp.queries.payments import BatchOf, Step, payment_file
from caseapp.services import settlement
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now
from caseapp.web.support.language import moment, sentence, word
from caseapp.web.support.session import actor

blueprint = Blueprint("payments", __name__)


@blueprint.get("/payments/<int:payment_id>")
@reads(Permission.BATCH_READ, recorded_as="payment.view")
def page(payment_id: int) -> Any:
    g.viewed = ("payment", payment_id)
    return _page(payment_id)


@blueprint.post("/payments/<int:payment_id>/reversal")
@writes(Permission.BATCH_APPROVE, once=True)
def reverse(payment_id: int) -> Any:
    reason = request.form.get("reason", "")[:256]
    try:
        settlement.reverse(db.session(), actor(), line_id=payment_id, reason=reason, now=now())
    except Invalid as invalid:
        return _page(payment_id, [sentence(problem) for problem in invalid.problems]), 422
    flash(_("Reversed. It counts in no figure any more."), "good")
    return redirect(url_for("payments.page", payment_id=payment_id))


def _page(payment_id: int, problems: Sequence[str] = ()) -> str:
    payment, who = payment_file(db.session(), actor(), payment_id), actor()
    steps = stepper_of(payment.batch) if payment.batch else []
    signatures = [(word(step.action), _signature(step)) for step in payment.steps]
    return render_template(
        "payments/page.html",
        payment=payment,
        steps=steps,
        signatures=signatures,
        problems=problems,
        may_reverse=payment.state is LineState.PAID and who.may(Permission.BATCH_APPROVE),
        may_repay=payment.state in REPAYABLE
        and not payment.voucher_no
        and not payment.is_repaid
        and who.may(Permission.AID_LOG),
    )


def _signature(step: Step) -> str:
    return " · ".join(part for part in (step.who, moment(step.at), step.reason) if part)


def stepper_of(batch: BatchOf) -> list[dict[str, str | None]]:
    """制单 → 审批 → 发放 → 对账, each done, next or still to come."""
    signed = [
        (_("Prepared"), batch.prepared),
        (_("Approved"), batch.approved),
        (_("Released"), batch.released),
        (_("Settled"), ("", batch.settled_at) if batch.settled_at else None),
    ]
    steps: list[dict[str, str | None]] = []
    for label, signature in signed:
        pending = "todo" if any(step["status"] != "done" for step in steps) else "now"
        who, at = signature or (None, None)
        status = "done" if signature else pending
        steps.append({"label": label, "who": who, "at": moment(at) if at else None, "status": status})
    return steps
