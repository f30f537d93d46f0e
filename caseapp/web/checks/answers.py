"""What the authority answered: sent, looked at, taken in whole."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.households.means import Effect
from caseapp.extensions import db
from caseapp.models.check_lists import CheckAnswer
from caseapp.services import check_answers, check_lists
from caseapp.services.sent_answers import content
from caseapp.web.checks.blueprint import blueprint
from caseapp.web.checks.forms import AnswerForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.sent_files import MOST_SHOWN, marked_file
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/check-lists/<int:list_id>/answers")
@reads(P.FILE_WRITE)
def answer(list_id: int) -> Any:
    return _answer_page(list_id, AnswerForm())


@blueprint.post("/check-lists/<int:list_id>/answers")
@writes(P.FILE_WRITE)
def send_answer(list_id: int) -> Any:
    """Keeps what was sent and shows what it would do; nothing is recorded yet."""
    form = AnswerForm()
    kept = tried(form, lambda: _taken(form, list_id)) if form.validate() else None
    if kept is None:
        return _answer_page(list_id, form), 422
    return redirect(url_for("checks.result", answer_id=kept.id))


def _answer_page(list_id: int, form: AnswerForm) -> str:
    return render_template("checks/answer.html", made=check_lists.opened(db.session(), actor(), list_id), form=form)


def _taken(form: AnswerForm, list_id: int) -> CheckAnswer:
    name, data = form.file.filename, form.file.content
    return check_answers.take(db.session(), actor(), list_id=list_id, name=name, data=data, now=now())


@blueprint.get("/check-answers/<int:answer_id>")
@reads(P.FILE_WRITE, recorded_as="check_answer.view")
def result(answer_id: int) -> Any:
    kept = check_answers.opened(db.session(), actor(), answer_id)
    g.viewed = ("check_answer", answer_id)
    found = check_answers.look(db.session(), actor(), kept, today())
    return render_template(
        "checks/result.html",
        kept=kept,
        made=kept.check_list,
        found=found,
        matched=found.matched,
        effects=Effect,
        faults=found.matched.faults[:MOST_SHOWN],
        files=found.files[:MOST_SHOWN],
    )


@blueprint.post("/check-answers/<int:answer_id>/apply")
@writes(P.FILE_WRITE)
def apply_answer(answer_id: int) -> Any:
    kept = check_answers.apply(db.session(), actor(), answer_id=answer_id, now=now(), today=today())
    count = kept.changed_files
    told = ngettext("%(count)s file has its result now.", "%(count)s files have their results now.", count, count=count)
    flash(told if kept.changed_people else _("Everything in this answer was recorded before; nothing changed."), "good")
    return redirect(url_for("checks.result", answer_id=answer_id))


@blueprint.get("/check-answers/<int:answer_id>/marked")
@reads(P.FILE_WRITE, recorded_as="check_answer.marked")
def marked(answer_id: int) -> Any:
    """The answer as it was sent, with the cells at fault marked."""
    kept = check_answers.opened(db.session(), actor(), answer_id)
    g.viewed = ("check_answer", answer_id)
    found = check_answers.look(db.session(), actor(), kept, today()).matched
    return marked_file(content(kept), found.table, found.faults, kept.name)
