"""荣誉金: everybody's account for a year, the draft batch of those who are owed, and one person's account."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.domain.model_workers.codes import Outcome
from caseapp.domain.model_workers.months import months
from caseapp.domain.payments.codes import AidKind
from caseapp.extensions import db
from caseapp.models.model_workers import ModelWorker
from caseapp.queries.aid import Fund, funds_of_year
from caseapp.queries.honour_accounts import Reckoned, paid_rows, reckon
from caseapp.queries.liveness import checks_of
from caseapp.services import honour_batches, honour_recovery
from caseapp.web.honours import liveness as _liveness  # noqa: F401 - its views belong to this blueprint
from caseapp.web.honours import relief as _relief  # noqa: F401
from caseapp.web.honours.blueprint import blueprint
from caseapp.web.honours.forms import AllowanceForm, CheckForm, RecoveryForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence, word
from caseapp.web.support.lists import chosen, link
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor

P = Permission
SHOWN = 400


@dataclass(frozen=True)
class OutcomeSum:
    """How many accounts come to the same, and what they add up to."""

    outcome: Outcome
    count: int
    fen: int
    url: str


@blueprint.get("/honours")
@reads(P.FILE_READ)
def allowance() -> Any:
    funds = _funds()
    fund, through = _period(funds)
    return _allowance(AllowanceForm(formdata=None, title=_title(fund)), funds, fund, through)


@blueprint.post("/honours")
@writes(P.BATCH_PREPARE, once=True)
def prepare() -> Any:
    funds = _funds()
    fund, through = _period(funds)
    form = AllowanceForm()
    if fund is None:
        raise NotFound(N_("There is no such project."))
    try:
        batch = tried(
            form,
            lambda: honour_batches.prepare(
                db.session(),
                actor(),
                project_id=fund.project_id,
                source=fund.source,
                through=through,
                title=form.title.data or "",
                expected_fen=whole_number(form.expected_fen.data) or 0,
                today=today(),
                now=now(),
            ),
        )
    except Refused as refusal:
        form.form_errors.append(sentence(refusal))
        batch = None
    if batch is None:
        return _allowance(form, funds, fund, through), 422
    flash(_("Batch %(number)s is prepared. Look it through, then submit it.", number=batch.number), "good")
    return redirect(url_for("batches.page", batch_id=batch.id))


def _funds() -> list[Fund]:
    return funds_of_year(db.session(), request.args.get("year", today().year, int), {AidKind.HONOUR})


def _period(funds: list[Fund]) -> tuple[Fund | None, date]:
    """The fund and the last month of the address; else the fund with the largest budget, and its whole year."""
    wanted = request.args.get("fund", type=int)
    largest = max(funds, key=lambda one: one.adjusted_fen, default=None)
    fund = next((one for one in funds if one.budget_id == wanted), largest)
    year = fund.year if fund else today().year
    month = request.args.get("through", 12, int)
    return fund, date(year, month if 1 <= month <= 12 else 12, 1)


def _title(fund: Fund | None) -> str:
    return f"{fund.year}年劳模荣誉金" if fund else ""


def _allowance(form: AllowanceForm, funds: list[Fund], fund: Fund | None, through: date) -> str:
    people = reckon(db.session(), actor(), P.FILE_READ, year=through.year, through=through, today=today())
    shown = chosen(Outcome, "show") or Outcome.PAYABLE
    rows = [one for one in people if one.account.outcome is shown]
    preparing = [one for one in people if one.account.outcome is Outcome.PAYABLE and _may_log(one)]
    total = sum(one.account.payable_fen for one in preparing)
    form.expected_fen.data = str(total)
    outcomes = _outcomes(people)
    return render_template(
        "honours/allowance.html",
        form=form,
        fund=fund,
        funds=[(one.budget_id, f"{one.project} · {word(one.source)}") for one in funds],
        years=[(year, year) for year in range(today().year + 1, today().year - 4, -1)],
        through=through,
        month_choices=[
            (month.month, f"{month:%Y-%m}") for month in months(date(through.year, 1, 1), date(through.year, 12, 1))
        ],
        rows=rows[:SHOWN],
        found=len(rows),
        shown=next(one for one in outcomes if one.outcome is shown),
        payable=Outcome.PAYABLE,
        tabs=[
            {"label": word(one.outcome), "url": one.url, "active": one.outcome is shown, "count": one.count}
            for one in outcomes
        ],
        total=total,
        preparing=len(preparing),
        may_prepare=actor().may(P.BATCH_PREPARE) and actor().may(P.AID_LOG) and fund is not None,
        address=request.full_path,
    )


def _outcomes(people: list[Reckoned]) -> list[OutcomeSum]:
    return [
        OutcomeSum(
            outcome,
            sum(one.account.outcome is outcome for one in people),
            sum(one.account.amount_fen for one in people if one.account.outcome is outcome),
            link(show=outcome.value),
        )
        for outcome in Outcome
    ]


def _may_log(one: Reckoned) -> bool:
    return may_here(actor(), P.AID_LOG, one.unit_path)


@blueprint.get("/model-workers/<int:model_worker_id>/account")
@reads(P.FILE_READ, recorded_as="model_worker.view")
def account(model_worker_id: int) -> Any:
    return _account(model_worker_id, RecoveryForm(formdata=None, returned_on=today()))


@blueprint.post("/model-workers/<int:model_worker_id>/account/recovery")
@writes(P.BATCH_SETTLE, once=True)
def recover(model_worker_id: int) -> Any:
    form = RecoveryForm()
    amount = tried(
        form,
        lambda: honour_recovery.record(
            db.session(),
            actor(),
            model_worker_id=model_worker_id,
            expected_fen=whole_number(form.expected_fen.data) or 0,
            returned_on=form.returned_on.data,
            document_no=form.document_no.data or "",
            today=today(),
            now=now(),
        ),
    )
    if amount is None:
        return _account(model_worker_id, form), 422
    flash(_("The overpayment is noted as claimed back."), "good")
    return redirect(url_for("honours.account", model_worker_id=model_worker_id))


def _account(model_worker_id: int, form: RecoveryForm) -> str:
    g.viewed = ("model_worker", model_worker_id)
    this_year = date(today().year, 12, 1)
    which = ModelWorker.id == model_worker_id
    found = reckon(
        db.session(), actor(), P.FILE_READ, year=this_year.year, through=this_year, today=today(), which=which
    )
    if not found:
        raise NotFound(N_("There is no such file."))
    one = found[0]
    form.expected_fen.data = str(-one.account.amount_fen)
    return render_template(
        "honours/account.html",
        one=one,
        form=form,
        check=CheckForm(formdata=None, checked_on=today()),
        checks=checks_of(db.session(), model_worker_id),
        paid=paid_rows(one.paid),
        may_check=may_here(actor(), P.FILE_WRITE, one.unit_path),
        may_recover=may_here(actor(), P.BATCH_SETTLE, one.unit_path),
        year=this_year.year,
    )
