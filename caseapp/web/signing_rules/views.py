"""审批权限: from which amount two people approve a batch."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries import signing_rules as lists
from caseapp.services import signing_rules
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import BaseForm, DayField, MoneyField, TidyField, required, tried
from caseapp.web.support.session import actor

blueprint = Blueprint("signing_rules", __name__)
P = Permission


class RuleForm(BaseForm):
    valid_from = DayField(_l("In force from"), [required()])
    second_from = MoneyField(
        _l("Two approvers from this amount, yuan"), description=_l("Leave empty for one approver whatever the amount.")
    )
    document_no = TidyField(_l("Document no."), [required()])


@blueprint.get("/signing-rules")
@reads(P.RULE_WRITE, P.BATCH_READ)
def roster() -> Any:
    return _page(RuleForm(formdata=None, valid_from=today()))


@blueprint.post("/signing-rules")
@writes(P.RULE_WRITE)
def add() -> Any:
    form = RuleForm()

    def act() -> Any:
        return signing_rules.add(
            db.session(),
            actor(),
            valid_from=form.valid_from.data or today(),
            second_from_fen=form.second_from.fen,
            document_no=form.document_no.data or "",
            now=now(),
            today=today(),
        )

    if tried(form, act) is None:
        return _page(form), 422
    flash(_("The rule is saved. It applies to batches submitted from that day on."), "good")
    return redirect(url_for("signing_rules.roster"))


def _page(form: RuleForm) -> str:
    rows = lists.all_rules(db.session())
    current = next((row.id for row in rows if row.valid_from <= today()), None)
    return render_template(
        "signing_rules/roster.html",
        form=form,
        rows=rows,
        current=current,
        today=today(),
        may_write=actor().may(P.RULE_WRITE),
    )
