"""Who has answered and who has not, never what; and asking another in the place of one who cannot be asked."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Refused
from caseapp.domain.surveys.codes import DropReason, InvitationState, SurveyState
from caseapp.extensions import db
from caseapp.queries import questionnaires as lists
from caseapp.services import survey_samples
from caseapp.web.support import lists as state
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint

P = Permission


@blueprint.get("/surveys/<int:survey_id>/progress")
@reads(P.FILE_READ, recorded_as="survey.names")
def progress(survey_id: int) -> Any:
    session, who = db.session(), actor()
    survey = lists.survey_by_id(session, who, survey_id)
    g.viewed = ("questionnaire", survey.id)
    chosen = state.chosen(InvitationState, "state")
    page = max(request.args.get("page", 1, int), 1)
    found = lists.forms_of(session, who, survey, state=chosen, page=page)
    return render_template(
        "surveys/progress.html",
        survey=survey,
        found=found,
        chosen=chosen,
        counts=lists.state_counts(session, survey),
        states=list(InvitationState),
        reasons=list(DropReason),
        page=page,
        more=found.total > page * lists.PAGE,
        may_write=may_here(who, P.RECORD_WRITE, survey.project.unit.path) and survey.state is SurveyState.OPEN,
    )


@blueprint.post("/surveys/<int:survey_id>/forms/<int:number>/drop")
@writes(P.RECORD_WRITE)
def drop(survey_id: int, number: int) -> Any:
    try:
        reason = DropReason(request.form.get("why", ""))
    except ValueError:
        raise Refused(N_("Choose why this person cannot be asked.")) from None
    follower = survey_samples.drop(
        db.session(), actor(), questionnaire_id=survey_id, number=number, reason=reason, now=now()
    )
    if follower is None:
        flash(_("Noted. Nobody is left of this category and unit to ask instead."), "warn")
    else:
        flash(_("Noted. Form %(number)s is asked instead; print its slip.", number=follower.number), "good")
    return redirect(url_for("surveys.progress", survey_id=survey_id, state="waiting"))
