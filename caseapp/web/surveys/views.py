"""A year's surveys, making one, its page, and the steps of its life."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.surveys.codes import SurveyPurpose, SurveyState
from caseapp.domain.surveys.life import SURVEY
from caseapp.extensions import db
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries import questionnaires as lists
from caseapp.queries.projects import years
from caseapp.queries.record_choices import writable
from caseapp.queries.survey_counts import questions_of, results_of, returns_of
from caseapp.services import questionnaires
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor
from caseapp.web.surveys import entry, importing, named, pages, progress, questions, sample, slips, summary
from caseapp.web.surveys.blueprint import blueprint
from caseapp.web.surveys.forms import NewSurveyForm

__all__ = ["blueprint", "entry", "importing", "named", "progress", "questions", "sample", "slips", "summary"]
P = Permission


@blueprint.get("/surveys")
@reads(P.RECORD_READ)
def roster() -> Any:
    session, who = db.session(), actor()
    known = years(session, who)
    year = _year(known)
    return render_template(
        "surveys/roster.html",
        year=year,
        years=known,
        rows=lists.surveys_of(session, who, year),
        may_add=who.may(P.RECORD_WRITE),
    )


@blueprint.get("/surveys/new")
@reads(P.RECORD_WRITE)
def new() -> Any:
    asked = request.args.get("project", type=int)
    return _new_page(_with_choices(NewSurveyForm(formdata=None, project_id=asked)))


@blueprint.post("/surveys/new")
@writes(P.RECORD_WRITE, once=True)
def add() -> Any:
    form = _with_choices(NewSurveyForm())
    made = tried(form, lambda: _add(form))
    if made is None:
        return _new_page(form), 422
    flash(_("The survey is made. Look over its questions, then draw who is asked."), "good")
    return redirect(url_for("surveys.page", survey_id=made.id))


def _add(form: NewSurveyForm) -> Questionnaire:
    return questionnaires.create(
        db.session(),
        actor(),
        project_id=form.project_id.data,
        title=form.title.data or "",
        is_anonymous=form.manner.data != "named",
        purposes=[SurveyPurpose(one) for one in form.purposes.data or ()],
        like_id=form.like_id.data,
        now=now(),
    )


@blueprint.get("/surveys/<int:survey_id>")
@reads(P.RECORD_READ)
def page(survey_id: int) -> Any:
    session, who = db.session(), actor()
    survey = lists.survey_by_id(session, who, survey_id)
    returns = returns_of(session, survey)
    return render_template(
        "surveys/page.html",
        survey=survey,
        returns=returns,
        results=pages.results(results_of(session, survey)),
        groups=summary.groups(survey),
        versions=lists.versions_of(session, survey),
        steps=pages.steps(survey, questions=len(questions_of(session, survey)), invited=returns.invited),
        warnings=pages.warnings(survey, returns),
        fresh=lists.without_slip(session, survey) if survey.state is SurveyState.OPEN else 0,
        may_write=may_here(who, P.RECORD_WRITE, survey.project.unit.path),
        may_enter=who.may(P.RECORD_WRITE),
        may_name=who.may(P.FILE_READ),
        may_read_answers=who.may(P.ANSWER_READ) and not survey.is_anonymous,
        actions=[action.value for action in SURVEY.actions_from(survey.state)],
    )


@blueprint.post("/surveys/<int:survey_id>/open")
@writes(P.RECORD_WRITE)
def open_survey(survey_id: int) -> Any:
    questionnaires.open_survey(db.session(), actor(), questionnaire_id=survey_id, now=now(), today=today())
    return _stepped(survey_id, _("The survey is open. Print the slips with the codes."))


@blueprint.post("/surveys/<int:survey_id>/close")
@writes(P.RECORD_WRITE)
def close(survey_id: int) -> Any:
    questionnaires.close_survey(db.session(), actor(), questionnaire_id=survey_id, now=now(), today=today())
    return _stepped(survey_id, _("The survey is closed; its figures are frozen."))


@blueprint.post("/surveys/<int:survey_id>/void")
@writes(P.RECORD_WRITE)
def void(survey_id: int) -> Any:
    reason = request.form.get("reason", "")
    questionnaires.void_survey(db.session(), actor(), questionnaire_id=survey_id, reason=reason, now=now())
    return _stepped(survey_id, _("The survey is void and counts nowhere."))


def _stepped(survey_id: int, told: str) -> Any:
    flash(told, "good")
    return redirect(url_for("surveys.page", survey_id=survey_id))


def _with_choices(form: NewSurveyForm) -> NewSurveyForm:
    session, who = db.session(), actor()
    year = _year(years(session, who))
    form.project_id.choices = writable(session, who, year)
    earlier = [row for known in years(session, who) for row in lists.surveys_of(session, who, known)]
    form.like_id.choices = [("", "—"), *((row.id, row.title) for row in earlier if row.state is not SurveyState.VOID)]
    return form


def _new_page(form: NewSurveyForm) -> str:
    return render_template("surveys/new.html", form=form, year=_year(years(db.session(), actor())))


def _year(known: list[int]) -> int:
    """The year asked for, else the running one when it has projects, else the newest that has."""
    asked = request.args.get("year", type=int)
    if asked:
        return asked
    return today().year if not known or today().year in known else max(known)
