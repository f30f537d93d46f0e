"""Entering what became of released lines: paid, failed, returned."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, NotFound, Refused
from caseapp.domain.payments.codes import BatchState
from caseapp.extensions import db
from caseapp.queries.batch_lines import stands_in
from caseapp.services import settlement
from caseapp.web.batches.blueprint import blueprint
from caseapp.web.batches.forms import FailedForm, PaidForm, ReturnedForm
from caseapp.web.batches.pages import SHOWN_LINES, open_batch
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import BaseForm, DayField
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/batches/<int:batch_id>/results")
@reads(P.BATCH_SETTLE)
def results(batch_id: int) -> Any:
    return _page(batch_id)


@blueprint.post("/batches/<int:batch_id>/results")
@writes(P.BATCH_SETTLE, once=True)
def pay_all(batch_id: int) -> Any:
    form = PaidForm()

    def act() -> Any:
        count = settlement.pay_all(
            db.session(), actor(), batch_id=batch_id, paid_on=_day(form.paid_on), now=now(), today=today()
        )
        return ngettext(
            "%(count)s line is recorded as paid on %(day)s.",
            "%(count)s lines are recorded as paid on %(day)s.",
            count,
            count=count,
            day=_day(form.paid_on).isoformat(),
        )

    return _record(batch_id, form, act)


@blueprint.post("/batches/<int:batch_id>/lines/<int:line_id>/paid")
@writes(P.BATCH_SETTLE, once=True)
def paid(batch_id: int, line_id: int) -> Any:
    form = PaidForm()

    def act() -> Any:
        settlement.record_paid(
            db.session(),
            actor(),
            line_id=_in_batch(batch_id, line_id),
            paid_on=_day(form.paid_on),
            now=now(),
            today=today(),
        )
        return _("Recorded as paid.")

    return _record(batch_id, form, act)


@blueprint.post("/batches/<int:batch_id>/lines/<int:line_id>/failed")
@writes(P.BATCH_SETTLE, once=True)
def failed(batch_id: int, line_id: int) -> Any:
    form = FailedForm()

    def act() -> Any:
        settlement.record_failed(
            db.session(), actor(), line_id=_in_batch(batch_id, line_id), reason=form.failed_reason.data or "", now=now()
        )
        return _("Recorded as failed; the money is free again.")

    return _record(batch_id, form, act)


@blueprint.post("/batches/<int:batch_id>/lines/<int:line_id>/returned")
@writes(P.BATCH_SETTLE, once=True)
def returned(batch_id: int, line_id: int) -> Any:
    form = ReturnedForm()

    def act() -> Any:
        settlement.record_return(
            db.session(),
            actor(),
            line_id=_in_batch(batch_id, line_id),
            returned_on=_day(form.returned_on),
            now=now(),
            today=today(),
        )
        return _("Recorded as returned; it no longer counts from that day on.")

    return _record(batch_id, form, act)


def _in_batch(batch_id: int, line_id: int) -> int:
    """The line, if it stands in the batch whose page was used."""
    if not stands_in(db.session(), batch_id, line_id):
        raise NotFound(N_("There is no such payment, or it lies outside your units."))
    return line_id


def _day(field: DayField) -> date:
    """The day of a field that has been validated."""
    return cast(date, field.data)


def _record(batch_id: int, form: BaseForm, act: Callable[[], Any]) -> Any:
    problems = []
    if form.validate():
        try:
            with db.session.begin_nested():
                done = act()
            flash(done, "good")
            return redirect(url_for("batches.results", batch_id=batch_id))
        except NotFound:
            raise
        except Refused as refusal:
            problems.append(sentence(refusal))
    problems += [f"{field.label.text}: {error}" for field in form for error in field.errors]
    return _page(batch_id, problems), 422


def _page(batch_id: int, problems: list[str] | None = None) -> str:
    opened = open_batch(db.session(), actor(), batch_id, today())
    if opened.batch.state not in (BatchState.RELEASED, BatchState.SETTLED):
        raise IllegalStep(N_("Results are recorded once the batch is released."))
    start = max(0, request.args.get("from", 0, int))
    return render_template(
        "batches/results.html",
        page=opened,
        batch=opened.batch,
        lines=opened.shown(start),
        start=start,
        step=SHOWN_LINES,
        problems=problems or [],
        today=today(),
    )
