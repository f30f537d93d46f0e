"""Users, their posts and the units tree."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Refused
from caseapp.extensions import db
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries import users as lists
from caseapp.services import second_factor, units, users
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor
from caseapp.web.users.forms import PostForm, UnitForm, UserForm

blueprint = Blueprint("users", __name__)


def _unit_choices() -> list[tuple[int, str]]:
    return [(unit_id, "　" * depth + name) for unit_id, _code, name, depth in lists.unit_tree(db.session(), actor())]


def _user(user_id: int) -> User:
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound(N_("There is no such user."))
    return found


@blueprint.get("/users")
@reads(Permission.USER_ADMIN)
def roster() -> Any:
    session = db.session()
    users_found, tree = lists.every_user(session, actor(), today()), lists.unit_tree(session, actor())
    return render_template("users/roster.html", users=users_found, units=tree)


@blueprint.get("/users/new")
@reads(Permission.USER_ADMIN)
def new() -> Any:
    return render_template("users/new.html", form=UserForm())


@blueprint.post("/users/new")
@writes(Permission.USER_ADMIN)
def add() -> Any:
    form = UserForm()
    if form.validate():
        try:
            user = users.add_user(db.session(), actor(), login=form.login.data, name=form.name.data, now=now())
        except Invalid as invalid:
            form.absorb(invalid)
        else:
            flash(_("The user is added. Give a post, then make a link."), "good")
            return redirect(url_for("users.page", user_id=user.id))
    return render_template("users/new.html", form=form), 422


@blueprint.get("/users/<int:user_id>")
@reads(Permission.USER_ADMIN)
def page(user_id: int) -> Any:
    return _page(user_id, _post_form())


def _post_form() -> PostForm:
    """The form as sent; a fresh one begins today."""
    form = PostForm(from_on=today())
    form.unit_id.choices = _unit_choices()
    return form


def _page(user_id: int, form: PostForm, link: str | None = None) -> str:
    user = lists.one_user(db.session(), actor(), user_id, today())
    return render_template("users/page.html", user=user, form=form, link=link, own=user_id == actor().id)


@blueprint.post("/users/<int:user_id>/posts")
@writes(Permission.USER_ADMIN)
def give_post(user_id: int) -> Any:
    form = _post_form()
    session = db.session()
    if form.validate():
        unit = session.get_one(Unit, form.unit_id.data)
        try:
            users.give_post(
                session,
                actor(),
                user=_user(user_id),
                unit=unit,
                role=form.role.data,
                start=form.from_on.data or today(),
                end=form.to_on.data,
                now=now(),
            )
        except Invalid as invalid:
            form.absorb(invalid)
        except Refused as refusal:
            form.form_errors.append(sentence(refusal))
        else:
            flash(_("The post is given."), "good")
            return redirect(url_for("users.page", user_id=user_id))
    return _page(user_id, form), 422


@blueprint.post("/users/<int:user_id>/posts/<int:post_id>/end")
@writes(Permission.USER_ADMIN)
def end_post(user_id: int, post_id: int) -> Any:
    users.end_post(db.session(), actor(), user_id=user_id, post_id=post_id, on=today(), now=now())
    flash(_("The post has ended."), "good")
    return redirect(url_for("users.page", user_id=user_id))


@blueprint.post("/users/<int:user_id>/invite")
@writes(Permission.USER_ADMIN)
def invite(user_id: int) -> Any:
    code = users.invite(db.session(), actor(), user=_user(user_id), now=now())
    form = PostForm(formdata=None, from_on=today())
    form.unit_id.choices = _unit_choices()
    return _page(user_id, form, url_for("signin.invitation", code=code, _external=True))


@blueprint.post("/users/<int:user_id>/sessions/end")
@writes(Permission.USER_ADMIN)
def end_sessions(user_id: int) -> Any:
    users.end_sessions(db.session(), actor(), user_id=user_id, now=now())
    flash(_("Every session of this user has ended."), "good")
    return redirect(url_for("users.page", user_id=user_id))


@blueprint.post("/users/<int:user_id>/second-factor/reset")
@writes(Permission.USER_ADMIN, confirmed=True)
def reset_factor(user_id: int) -> Any:
    second_factor.reset(db.session(), actor(), user_id=user_id, now=now())
    flash(_("The code generator is taken away; the user sets up a new one at the next sign-in."), "good")
    return redirect(url_for("users.page", user_id=user_id))


@blueprint.post("/users/<int:user_id>/close")
@writes(Permission.USER_ADMIN)
def close(user_id: int) -> Any:
    users.set_active(db.session(), actor(), user_id=user_id, active=False, now=now())
    flash(_("The account is closed; its sessions have ended."), "good")
    return redirect(url_for("users.page", user_id=user_id))


@blueprint.post("/users/<int:user_id>/open")
@writes(Permission.USER_ADMIN)
def reopen(user_id: int) -> Any:
    users.set_active(db.session(), actor(), user_id=user_id, active=True, now=now())
    flash(_("The account is open again."), "good")
    return redirect(url_for("users.page", user_id=user_id))


@blueprint.get("/users/units/new")
@reads(Permission.USER_ADMIN)
def new_unit() -> Any:
    return render_template("users/unit.html", form=_unit_form())


def _unit_form() -> UnitForm:
    form = UnitForm()
    form.parent_id.choices = _unit_choices()
    return form


@blueprint.post("/users/units/new")
@writes(Permission.USER_ADMIN)
def add_unit() -> Any:
    form = _unit_form()
    if form.validate():
        parent = db.session.get_one(Unit, form.parent_id.data)
        try:
            units.add_unit(db.session(), actor(), code=form.code.data, name=form.name.data, parent=parent, now=now())
        except Invalid as invalid:
            form.absorb(invalid)
        else:
            flash(_("The unit is added."), "good")
            return redirect(url_for("users.roster"))
    return render_template("users/unit.html", form=form), 422
