"""Sign-in and sign-out, the one-time link, and the choice of language."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from caseapp.domain.errors import Invalid
from caseapp.extensions import db
from caseapp.queries.settings import demo_accounts
from caseapp.services import users
from caseapp.web.signin.forms import NewPasswordForm, SignInForm
from caseapp.web.support import session as door
from caseapp.web.support.access import public
from caseapp.web.support.clock import now
from caseapp.web.support.language import LOCALES, sentence

blueprint = Blueprint("signin", __name__)


def _local(address: str | None) -> str:
    """The address when it is a path of ours, else home: nobody is sent elsewhere."""
    parts = urlsplit(address or "")
    if not address or parts.scheme or parts.netloc or not address.startswith("/") or "\\" in address:
        return url_for("home.home")
    return address


@blueprint.get("/sign-in")
@public()
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(_local(request.args.get("next")))
    return render_template("signin/sign-in.html", form=SignInForm(), demo=demo_accounts(db.session()))


@blueprint.post("/sign-in")
@public(changes=True)
def enter() -> Any:
    form = SignInForm()
    if form.validate():
        try:
            user = users.check_sign_in(db.session(), login=form.login.data, password=form.password.data, now=now())
        except users.TooManyTries as refusal:
            form.form_errors.append(sentence(refusal))
        else:
            if user is not None:
                door.sign_in(user, now())
                return redirect(_local(request.args.get("next")))
            form.form_errors.append(_("The sign-in name or the password is not right."))
    return render_template("signin/sign-in.html", form=form, demo=demo_accounts(db.session())), 422


@blueprint.post("/sign-out")
@public(changes=True)
def sign_out() -> Any:
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
    return redirect(_local(request.form.get("next")))
