"""The phone page: one question a page for whoever holds a code; no sign-in, no script.

The address on the slip only trades the code for a cookie and leads on, so that the code stands in no page's address, in
no Referer and in no list of visited pages.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from caseapp.domain.errors import Invalid, Refused
from caseapp.extensions import db
from caseapp.services import answering
from caseapp.services.answering import UnknownCode, Visit
from caseapp.services.throttle import TooManyTries
from caseapp.services.transaction import transact
from caseapp.web.support.access import public
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence

blueprint = Blueprint("answering", __name__)
COOKIE = "answering"
LASTS = 2 * 60 * 60
"""Seconds; afterwards the slip opens the form again where it was left."""


@blueprint.get("/s/<code>")
@public()
def begin(code: str) -> Any:
    session = db.session()
    return _entered(code, lambda address: transact(session, lambda: answering.count_guess(session, address, now())))


@blueprint.get("/s")
@public()
def door() -> Any:
    here = _here()
    if here is None:
        return render_template("answering/code.html")
    if not here.is_open:
        return redirect(url_for("answering.done"))
    return render_template("answering/welcome.html", visit=here, **_about(here))


@blueprint.post("/s")
@public(changes=True)
def enter() -> Any:
    code = request.form.get("code", "")
    return _entered(code, lambda address: answering.count_guess(db.session(), address, now()))


@blueprint.get("/s/questions/<int:place>")
@public()
def question(place: int) -> Any:
    here = _here()
    if here is None or not here.is_open or not 1 <= place <= len(here.questions):
        return redirect(url_for("answering.door"))
    return _question_page(here, place)


@blueprint.post("/s/questions/<int:place>")
@public(changes=True)
def say(place: int) -> Any:
    code = _code()
    here = _here()
    if code is None or here is None:
        return redirect(url_for("answering.door"))
    raw = request.form.get("answer", "")
    try:
        here = answering.save(db.session(), code, place=place, raw=raw)
    except Invalid as invalid:
        return _question_page(here, place, raw, sentence(invalid)), 422
    except Refused:
        return redirect(url_for("answering.door"))
    if place == len(here.questions):
        return redirect(url_for("answering.check"))
    return redirect(url_for("answering.question", place=place + 1))


@blueprint.get("/s/check")
@public()
def check() -> Any:
    here = _here()
    if here is None or not here.is_open:
        return redirect(url_for("answering.door"))
    return render_template("answering/check.html", visit=here, **_about(here))


@blueprint.post("/s/send")
@public(changes=True)
def send() -> Any:
    code = _code()
    if code is None:
        return redirect(url_for("answering.door"))
    try:
        answering.send(db.session(), code, today=today(), now=now())
    except Invalid:
        missing = answering.visit(db.session(), code).next_place
        return redirect(url_for("answering.question", place=missing))
    except Refused as refusal:
        flash(sentence(refusal), "bad")
    return redirect(url_for("answering.done"))


@blueprint.get("/s/done")
@public()
def done() -> Any:
    here = _here()
    if here is None or here.is_open:
        return redirect(url_for("answering.door"))
    response = make_response(render_template("answering/done.html", visit=here, **_about(here)))
    response.delete_cookie(COOKIE, path="/s")
    return response


def _entered(code: str, count: Callable[[str], None]) -> Response:
    """To the form with the code in a cookie; a wrong one is counted, and after too many no code is looked at."""
    session, address = db.session(), request.remote_addr or ""
    back = make_response(redirect(url_for("answering.door")))
    try:
        answering.demand_room(session, address, now())
        answering.visit(session, code)
    except UnknownCode as unknown:
        count(address)
        flash(sentence(unknown), "bad")
    except TooManyTries:
        flash(_("Too many wrong codes. Wait a quarter of an hour and try again."), "bad")
    else:
        back.set_cookie(
            COOKIE,
            _signer().dumps(code),
            max_age=LASTS,
            path="/s",
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return back


def _code() -> str | None:
    """The code behind the cookie; nothing for a cookie that is not ours."""
    try:
        return str(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return None


def _here() -> Visit | None:
    code = _code()
    if code is None:
        return None
    try:
        return answering.visit(db.session(), code)
    except UnknownCode:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="code of a survey")


def _about(here: Visit) -> dict[str, Any]:
    return {"survey": here.survey, "count": len(here.questions)}


def _question_page(here: Visit, place: int, raw: str | None = None, error: str | None = None) -> str:
    asked = here.questions[place - 1]
    said = here.answers.get(asked.key, "") if raw is None else raw
    return render_template(
        "answering/question.html", visit=here, asked=asked, place=place, said=said, error=error, **_about(here)
    )
