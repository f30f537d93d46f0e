"""The slips with the codes: given out once, in the answer to the very request that makes them."""

from typing import Any

from flask import current_app, render_template, request, url_for

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.survey_slips import SlipFacts, SlipSheetFacts, slip_sheet
from caseapp.exporters.html import to_html
from caseapp.extensions import db
from caseapp.services import survey_slips
from caseapp.services.survey_codes import spaced
from caseapp.web.support.access import writes
from caseapp.web.support.clock import now
from caseapp.web.support.downloads import document_file
from caseapp.web.support.people import whole_number
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint

P = Permission


@blueprint.post("/surveys/<int:survey_id>/slips")
@writes(P.RECORD_WRITE)
def print_slips(survey_id: int) -> Any:
    survey, slips = survey_slips.print_slips(
        db.session(),
        actor(),
        questionnaire_id=survey_id,
        printing=whole_number(request.form.get("printing")) or 0,
        again=request.form.get("again") == "yes",
        now=now(),
    )
    scheme = "https" if current_app.config["SESSION_COOKIE_SECURE"] else None
    sheet = slip_sheet(
        SlipSheetFacts(
            survey.title,
            survey.project.unit.name,
            url_for("answering.door", _external=True).partition("://")[2],
            survey.is_anonymous,
            tuple(
                SlipFacts(
                    one.number,
                    one.name,
                    url_for("answering.begin", code=one.code, _external=True, _scheme=scheme),
                    spaced(one.code),
                )
                for one in slips
            ),
        )
    )
    if request.form.get("form") == "docx":
        return document_file(sheet, f"survey-{survey_id}-slips.docx")
    return render_template("surveys/slips.html", survey=survey, sheet=sheet, paper=to_html(sheet))
