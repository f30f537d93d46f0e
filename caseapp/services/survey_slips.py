"""Slips with the codes: made, printed once, and forgotten; only their digests stay."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Refused, StaleView
from caseapp.domain.surveys.codes import InvitationState, SurveyState
from caseapp.models.questionnaires import Questionnaire, SurveyInvitation
from caseapp.services import audit, questionnaires
from caseapp.services.survey_codes import index_of, new_code


@dataclass(frozen=True)
class Slip:
    """One form: its number, the code, and whom it is for ("" where the frame has no names)."""

    number: int
    code: str
    name: str


def print_slips(
    session: Session, actor: Actor, *, questionnaire_id: int, printing: int, again: bool, now: datetime
) -> tuple[Questionnaire, list[Slip]]:
    """New codes for those without one (`again`: for all who have not answered; their earlier codes end).

    `printing` is how often slips had been printed when the page was opened: pressed twice, the second is refused,
    so that the slips just printed stay good.
    """
    survey = questionnaires.writable(session, actor, questionnaire_id, lock=True)
    actor.demand(Permission.FILE_READ, survey.project.unit.path)
    if survey.state is not SurveyState.OPEN:
        raise Refused(N_("Open the survey before printing its slips."))
    if survey.printings != printing:
        raise StaleView(
            N_("These slips were printed a moment ago. Go back, reload the page, and print again if need be.")
        )
    waiting = (
        select(SurveyInvitation)
        .where(SurveyInvitation.questionnaire_id == survey.id, SurveyInvitation.state == InvitationState.WAITING)
        .order_by(SurveyInvitation.number)
        .with_for_update()
    )
    if not again:
        waiting = waiting.where(SurveyInvitation.code_index.is_(None))
    slips = []
    for invitation in session.scalars(waiting):
        code = new_code()
        invitation.code_index, invitation.draft_sealed = index_of(code), None
        slips.append(Slip(invitation.number, code, name_of(invitation)))
    if not slips:
        raise Refused(N_("Everybody who has not answered has a slip already."))
    survey.printings += 1
    session.flush()
    audit.record(
        session, actor, "survey.slips", "questionnaire", survey.id, now=now, rows=len(slips), number=survey.printings
    )
    return survey, slips


def name_of(invitation: SurveyInvitation) -> str:
    if invitation.household is not None:
        return invitation.household.head.name
    return invitation.person.name if invitation.person is not None else invitation.name
