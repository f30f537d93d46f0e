"""Answers from a workbook: the template, a look at the file with all that is wrong in it, and taking it in.

Never `once=True` here, and no file is kept: see the decision record on anonymous answers.
"""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.exporters.rosters import roster_template
from caseapp.extensions import db
from caseapp.queries import questionnaires as lists
from caseapp.services import survey_import
from caseapp.web.support.access import reads, writes
from caseapp.web.support.carried import Carried
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint

P = Permission


@blueprint.get("/surveys/<int:survey_id>/answers-template.xlsx")
@reads(P.RECORD_WRITE, recorded_as="survey.template")
def answers_template(survey_id: int) -> Any:
    """Begun with the numbers of the forms that have not come back; with names only where the survey asks for them."""
    session, who = db.session(), actor()
    survey = survey_import.open_for(session, who, survey_id)
    g.viewed = ("questionnaire", survey.id)
    forms = lists.waiting_forms(session, who, survey)
    begun = [[str(number)] if survey.is_anonymous else [str(number), name] for number, name in forms]
    layout = survey_import.sheet_of(session, survey).layout
    return as_file(roster_template(layout, begun), _("%(title)s-answers", title=survey.title) + ".xlsx")


@blueprint.get("/surveys/<int:survey_id>/import")
@reads(P.RECORD_WRITE)
def choose_file(survey_id: int) -> Any:
    return _answers(survey_id).chosen()


@blueprint.post("/surveys/<int:survey_id>/import/preview")
@reads(P.RECORD_WRITE)
def look_at_file(survey_id: int) -> Any:
    return _answers(survey_id).looked_at()


@blueprint.post("/surveys/<int:survey_id>/import/marked")
@reads(P.RECORD_WRITE)
def marked_file(survey_id: int) -> Any:
    return _answers(survey_id).marked()


@blueprint.post("/surveys/<int:survey_id>/import")
@writes(P.RECORD_WRITE)
def take_file_in(survey_id: int) -> Any:
    data = _answers(survey_id).data
    count = survey_import.take(db.session(), actor(), questionnaire_id=survey_id, data=data, now=now(), today=today())
    if count:
        flash(ngettext("%(count)s answer is taken in.", "%(count)s answers are taken in.", count, count=count), "good")
    else:
        flash(_("Nothing was new: every answer of this file is in already."), "info")
    return redirect(url_for("surveys.page", survey_id=survey_id))


def _answers(survey_id: int) -> Carried:
    survey = survey_import.open_for(db.session(), actor(), survey_id)

    def look(data: bytes) -> survey_import.Findings:
        return survey_import.look(db.session(), actor(), questionnaire_id=survey_id, data=data, today=today())

    def page(**shown: Any) -> str:
        return render_template("surveys/import.html", survey=survey, **shown)

    return Carried("survey_import", survey_id, look, page)
