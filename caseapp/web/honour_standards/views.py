"""劳模待遇标准: the dated rules and rates of the honour allowance, and the caps of relief."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.extensions import db
from caseapp.queries.honour_standards import standing
from caseapp.services import honour_standards
from caseapp.web.honour_standards.forms import RateForm, ReliefForm, RulesForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.session import actor

blueprint = Blueprint("honour_standards", __name__)
P = Permission
FORMS: dict[str, type[Any]] = {"rules": RulesForm, "rate": RateForm, "relief": ReliefForm}


@blueprint.get("/honour-standards")
@reads(P.FILE_READ, P.RULE_WRITE)
def roster() -> Any:
    return render_template(
        "honour_standards/roster.html",
        found=standing(db.session()),
        may_write=actor().may(P.RULE_WRITE),
        may_read=actor().may(P.FILE_READ),
        today=today(),
    )


@blueprint.get("/honour-standards/<kind>/new")
@reads(P.RULE_WRITE)
def new(kind: str) -> Any:
    return _page(kind, _form(kind)(formdata=None))


@blueprint.post("/honour-standards/<kind>/new")
@writes(P.RULE_WRITE)
def add(kind: str) -> Any:
    form = _form(kind)()

    def act() -> Any:
        told = form.standard()
        if told is None:
            return None
        match kind:
            case "rules":
                return honour_standards.add_rules(db.session(), actor(), rules=told, now=now())
            case "rate":
                return honour_standards.add_rate(db.session(), actor(), rate=told, now=now())
            case _:
                return honour_standards.add_relief(db.session(), actor(), facts=told, now=now())

    if tried(form, act) is None:
        return _page(kind, form), 422
    flash(_("The standard is saved."), "good")
    return redirect(url_for("honour_standards.roster"))


@blueprint.post("/honour-standards/<kind>/<int:row_id>/withdraw")
@writes(P.RULE_WRITE)
def withdraw(kind: str, row_id: int) -> Any:
    honour_standards.withdraw(db.session(), actor(), kind=kind, row_id=row_id, now=now())
    flash(_("The standard is taken back."), "good")
    return redirect(url_for("honour_standards.roster"))


def _form(kind: str) -> type[Any]:
    if kind not in FORMS:
        raise NotFound(N_("There is no such standard."))
    return FORMS[kind]


def _page(kind: str, form: Any) -> str:
    titles = {
        "rules": _("New rules for the allowance"),
        "rate": _("New monthly rate"),
        "relief": _("New relief standard"),
    }
    return render_template("honour_standards/form.html", form=form, title=titles[kind])
