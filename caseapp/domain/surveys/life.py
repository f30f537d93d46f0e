"""The life of a survey, that of one invitation to it, and that of a grievance that came of an answer."""

from caseapp.domain.surveys.codes import (
    GrievanceAction,
    GrievanceState,
    InvitationAction,
    InvitationState,
    SurveyAction,
    SurveyState,
)
from caseapp.domain.workflow import Machine

SURVEY = Machine(
    "survey",
    SurveyState.DRAFT,
    {
        (SurveyState.DRAFT, SurveyAction.OPEN): SurveyState.OPEN,
        (SurveyState.DRAFT, SurveyAction.VOID): SurveyState.VOID,
        (SurveyState.OPEN, SurveyAction.CLOSE): SurveyState.CLOSED,
        (SurveyState.OPEN, SurveyAction.VOID): SurveyState.VOID,
        (SurveyState.CLOSED, SurveyAction.VOID): SurveyState.VOID,
    },
)
INVITATION = Machine(
    "invitation",
    InvitationState.WAITING,
    {
        (InvitationState.WAITING, InvitationAction.ANSWER): InvitationState.ANSWERED,
        (InvitationState.WAITING, InvitationAction.DROP): InvitationState.DROPPED,
    },
)
GRIEVANCE = Machine(
    "grievance",
    GrievanceState.OPEN,
    {(GrievanceState.OPEN, GrievanceAction.CLOSE): GrievanceState.CLOSED},
)
