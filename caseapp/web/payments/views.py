"""One payment, behind every list of figures and files."""

from typing import Any

from flask import Blueprint, g, render_template
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries.payments import BatchOf, Step, payment_file
from caseapp.web.support.access import reads
from caseapp.web.support.language import moment, word
from caseapp.web.support.session import actor

blueprint = Blueprint("payments", __name__)


@blueprint.get("/payments/<int:payment_id>")
@reads(Permission.BATCH_READ, recorded_as="payment.view")
def page(payment_id: int) -> Any:
    payment = payment_file(db.session(), actor(), payment_id)
    g.viewed = ("payment", payment.id)
    steps = stepper_of(payment.batch) if payment.batch else []
    signatures = [(word(step.action), _signature(step)) for step in payment.steps]
    return render_template("payments/page.html", payment=payment, steps=steps, signatures=signatures)


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
