"""The bank's answer: sent, looked at, taken in whole."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.payments.bank_answers import Effect
from caseapp.extensions import db
from caseapp.models.bank_files import BankResult
from caseapp.queries.bank_files import file_page
from caseapp.services import bank_results
from caseapp.services.sent_answers import content
from caseapp.web.bank.blueprint import blueprint
from caseapp.web.bank.forms import AnswerForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.sent_files import MOST_SHOWN, marked_file
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/bank-files/<int:file_id>/answers")
@reads(P.BATCH_SETTLE)
def answer(file_id: int) -> Any:
    return _answer_page(file_id, AnswerForm())


@blueprint.post("/bank-files/<int:file_id>/answers")
@writes(P.BATCH_SETTLE)
def send_answer(file_id: int) -> Any:
    """Keeps what the bank sent and shows what it would do; nothing is recorded yet."""
    form = AnswerForm()
    kept = tried(form, lambda: _taken(form, file_id)) if form.validate() else None
    if kept is None:
        return _answer_page(file_id, form), 422
    return redirect(url_for("bank.result", result_id=kept.id))


def _answer_page(file_id: int, form: AnswerForm) -> str:
    return render_template("bank/answer.html", file=file_page(db.session(), actor(), file_id), form=form)


def _taken(form: AnswerForm, file_id: int) -> BankResult:
    name, data = form.file.filename, form.file.content
    return bank_results.take(db.session(), actor(), file_id=file_id, name=name, data=data, now=now())


@blueprint.get("/bank-results/<int:result_id>")
@reads(P.BATCH_SETTLE)
def result(result_id: int) -> Any:
    kept = bank_results.opened(db.session(), actor(), result_id)
    found = bank_results.look(db.session(), kept, today())
    return render_template(
        "bank/result.html",
        kept=kept,
        file=kept.file,
        found=found,
        effects=Effect,
        faults=found.faults[:MOST_SHOWN],
        told=found.told[:MOST_SHOWN],
    )


@blueprint.post("/bank-results/<int:result_id>/apply")
@writes(P.BATCH_SETTLE, once=True)
def apply_result(result_id: int) -> Any:
    count = bank_results.apply(db.session(), actor(), result_id=result_id, now=now(), today=today())
    told = ngettext("%(count)s line has its result now.", "%(count)s lines have their results now.", count, count=count)
    flash(told if count else _("Everything in this answer was recorded before; nothing changed."), "good")
    return redirect(url_for("bank.result", result_id=result_id))


@blueprint.get("/bank-results/<int:result_id>/marked")
@reads(P.BATCH_SETTLE, recorded_as="bank_result.marked")
def marked(result_id: int) -> Any:
    """The answer as it was sent, with the cells at fault marked."""
    kept = bank_results.opened(db.session(), actor(), result_id)
    g.viewed = ("bank_result", result_id)
    found = bank_results.look(db.session(), kept, today())
    return marked_file(content(kept), found.table, found.faults, kept.name)
