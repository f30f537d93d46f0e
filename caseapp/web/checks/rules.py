"""核对有效期: for how many days a result of the means check carries an approval."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.households.means import USUAL_DAYS
from caseapp.extensions import db
from caseapp.queries.check_rules import all_rules
from caseapp.services import check_rules
from caseapp.web.checks.blueprint import blueprint
from caseapp.web.checks.forms import RuleForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/check-rules")
@reads(P.RULE_WRITE, P.FILE_READ)
def rules() -> Any:
    return _page(RuleForm(formdata=None, valid_from=today()))


@blueprint.post("/check-rules")
@writes(P.RULE_WRITE)
def add_rule() -> Any:
    form = RuleForm()

    def act() -> Any:
        return check_rules.add(
            db.session(),
            actor(),
            valid_from=form.valid_from.data or today(),
            days=form.whole_days,
            document_no=form.document_no.data or "",
            now=now(),
            today=today(),
        )

    if tried(form, act) is None:
        return _page(form), 422
    flash(_("The rule is saved. It applies to checks made from that day on."), "good")
    return redirect(url_for("checks.rules"))


def _page(form: RuleForm) -> str:
    rows = all_rules(db.session())
    current = next((row.id for row in rows if row.valid_from <= today()), None)
    return render_template(
        "checks/rules.html",
        form=form,
        rows=rows,
        current=current,
        usual_days=USUAL_DAYS,
        today=today(),
        may_write=actor().may(P.RULE_WRITE),
    )
