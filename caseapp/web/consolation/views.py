"""慰问特殊群体: choose the list and the gift, see whom it reaches, make the draft batch."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid, Refused
from caseapp.domain.payments.codes import AidKind
from caseapp.extensions import db
from caseapp.queries.aid import Fund, funds_of_year
from caseapp.queries.units import unit_choices
from caseapp.services import consolation
from caseapp.services.consolation import Consolation, Proposal
from caseapp.web.consolation.forms import ConsolationForm, Way
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence, word, yuan
from caseapp.web.support.session import actor

blueprint = Blueprint("consolation", __name__)
P = Permission
TOLD = ("year", "group", "unit", "project", "way", "amount", "gift_name", "gift_count", "gift_unit")
"""The fields that say what is given; the list below was made for just these."""


@blueprint.get("/special-groups/consolation")
@reads(P.BATCH_PREPARE)
def new() -> Any:
    funds = _funds()
    if "group" not in request.args:
        start = ConsolationForm(formdata=None, year=str(today().year), way=Way.MONEY, gift_count="1")
        return _page(start, funds)
    form = ConsolationForm(request.args, meta={"csrf": False})
    _offer(form, funds)
    return _page(form, funds, tried(form, lambda: form.wanted(funds)))


@blueprint.post("/special-groups/consolation")
@writes(P.BATCH_PREPARE, once=True)
def prepare() -> Any:
    funds = _funds()
    form = ConsolationForm()
    _offer(form, funds)
    wanted = tried(form, lambda: form.wanted(funds))
    if wanted is None:
        return _page(form, funds), 422
    try:
        batch = tried(
            form,
            lambda: consolation.prepare(
                db.session(),
                actor(),
                wanted=wanted,
                chosen=form.chosen.data or (),
                title=form.title.data or "",
                reason=form.reason.data or "",
                day=today(),
                now=now(),
            ),
        )
    except Refused as refusal:
        form.form_errors.append(sentence(refusal))
        batch = None
    if batch is None:
        return _page(form, funds, wanted), 422
    flash(_("Batch %(number)s is prepared. Look it through, then submit it.", number=batch.number), "good")
    return redirect(url_for("batches.page", batch_id=batch.id))


def _funds() -> list[Fund]:
    return funds_of_year(db.session(), today().year, (AidKind.CONSOLATION,))


def _offer(form: ConsolationForm, funds: list[Fund]) -> None:
    named = [
        (one.budget_id, f"{one.project}（{one.year}） · {word(one.source)} · {yuan(one.free_fen)}") for one in funds
    ]
    form.offer(unit_choices(db.session(), actor(), P.AID_LOG), named)


def _page(form: ConsolationForm, funds: list[Fund], wanted: Consolation | None = None) -> str:
    _offer(form, funds)
    proposal: Proposal | None = None
    if wanted is not None:
        try:
            proposal = consolation.propose(db.session(), actor(), wanted=wanted, day=today())
        except Invalid as invalid:
            form.absorb(invalid)
    if proposal and not form.title.data:
        form.title.data = f"{wanted.year}年{wanted.group.zh}慰问" if wanted else ""
    ticked = set(form.chosen.data or ()) if request.method == "POST" else None
    return render_template(
        "consolation/page.html",
        form=form,
        wanted=wanted,
        proposal=proposal,
        fund=next((one for one in funds if one.budget_id == form.project.data), None),
        told=[(field.name, field._value() if hasattr(field, "_value") else field.data) for field in _told(form)],
        ticked=ticked,
    )


def _told(form: ConsolationForm) -> list[Any]:
    return [form[name] for name in TOLD]
