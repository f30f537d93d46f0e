"""Who answered what in a survey with names: shown to a role, and every look recorded. An anonymous survey has no such
page, and no figure leads here."""

from typing import Any

from flask import g, render_template, request

from caseapp.domain.access.roles import Permission
from caseapp.domain.surveys.questions import Question
from caseapp.extensions import db
from caseapp.queries import grievances, named_answers
from caseapp.queries.questionnaires import PAGE
from caseapp.queries.survey_counts import questions_of
from caseapp.services.survey_slips import name_of
from caseapp.web.support.access import reads
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint
from caseapp.web.surveys.pages import words_of

P = Permission


@blueprint.get("/surveys/<int:survey_id>/answers")
@reads(P.ANSWER_READ, recorded_as="survey.answers")
def answers(survey_id: int) -> Any:
    session, who = db.session(), actor()
    survey = named_answers.with_names(session, who, survey_id)
    g.viewed = ("questionnaire", survey.id)
    page = max(request.args.get("page", 1, int), 1)
    found = named_answers.answered(session, who, survey, page=page)
    return render_template(
        "surveys/answers.html", survey=survey, found=found, page=page, more=found.total > page * PAGE
    )


@blueprint.get("/surveys/<int:survey_id>/answers/<int:number>")
@reads(P.ANSWER_READ, recorded_as="survey.answer")
def answer(survey_id: int, number: int) -> Any:
    session, who = db.session(), actor()
    survey = named_answers.with_names(session, who, survey_id)
    g.viewed = ("questionnaire", survey.id)
    given = named_answers.answer_of(session, who, survey, number)
    return render_template(
        "surveys/answer.html",
        survey=survey,
        form=given.invitation,
        given=given,
        name=name_of(given.invitation),
        told=[_told(one, given.answers.get(one.key, "")) for one in questions_of(session, survey)],
        grievance_id=grievances.of_response(session, who, given.id) if who.may(P.GRIEVANCE_READ) else None,
        may_read_file=who.may(P.FILE_READ),
    )


def _told(question: Question, said: str) -> tuple[str, str]:
    option = question.option(said)
    return words_of(question.zh, question.en), words_of(option.zh, option.en) if option else said
