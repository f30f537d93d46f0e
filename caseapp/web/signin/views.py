"""Sign-in and sign-out, the one-time link, and the choice of language."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from caseapp.domain.errors import Invalid
from caseapp.extensions import db
from caseapp.models.users import User
from caseapp.queries.settings import demo_accounts
from caseapp.services import second_factor, users
from caseapp.services.throttle import TooManyTries
from caseapp.web.signin.forms import NewPasswordForm, SignInForm
from caseapp.web.support import session as door
from caseapp.web.support.access import public
from caseapp.web.support.addresses import local
from caseapp.web.support.clock import now
from caseapp.web.support.forms import CodeForm
from caseapp.web.support.language import LOCALES, sentence

blueprint = Blueprint("signin", __name__)


@blueprint.get("/sign-in")
@public()
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(local(request.args.get("next")))
    return render_template("signin/sign-in.html", form=SignInForm(), demo=demo_accounts(db.session()))


@blueprint.post("/sign-in")
@public(changes=True)
def enter() -> Any:
    form = SignInForm()
    if form.validate():
        try:
            user = users.check_sign_in(db.session(), login=form.login.data, password=form.password.data, now=now())
        except TooManyTries as refusal:
            form.form_errors.append(sentence(refusal))
        else:
            if user is not None and second_factor.is_enrolled(db.session(), user.id):
                door.hold_for_code(user, now())
                return redirect(url_for("signin.code", next=request.args.get("next")))
            if user is not None:
                return _signed_in(user)
            form.form_errors.append(_("The sign-in name or the password is not right."))
    return render_template("signin/sign-in.html", form=form, demo=demo_accounts(db.session())), 422


@blueprint.get("/sign-in/code")
@public()
def code() -> Any:
    if door.waiting_for_code(now()) is None:
        return redirect(url_for("signin.sign_in", next=request.args.get("next")))
    return render_template("signin/code.html", form=CodeForm(formdata=None))


@blueprint.post("/sign-in/code")
@public(changes=True)
def enter_code() -> Any:
    user, form = door.waiting_for_code(now()), CodeForm()
    if user is None:
        flash(_("That took too long. Sign in again."), "warn")
        return redirect(url_for("signin.sign_in", next=request.args.get("next")))
    if form.validate():
        try:
            fits = second_factor.check(db.session(), user_id=user.id, code=form.code.data or "", now=now())
        except TooManyTries as refusal:
            form.form_errors.append(sentence(refusal))
        else:
            if fits:
                return _signed_in(user)
            form.code.errors = [_("This code does not fit, or was used already. Wait for the next one.")]
    return render_template("signin/code.html", form=form), 422


def _signed_in(user: User) -> Any:
    users.note_sign_in(db.session(), user, now())
    door.sign_in(user, now())
    return redirect(local(request.args.get("next")))


@blueprint.post("/sign-out")
@public(changes=True)
def sign_out() -> Any:
    if current_user.is_authenticated:
        users.end_sessions(db.session(), door.actor(), user_id=current_user.actor.id, now=now())
    door.sign_out()
    return redirect(url_for("signin.sign_in"))


@blueprint.get("/invitations/<code>")
@public()
def invitation(code: str) -> Any:
    found = users.invitation(db.session(), code=code, now=now())
    return render_template("signin/invitation.html", form=NewPasswordForm(), login=found.user.login)


@blueprint.post("/invitations/<code>")
@public(changes=True)
def accept(code: str) -> Any:
    form = NewPasswordForm()
    login = users.invitation(db.session(), code=code, now=now()).user.login
    if form.validate():
        if form.password.data != form.again.data:
            form.again.errors = [_("The two passwords differ.")]
        else:
            try:
                users.accept(db.session(), code=code, password=form.password.data, now=now())
            except Invalid as invalid:
                form.absorb(invalid)
            else:
                flash(_("Your password is set. Sign in with it now."), "good")
                return redirect(url_for("signin.sign_in"))
    return render_template("signin/invitation.html", form=form, login=login), 422


@blueprint.post("/language")
@public()
def language() -> Any:
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        session["locale"] = chosen
    return redirect(local(request.form.get("next")))
