"""What the page of one grievance shows of the answer: what was complained of, and what was said in own words."""

from dataclasses import dataclass

from caseapp.domain.surveys.codes import QuestionKind
from caseapp.domain.surveys.questions import Question
from caseapp.extensions import db
from caseapp.models.grievances import Grievance
from caseapp.models.questionnaires import Questionnaire, SurveyInvitation
from caseapp.queries.survey_counts import questions_of
from caseapp.services.survey_slips import name_of
from caseapp.web.support.language import current


@dataclass(frozen=True)
class Told:
    """`answers` and `words` are question and answer, both in the reader's language where there is one."""

    name: str
    invitation: SurveyInvitation
    survey: Questionnaire
    answers: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]


def told(found: Grievance) -> Told:
    invitation, given = found.response.invitation, found.response.answers
    questions = questions_of(db.session(), invitation.questionnaire)
    return Told(
        name_of(invitation),
        invitation,
        invitation.questionnaire,
        tuple((_asked(one), _picked(one, given[one.key])) for one in questions if one.key in found.questions),
        tuple(
            (_asked(one), given[one.key]) for one in questions if one.kind is QuestionKind.TEXT and given.get(one.key)
        ),
    )


def _asked(question: Question) -> str:
    return question.zh if current() == "zh" or not question.en else question.en


def _picked(question: Question, key: str) -> str:
    option = question.option(key)
    if option is None:
        return key
    return option.zh if current() == "zh" or not option.en else option.en
