"""Passing a file on to another unit or caseworker, and answering what is offered."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.extensions import db
from caseapp.queries.transfers import destinations, offers_to
from caseapp.services import transfers
from caseapp.web.lives.blueprint import blueprint, done, file_of, seen
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import given_back
from caseapp.web.support.clock import now, today
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/households/<int:household_id>/transfer")
@reads(P.FILE_WRITE)
def offer(household_id: int) -> Any:
    return _form(household_id, [])


@blueprint.post("/households/<int:household_id>/transfer")
@writes(P.FILE_WRITE)
def send(household_id: int) -> Any:
    unit, _dot, user = request.form.get("to", "").partition(".")
    try:
        transfers.offer(
            db.session(),
            actor(),
            household_id=household_id,
            version=seen(),
            to_unit_id=int(unit) if unit.isdecimal() else None,
            to_user_id=int(user) if user.isdecimal() else None,
            reason=request.form.get("reason", ""),
            now=now(),
        )
    except Refused as refused:
        problems, status = given_back(refused)
        return _form(household_id, list(problems.values())), status
    return done(household_id, _("The file is offered. It stays here until the other side accepts it."), "lives.page")


@blueprint.post("/households/<int:household_id>/transfer/withdraw")
@writes(P.FILE_WRITE)
def withdraw(household_id: int) -> Any:
    transfers.withdraw(db.session(), actor(), household_id=household_id, now=now())
    return done(household_id, _("The offer is withdrawn."), "lives.page")


@blueprint.get("/households/transfers")
@reads(P.FILE_WRITE)
def offers() -> Any:
    return render_template("lives/transfers.html", offers=offers_to(db.session(), actor()))


@blueprint.post("/households/transfers/<int:transfer_id>/accept")
@writes(P.FILE_WRITE)
def accept(transfer_id: int) -> Any:
    household = transfers.accept(db.session(), actor(), transfer_id=transfer_id, now=now())
    return done(household.id, _("The file is yours now."))


@blueprint.post("/households/transfers/<int:transfer_id>/refuse")
@writes(P.FILE_WRITE)
def refuse(transfer_id: int) -> Any:
    transfers.refuse(db.session(), actor(), transfer_id=transfer_id, reason=request.form.get("reason", ""), now=now())
    flash(_("The offer is refused; the file stays where it was."), "good")
    return redirect(url_for("lives.offers"))


def _form(household_id: int, problems: list[str]) -> str:
    file = file_of(household_id)
    if not may_here(actor(), P.FILE_WRITE, file.unit_path):
        raise NotFound(N_("There is no such file."))
    places = [
        (f"{place.unit_id}.{place.user_id or ''}", place.unit if place.user_id is None else f"　{place.user}")
        for place in destinations(db.session(), today())
        if (place.unit_id, place.user_id) != (file.unit_id, None)
    ]
    return render_template(
        "lives/transfer.html",
        file=file,
        places=places,
        problems=problems,
        chosen=request.form.get("to", ""),
        reason=request.form.get("reason", ""),
    )
