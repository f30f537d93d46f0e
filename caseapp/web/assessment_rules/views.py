"""认定规则: the dated rule sets that assessments rest on."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.assessment_rules import RuleSet
from caseapp.extensions import db
from caseapp.queries import assessment_rules as lists
from caseapp.services import assessment_rules
from caseapp.web.assessment_rules.forms import RulesForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.people import whole_number
from caseapp.web.support.session import actor

blueprint = Blueprint("assessment_rules", __name__)
P = Permission


@blueprint.get("/assessment-rules")
@reads(P.FILE_READ, P.RULE_WRITE)
def roster() -> Any:
    may_write = actor().may(P.RULE_WRITE)
    rows = lists.all_rules(db.session())
    return render_template("assessment_rules/roster.html", rows=rows, may_write=may_write, today=today())


@blueprint.get("/assessment-rules/new")
@reads(P.RULE_WRITE)
def new() -> Any:
    """Begins with the newest rule set, without its document and days."""
    form = RulesForm(formdata=None)
    known = lists.all_rules(db.session())
    if known:
        form.fill(known[0].rules)
        form.document_no.data, form.valid_from.data, form.valid_to.data = "", None, None
    return render_template("assessment_rules/form.html", form=form, known=None)


@blueprint.post("/assessment-rules/new")
@writes(P.RULE_WRITE)
def add() -> Any:
    form = RulesForm()
    if not _kept(form, lambda rules: assessment_rules.add(db.session(), actor(), rules=rules, now=now())):
        return render_template("assessment_rules/form.html", form=form, known=None), 422
    flash(_("The rules are saved."), "good")
    return redirect(url_for("assessment_rules.roster"))


@blueprint.get("/assessment-rules/<int:rules_id>/edit")
@reads(P.RULE_WRITE)
def edit(rules_id: int) -> Any:
    known = _known(rules_id)
    form = RulesForm(formdata=None, version=known.version)
    form.fill(known.rules)
    return render_template("assessment_rules/form.html", form=form, known=known)


@blueprint.post("/assessment-rules/<int:rules_id>/edit")
@writes(P.RULE_WRITE)
def amend(rules_id: int) -> Any:
    known, form = _known(rules_id), RulesForm()
    seen = whole_number(form.version.data) or 0

    def act(rules: RuleSet) -> Any:
        return assessment_rules.amend(db.session(), actor(), rules_id=rules_id, version=seen, rules=rules, now=now())

    if not _kept(form, act):
        return render_template("assessment_rules/form.html", form=form, known=known), 422
    flash(_("The rules are saved."), "good")
    return redirect(url_for("assessment_rules.roster"))


def _kept(form: RulesForm, act: Callable[[RuleSet], Any]) -> bool:
    """Whether the form could be read and the service took it."""

    def whole() -> Any:
        rules = form.rules()
        return act(rules) if rules is not None else None

    return tried(form, whole) is not None


def _known(rules_id: int) -> lists.RulesRow:
    found = next((row for row in lists.all_rules(db.session()) if row.id == rules_id), None)
    if found is None:
        raise NotFound(N_("There is no such rule set."))
    return found
