"""困难救济 of a year: what was applied for, approved and paid, and the batch of what is approved and not yet paid."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.domain.payments.codes import AidKind
from caseapp.extensions import db
from caseapp.queries.aid import Fund, funds_of_year
from caseapp.queries.relief import ReliefLine, relief_of_year
from caseapp.services import relief_batches
from caseapp.web.honours.blueprint import blueprint
from caseapp.web.honours.forms import AllowanceForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence
from caseapp.web.support.lists import link
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor

P = Permission
STATES = ("payable", "waiting", "paid", "all")


@blueprint.get("/honours/relief")
@reads(P.FILE_READ)
def relief() -> Any:
    fund, year = _fund()
    return _relief(AllowanceForm(formdata=None, title=f"{year}年困难劳模救济"), fund, year)


@blueprint.post("/honours/relief")
@writes(P.BATCH_PREPARE, once=True)
def prepare_relief() -> Any:
    fund, year = _fund()
    if fund is None:
        raise NotFound(N_("There is no such project."))
    form = AllowanceForm()
    try:
        batch = tried(
            form,
            lambda: relief_batches.prepare(
                db.session(),
                actor(),
                project_id=fund.project_id,
                source=fund.source,
                title=form.title.data or "",
                expected_fen=whole_number(form.expected_fen.data) or 0,
                now=now(),
            ),
        )
    except Refused as refusal:
        form.form_errors.append(sentence(refusal))
        batch = None
    if batch is None:
        return _relief(form, fund, year), 422
    flash(_("Batch %(number)s is prepared. Look it through, then submit it.", number=batch.number), "good")
    return redirect(url_for("batches.page", batch_id=batch.id))


def _fund() -> tuple[Fund | None, int]:
    """The fund of the year with the largest budget that pays relief; a year without projects has the newest one's."""
    year = request.args.get("year", today().year, int)
    funds = funds_of_year(db.session(), year, {AidKind.RELIEF})
    largest = max(funds, key=lambda one: one.adjusted_fen, default=None)
    return (largest, largest.year) if largest else (None, year)


def _relief(form: AllowanceForm, fund: Fund | None, year: int) -> str:
    found = relief_of_year(db.session(), actor(), P.FILE_READ, year)
    parts = {
        "payable": [one for one in found if one.is_payable],
        "waiting": [one for one in found if one.approved_on is None],
        "paid": [one for one in found if one.payment is not None],
        "all": found,
    }
    state = request.args.get("state", "")
    state = state if state in STATES else STATES[0]
    labels = {
        "payable": _("Approved, to be paid"),
        "waiting": _("Awaiting approval"),
        "paid": _("Paid or underway"),
        "all": _("All"),
    }
    preparing = [one for one in parts["payable"] if _may_log(one)]
    total = sum(one.amount_fen for one in preparing)
    form.expected_fen.data = str(total)
    return render_template(
        "honours/relief.html",
        form=form,
        fund=fund,
        year=year,
        years=[(one, one) for one in range(today().year + 1, today().year - 4, -1)],
        rows=parts[state],
        tabs=[
            {"label": labels[one], "url": link(state=one), "active": one == state, "count": len(parts[one])}
            for one in STATES
        ],
        preparing=len(preparing),
        total=total,
        may_prepare=actor().may(P.BATCH_PREPARE) and actor().may(P.AID_LOG) and fund is not None,
        address=request.full_path,
    )


def _may_log(one: ReliefLine) -> bool:
    return may_here(actor(), P.AID_LOG, one.unit_path)
