"""Typing forms in: twenty lines, the keyboard alone, the number of an option for each answer.

Never `once=True` here: its row would keep a moment and a digest of the answers. A form is answered once by itself.
"""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import FieldList, Form, FormField, SelectField

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, Refused
from caseapp.domain.surveys.codes import InvalidReason, SurveyChannel, SurveyState
from caseapp.domain.surveys.questions import Question
from caseapp.extensions import db
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries import questionnaires as lists
from caseapp.queries.survey_counts import questions_of
from caseapp.services import survey_entry
from caseapp.services.survey_entry import Typed
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import BaseForm, DayField, TidyField, WordField, required, tried
from caseapp.web.support.language import sentence
from caseapp.web.support.people import whole_number
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint

P = Permission
LINES = 20
TYPED = (SurveyChannel.PAPER, SurveyChannel.TELEPHONE, SurveyChannel.VISIT)


class EntryForm(BaseForm):
    """`rows` is added for the questions of the survey: `number`, `a0`, `a1`, … and `invalid`."""

    channel = WordField(SurveyChannel, _l("How the answers came"), only=TYPED)
    interviewer = SelectField(_l("Who asked the questions"), coerce=lambda value: int(value) if value else None)
    day = DayField(_l("Day they were taken"), [required()])
    rows: Any

    def typed(self, questions: Sequence[Question]) -> dict[int, Typed]:
        """The lines that hold anything, by their place."""
        rows = {}
        for place, entry in enumerate(self.rows):
            answers = {one.key: entry.form[f"a{at}"].data or "" for at, one in enumerate(questions)}
            number, invalid = entry.form["number"].data, entry.form["invalid"].data
            if number or any(answers.values()):
                rows[place] = Typed(whole_number(number), answers, invalid)
        return rows


def entry_form(questions: Sequence[Question]) -> type[EntryForm]:
    plain = {"autocomplete": "off"}
    numeric = {**plain, "inputmode": "numeric"}
    fields: dict[str, Any] = {"number": TidyField(_l("Form no."), render_kw=numeric)}
    for at, question in enumerate(questions):
        fields[f"a{at}"] = TidyField(str(at + 1), render_kw=plain if question.kind == "text" else numeric)
    fields["invalid"] = WordField(InvalidReason, _l("Does not count because"), empty=True)
    line = type("EntryLine", (Form,), fields)
    return type("SurveyEntryForm", (EntryForm,), {"rows": FieldList(FormField(line), min_entries=LINES)})


@blueprint.get("/surveys/<int:survey_id>/entry")
@reads(P.RECORD_WRITE)
def type_in(survey_id: int) -> Any:
    survey, questions = _open(survey_id)
    asked_by = request.args.get("interviewer", None, int)
    channel = request.args.get("channel", "paper")
    form = _with_staff(entry_form(questions)(formdata=None, day=today(), channel=channel, interviewer=asked_by))
    return _page(survey, questions, form)


@blueprint.post("/surveys/<int:survey_id>/entry")
@writes(P.RECORD_WRITE)
def take_in(survey_id: int) -> Any:
    survey, questions = _open(survey_id)
    form = _with_staff(entry_form(questions)())
    try:
        count = tried(form, lambda: _enter(survey_id, questions, form))
    except Refused as refusal:  # somebody else took one of them in at this very moment
        form.form_errors.append(sentence(refusal))
        return _page(survey, questions, form), 409
    if count is None:
        return _page(survey, questions, form), 422
    flash(ngettext("%(count)s form is in.", "%(count)s forms are in.", count, count=count), "good")
    same = {"channel": form.channel.data.value, "interviewer": form.interviewer.data}
    return redirect(url_for("surveys.type_in", survey_id=survey_id, **same))


def _with_staff(form: EntryForm) -> EntryForm:
    staff = [(number, f"{name} ({login})") for number, name, login in lists.interviewers(db.session(), actor())]
    form.interviewer.choices = [("", _("Myself")), *(one for one in staff if one[0] != actor().id)]
    return form


def _enter(survey_id: int, questions: Sequence[Question], form: EntryForm) -> int:
    fields = {one.key: f"a{at}" for at, one in enumerate(questions)}
    try:
        return survey_entry.enter(
            db.session(),
            actor(),
            questionnaire_id=survey_id,
            channel=form.channel.data,
            day=form.day.data or today(),
            rows=form.typed(questions),
            interviewer_id=form.interviewer.data,
            now=now(),
            today=today(),
        )
    except Invalid as invalid:
        raise Invalid(_placed(problem, fields) for problem in invalid.problems) from None


def _placed(problem: Problem, fields: dict[str, str]) -> Problem:
    """`rows-3-satisfied` as the field it was typed in."""
    head, _, key = (problem.field or "").rpartition("-")
    return Problem(f"{head}-{fields[key]}", problem.message, problem.values) if key in fields else problem


def _open(survey_id: int) -> tuple[Questionnaire, tuple[Question, ...]]:
    survey = lists.survey_by_id(db.session(), actor(), survey_id)
    if survey.state is not SurveyState.OPEN:
        raise Refused(N_("This survey is not open."))
    return survey, questions_of(db.session(), survey)


def _page(survey: Questionnaire, questions: Sequence[Question], form: EntryForm) -> str:
    return render_template("surveys/entry.html", survey=survey, questions=questions, form=form)
