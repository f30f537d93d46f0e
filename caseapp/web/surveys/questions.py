"""The editor of a survey's questions, and what they look like on a phone."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid, Problem, StaleView
from caseapp.domain.surveys.codes import PICKED
from caseapp.extensions import db
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries import questionnaires as lists
from caseapp.queries.survey_counts import questions_of
from caseapp.services import questionnaires
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence
from caseapp.web.support.people import whole_number
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint
from caseapp.web.surveys.forms import QuestionsForm

P = Permission


@blueprint.get("/surveys/<int:survey_id>/questions")
@reads(P.RECORD_WRITE)
def edit(survey_id: int) -> Any:
    survey = questionnaires.writable(db.session(), actor(), survey_id)
    form = QuestionsForm(formdata=None)
    form.fill(survey, questions_of(db.session(), survey))
    return _page(survey, form)


@blueprint.post("/surveys/<int:survey_id>/questions")
@writes(P.RECORD_WRITE)
def save(survey_id: int) -> Any:
    survey = questionnaires.writable(db.session(), actor(), survey_id)
    form = QuestionsForm()
    try:
        saved = tried(form, lambda: _save(survey, form))
    except StaleView as stale:
        form.form_errors.append(sentence(stale))
        return _page(survey, form), 409
    if saved is None:
        return _page(survey, form), 422
    flash(_("The questions are saved as version %(number)s.", number=survey.edition), "good")
    return redirect(url_for("surveys.edit", survey_id=survey_id))


def _save(survey: Questionnaire, form: QuestionsForm) -> Questionnaire:
    kept = form.kept()
    try:
        return questionnaires.save_questions(
            db.session(),
            actor(),
            questionnaire_id=survey.id,
            edition=whole_number(form.edition.data) or 0,
            title=form.title.data or "",
            questions=[entry.form.question() for entry in kept],
            now=now(),
        )
    except Invalid as invalid:
        raise Invalid(_placed(problem, [entry.name for entry in kept]) for problem in invalid.problems) from None


def _placed(problem: Problem, names: list[str]) -> Problem:
    """`questions-0-zh` of the questions that stay, as the field of the form it was typed in."""
    parts = (problem.field or "").split("-")
    if len(parts) != 3:
        return problem
    return Problem(f"{names[int(parts[1])]}-{parts[2]}", problem.message, problem.values)


def _page(survey: Questionnaire, form: QuestionsForm) -> str:
    form.spread()
    return render_template("surveys/questions.html", survey=survey, form=form, picked=PICKED)


@blueprint.get("/surveys/<int:survey_id>/preview")
@reads(P.RECORD_READ)
def preview(survey_id: int) -> Any:
    survey = lists.survey_by_id(db.session(), actor(), survey_id)
    return render_template("surveys/preview.html", survey=survey, questions=questions_of(db.session(), survey))
