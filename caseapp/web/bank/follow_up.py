"""Paying again what failed or came back: which lines, to which accounts, and where each is paid again."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.units import within
from caseapp.extensions import db
from caseapp.models.payments import Batch
from caseapp.queries.batches import batch_file
from caseapp.queries.follow_up import unpaid_lines
from caseapp.services import follow_up as service
from caseapp.web.bank.blueprint import blueprint
from caseapp.web.bank.forms import FollowUpForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now
from caseapp.web.support.forms import tried
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/batches/<int:batch_id>/follow-up")
@reads(P.BATCH_READ)
def follow_up(batch_id: int) -> Any:
    return _page(batch_id, FollowUpForm())


@blueprint.post("/batches/<int:batch_id>/follow-up")
@writes(P.BATCH_PREPARE, once=True)
def pay_again(batch_id: int) -> Any:
    form = FollowUpForm()
    made: Batch | None = tried(form, lambda: _made(form, batch_id))
    if made is None:
        return _page(batch_id, form), 422
    flash(_("Batch %(number)s pays these lines again. Look it through, then submit it.", number=made.number), "good")
    return redirect(url_for("batches.page", batch_id=made.id))


def _made(form: FollowUpForm, batch_id: int) -> Batch:
    lines = form.lines.data or []
    return service.follow_up(db.session(), actor(), batch_id=batch_id, line_ids=lines, now=now())


def _page(batch_id: int, form: FollowUpForm) -> str:
    batch = batch_file(db.session(), actor(), batch_id)
    lines = unpaid_lines(db.session(), batch_id)
    ready = [line.id for line in lines if line.is_other_account and line.again is None]
    prepares = any(within(batch.unit_path, top) for top in actor().reach(P.BATCH_PREPARE))
    return render_template(
        "bank/follow_up.html",
        batch=batch,
        lines=lines,
        form=form,
        chosen=set(form.lines.data or ready),
        may_pay=prepares and actor().may(P.AID_LOG) and any(line.again is None for line in lines),
    )
