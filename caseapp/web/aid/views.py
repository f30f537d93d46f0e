"""登记救助: find the beneficiary, log one payment, open the next; the last ten stay in view with undo."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Refused
from caseapp.domain.payments.beneficiary import KINDS_FOR, Beneficiary, Register
from caseapp.domain.payments.claims import school_year
from caseapp.domain.payments.codes import SchoolStage
from caseapp.extensions import db
from caseapp.queries import aid as facts
from caseapp.queries.beneficiaries import find
from caseapp.services import aid
from caseapp.web.aid.forms import AidForm
from caseapp.web.aid.pages import Desk, advise, open_desk, set_choices, set_money
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence, word, yuan
from caseapp.web.support.session import actor

blueprint = Blueprint("aid", __name__)
P = Permission
REGISTERS = {register.value.replace("_", "-"): register for register in Register}


@blueprint.get("/aid/log")
@reads(P.AID_LOG)
def log() -> Any:
    q = request.args.get("q", "")
    return render_template("aid/log.html", q=q, entries=_found(q), logged=facts.last_logged(db.session(), actor()))


@blueprint.get("/aid/log/suggest")
@reads(P.AID_LOG)
def suggest() -> Any:
    q = request.args.get("q", "")
    return render_template("aid/_suggest.html", q=q, entries=_found(q))


@blueprint.get("/aid/log/<register>/<int:file_id>")
@reads(P.AID_LOG)
def new(register: str, file_id: int) -> Any:
    desk = _desk(register, file_id)
    fund = desk.usual_fund()
    start = {"project": fund.budget_id if fund else None, "kind": desk.kinds[0], "stage": SchoolStage.SENIOR}
    form = AidForm(data={**start, "school_year": school_year(today()), "student": _first_child(desk)})
    return _page(desk, form, propose_amount=True)


@blueprint.get("/aid/log/<register>/<int:file_id>/proposal")
@reads(P.AID_LOG)
def proposal(register: str, file_id: int) -> Any:
    """The part of the form that depends on the kind, the money and the medical cost."""
    desk = _desk(register, file_id)
    form = AidForm(request.args, meta={"csrf": False})
    set_choices(form, desk)
    form.validate()
    for one in form:
        one.errors = []
    advice = advise(desk, form)
    proposed = advice.weighed.proposal if advice.weighed else None
    form.suggest(proposed.amount_fen if proposed else form.amount.fen)
    advice = advise(desk, form)
    return render_template("aid/_details.html", form=form, desk=desk, advice=advice, ask_url=_ask_url(desk))


def _sent(register: str, file_id: int) -> tuple[AidForm, facts.Fund | None]:
    """The form with its own errors, and the money it chose if that is offered."""
    to, form = _beneficiary(register, file_id), AidForm()
    fund = facts.fund_of_year(db.session(), today().year, KINDS_FOR[to.register], form.project.data)
    set_money(form, to, [fund] if fund else [])
    form.validate()
    return form, fund


@blueprint.post("/aid/log/<register>/<int:file_id>")
@writes(P.AID_LOG, once=True, first=_sent)
def add(register: str, file_id: int, sent: tuple[AidForm, facts.Fund | None]) -> Any:
    form, fund = sent
    if form.errors or fund is None:
        return _page(_desk(register, file_id), form), 422
    try:
        line = aid.log_aid(
            db.session(),
            actor(),
            to=_beneficiary(register, file_id),
            project_id=fund.project_id,
            source=fund.source,
            kind=form.kind.data,
            amount_fen=form.amount.fen or 0,
            reason=form.reason.data or "",
            **vars(form.grounds()),
            day=today(),
            now=now(),
        )
    except Invalid as invalid:
        form.absorb(invalid)
        return _page(_desk(register, file_id), form), 422
    except Refused as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(_desk(register, file_id), form), 422
    words = {"name": line.name, "kind": word(form.kind.data), "amount": yuan(form.amount.fen)}
    flash(_("Logged for %(name)s: %(kind)s, %(amount)s yuan.", **words), "good")
    if request.form.get("then") == "stay":
        return redirect(url_for("aid.new", register=register, file_id=file_id))
    return redirect(url_for("aid.log"))


@blueprint.post("/aid/payments/<int:line_id>/undo")
@writes(P.AID_LOG, once=True)
def undo(line_id: int) -> Any:
    aid.undo(db.session(), actor(), line_id=line_id, now=now())
    flash(_("The payment was taken back."), "good")
    return redirect(url_for("aid.log"))


@blueprint.post("/aid/payments/<int:line_id>/repay")
@writes(P.AID_LOG, once=True)
def repay(line_id: int) -> Any:
    line = aid.repay(db.session(), actor(), line_id=line_id, now=now())
    flash(_("The payment is open again; put it into a new batch."), "good")
    return redirect(url_for("payments.page", payment_id=line.id))


def _desk(register: str, file_id: int) -> Desk:
    return open_desk(db.session(), actor(), _beneficiary(register, file_id), today())


def _beneficiary(register: str, file_id: int) -> Beneficiary:
    if register not in REGISTERS:
        raise NotFound(N_("There is no such file, or it lies outside your units."))
    return Beneficiary(REGISTERS[register], file_id)


def _first_child(desk: Desk) -> int | None:
    return desk.children[0].person_id if desk.children else None


def _ask_url(desk: Desk) -> str:
    return url_for("aid.proposal", register=_slug(desk.profile.to), file_id=desk.profile.to.id)


def _slug(to: Beneficiary) -> str:
    return to.register.value.replace("_", "-")


def _page(desk: Desk, form: AidForm, *, propose_amount: bool = False) -> str:
    set_choices(form, desk)
    advice = advise(desk, form)
    proposed = advice.weighed.proposal if advice.weighed else None
    if propose_amount and proposed:
        form.suggest(proposed.amount_fen)
        advice = advise(desk, form)
    return render_template("aid/new.html", desk=desk, form=form, advice=advice, ask_url=_ask_url(desk))


def _found(q: str) -> list[dict[str, str]]:
    return [
        {
            "url": url_for("aid.new", register=_slug(found.to), file_id=found.to.id),
            "label": found.name,
            "note": " · ".join((found.file_no, word(found.mark), found.unit)),
            "aside": word(found.to.register),
        }
        for found in find(db.session(), actor(), q, today().year)
    ]
