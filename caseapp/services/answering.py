"""A respondent with a code: what they are asked, what they have said so far, and sending it off."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.errors import N_, Refused
from caseapp.domain.surveys.codes import InvitationState, SurveyChannel, SurveyState
from caseapp.domain.surveys.questions import Question, read_answer, read_answers
from caseapp.models.projects import Project
from caseapp.models.questionnaires import Questionnaire, SurveyInvitation
from caseapp.queries.survey_counts import questions_of
from caseapp.services import survey_box, throttle
from caseapp.services.survey_codes import LENGTH, index_of, open_draft, plain, seal_draft

GUESSES = 30
"""Wrong codes from one address in the throttle's window; a slip typed wrong by a roomful of people stays below."""


class UnknownCode(Refused):
    """No form has this code."""

    status = 404


@dataclass(frozen=True)
class Visit:
    """A respondent at the door; `answers` are those saved so far."""

    survey: Questionnaire
    invitation: SurveyInvitation
    questions: tuple[Question, ...]
    answers: dict[str, str]

    @property
    def is_open(self) -> bool:
        return self.survey.state is SurveyState.OPEN and self.invitation.state is InvitationState.WAITING

    @property
    def is_answered(self) -> bool:
        return self.invitation.state is InvitationState.ANSWERED

    @property
    def next_place(self) -> int:
        """The first question, counted from 1, that must be answered and is not; one past the last when none is left."""
        return next(
            (place for place, one in enumerate(self.questions, 1) if one.required and one.key not in self.answers),
            len(self.questions) + 1,
        )


def visit(session: Session, code: str, *, lock: bool = False) -> Visit:
    """Raises UnknownCode, the same for every code that is not of a form."""
    code = plain(code)
    statement = (
        select(SurveyInvitation)
        .where(SurveyInvitation.code_index == index_of(code))
        .options(joinedload(SurveyInvitation.questionnaire).joinedload(Questionnaire.project).joinedload(Project.unit))
    )
    if lock:
        statement = statement.with_for_update(of=SurveyInvitation).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none() if len(code) == LENGTH else None
    if found is None:
        raise UnknownCode(N_("This code is not known. Compare it with your slip, or ask for a new one."))
    saved = open_draft(code, found.draft_sealed, bound=_bound(found)) if found.draft_sealed else {}
    return Visit(found.questionnaire, found, questions_of(session, found.questionnaire), saved)


def save(session: Session, code: str, *, place: int, raw: str) -> Visit:
    """Keep the answer to one question (counted from 1), sealed under the code. Raises Invalid, Refused."""
    here = _demand_open(visit(session, code, lock=True))
    if not 1 <= place <= len(here.questions):
        raise Refused(N_("There is no such question."))
    question = here.questions[place - 1]
    answer = read_answer(question, raw)
    answers = {key: said for key, said in here.answers.items() if key != question.key}
    if answer:
        answers[question.key] = answer
    here.invitation.draft_sealed = seal_draft(plain(code), answers, bound=_bound(here.invitation))
    session.flush()
    return replace(here, answers=answers)


def send(session: Session, code: str, *, today: date, now: datetime) -> Visit:
    """Hand the saved answers in, once; sent again, it stays what it was."""
    here = visit(session, code)
    if here.is_answered:
        return here
    _demand_open(here)
    answers = read_answers(here.questions, here.answers)
    taken = survey_box.Taken(answers, SurveyChannel.LINK)
    survey_box.receive(session, here.survey, here.invitation, taken, day=today, now=now)
    return here


def demand_room(session: Session, address: str, now: datetime) -> None:
    """Raises TooManyTries for an address that has guessed too often."""
    throttle.demand_room(session, throttle.index_of("survey-code", address), now, tries=GUESSES)


def count_guess(session: Session, address: str, now: datetime) -> None:
    throttle.count_wrong(session, throttle.index_of("survey-code", address), now)


def _demand_open(here: Visit) -> Visit:
    if not here.is_open:
        raise Refused(N_("This survey is over, or your answer is in already."))
    return here


def _bound(invitation: SurveyInvitation) -> str:
    return f"survey_invitations:{invitation.questionnaire_id}:{invitation.number}"
