"""Surveys that are asked: opened over a list of names, with the codes of their slips."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.surveys.codes import FrameKind, QuestionKind, SizeRule, SurveyPurpose
from caseapp.domain.surveys.questions import Option, Question
from caseapp.models.projects import Project
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries.survey_frames import Frame
from caseapp.services import answering, questionnaires, survey_samples, survey_slips
from tests.factories.clock import NOW, TODAY

BOTH = (SurveyPurpose.SATISFACTION, SurveyPurpose.IMPROVEMENT)
GOOD = {"satisfied": "very", "arrived": "yes", "manner": "good", "better": "better", "relieved": "living"}
"""An answer to every question of both ready sheets that must be answered."""


@dataclass(frozen=True)
class Asked:
    """An open survey; `codes` by form number from 1."""

    survey: Questionnaire
    codes: Mapping[int, str]


def scale(options: int, counted: Collection[int], *, purpose: SurveyPurpose = SurveyPurpose.SATISFACTION) -> Question:
    """A question whose options are `o0`, `o1`, …; those of the numbers in `counted` count."""
    picks = tuple(Option(f"o{n}", f"第{n}档", f"Step {n}", n in counted) for n in range(options))
    return Question("main", QuestionKind.SCALE, "满意吗？", "Satisfied?", picks, purpose)


def make_draft(
    session: Session,
    project: Project,
    *,
    actor: Actor = SYSTEM,
    names: int = 12,
    is_anonymous: bool = True,
    questions: Sequence[Question] | None = None,
    title: str = "受助职工满意度问卷",
) -> Questionnaire:
    """Drawn: everybody of a list of `names` people."""
    survey = questionnaires.create(
        session, actor, project_id=project.id, title=title, is_anonymous=is_anonymous, purposes=BOTH, now=NOW
    )
    if questions is not None:
        questionnaires.save_questions(
            session, actor, questionnaire_id=survey.id, edition=1, title=title, questions=questions, now=NOW
        )
    listed = tuple(f"单位{number:04d}" for number in range(1, names + 1))
    choice = survey_samples.Choice(Frame(FrameKind.LISTED, listed=listed), SizeRule.ALL)
    return survey_samples.draw_sample(session, actor, questionnaire_id=survey.id, choice=choice, now=NOW, today=TODAY)


def make_asked(session: Session, project: Project, *, actor: Actor = SYSTEM, on: date = TODAY, **how: object) -> Asked:
    survey = make_draft(session, project, actor=actor, **how)  # type: ignore[arg-type]
    questionnaires.open_survey(session, actor, questionnaire_id=survey.id, now=NOW, today=on)
    _, slips = survey_slips.print_slips(
        session, actor, questionnaire_id=survey.id, printing=survey.printings, again=True, now=NOW
    )
    return Asked(survey, {slip.number: slip.code for slip in slips})


def answer(session: Session, code: str, answers: Mapping[str, str]) -> None:
    """By phone: question by question, then sent."""
    here = answering.visit(session, code)
    for place, question in enumerate(here.questions, 1):
        answering.save(session, code, place=place, raw=answers.get(question.key, ""))
    answering.send(session, code, today=TODAY, now=NOW)
