"""A person's own page: the second factor, single keys, and showing who one is before a weighty act."""

from typing import Any

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from caseapp.domain.access.roles import SIGNING_ROLES
from caseapp.extensions import db
from caseapp.models.users import User
from caseapp.queries.settings import demo_accounts
from caseapp.services import second_factor as factors
from caseapp.services import users
from caseapp.services.throttle import TooManyTries
from caseapp.web.account.forms import ConfirmForm
from caseapp.web.support import session as door
from caseapp.web.support.access import reads, writes
from caseapp.web.support.addresses import local
from caseapp.web.support.clock import now
from caseapp.web.support.forms import CodeForm, tried
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@reads()
def page() -> Any:
    user = _user()
    factor = factors.factor_of(db.session(), user.id)
    return render_template(
        "account/page.html",
        user=user,
        posts=actor().posts,
        enrolled_at=factor.confirmed_at if factor else None,
        signs=bool(actor().roles & SIGNING_ROLES),
        demo=demo_accounts(db.session()) is not None,
    )


@blueprint.get("/account/second-factor")
@reads()
def second_factor() -> Any:
    return _enrolment(CodeForm(formdata=None))


@blueprint.post("/account/second-factor/begin")
@writes()
def begin() -> Any:
    factors.begin(db.session(), actor())
    return redirect(url_for("account.second_factor"))


@blueprint.post("/account/second-factor/confirm")
@writes()
def confirm_factor() -> Any:
    form = CodeForm()
    codes = tried(form, lambda: factors.confirm(db.session(), actor(), code=form.code.data or "", now=now()))
    if codes is None:
        return _enrolment(form), 422
    return render_template("account/codes.html", codes=codes)


@blueprint.post("/account/recovery-codes")
@writes(confirmed=True)
def renew_codes() -> Any:
    return render_template("account/codes.html", codes=factors.renew_codes(db.session(), actor(), now=now()))


def _enrolment(form: CodeForm) -> str:
    user = _user()
    factor = factors.factor_of(db.session(), user.id)
    picture = None
    if factor is not None and factor.confirmed_at is None:
        drawn = segno.make(factors.address(factor, user.login), error="m")
        picture = drawn.svg_data_uri(scale=5, border=3, dark="#1d2129", light="#ffffff", encode_minimal=True)
    return render_template(
        "account/second_factor.html",
        form=form,
        factor=factor,
        picture=picture,
        secret=_in_fours(factor.secret or "") if factor and picture else None,
        must=current_user.must_enrol,
    )


@blueprint.get("/account/confirm")
@reads()
def confirm() -> Any:
    return _asking(ConfirmForm(formdata=None))


@blueprint.post("/account/confirm")
@writes(keeps_tries=True)
def confirmed() -> Any:
    form, user, session = ConfirmForm(), _user(), db.session()
    is_enrolled = factors.is_enrolled(session, user.id)
    if not is_enrolled:
        del form.code
    if form.validate():
        try:
            fits = users.check_sign_in(session, login=user.login, password=form.password.data, now=now()) is not None
            if fits and is_enrolled:
                fits = factors.check(session, user_id=user.id, code=form.code.data or "", now=now())
        except TooManyTries as refusal:
            form.form_errors.append(sentence(refusal))
        else:
            if fits:
                door.note_confirmed(now())
                flash(_("Thank you. Now press the button again."), "good")
                return redirect(local(request.args.get("next")))
            form.form_errors.append(_("The password or the code is not right."))
    return _asking(form), 422


def _asking(form: ConfirmForm) -> str:
    if form.code is not None and not factors.is_enrolled(db.session(), _user().id):
        del form.code
    return render_template("account/confirm.html", form=form, minutes=current_app.config["STEP_UP_MINUTES"])


def _user() -> User:
    return db.session.get_one(User, actor().id)


def _in_fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
