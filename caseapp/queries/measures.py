"""What a measure of a project may be limited to, and who gave a row its measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.indicators.submission import SubmissionState
from caseapp.domain.surveys.codes import ANSWERS, SurveyPurpose, SurveyState
from caseapp.domain.surveys.questions import from_plain
from caseapp.domain.units import branch
from caseapp.models.projects import MeasureChoice, Project
from caseapp.models.questionnaires import Questionnaire, QuestionnaireVersion
from caseapp.models.submissions import Submission
from caseapp.models.surveys import Survey
from caseapp.models.units import Unit
from caseapp.models.users import User


@dataclass(frozen=True)
class SurveyChoice:
    """`code` as a measure's key names it; `answers`: key, words in Chinese, whether the survey itself counts it."""

    code: str
    title: str
    answers: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Chosen:
    choice: MeasureChoice
    who: str | None
    at: datetime


def units_under(session: Session, project: Project) -> Sequence[Unit]:
    """The project's unit and those below it, in the order of the tree."""
    low, high = branch(project.unit.path)
    return session.scalars(select(Unit).where(Unit.path >= low, Unit.path < high).order_by(Unit.path)).all()


def surveys_of(session: Session, project: Project, purpose: SurveyPurpose) -> list[SurveyChoice]:
    """Typed totals, then surveys asked here that feed the purpose; oldest first."""
    mine = select(Survey).where(Survey.project_id == project.id, Survey.purpose == purpose)
    found = [
        SurveyChoice(f"t{one.id}", one.title, tuple((a.value, a.zh, a.value in one.counted) for a in ANSWERS[purpose]))
        for one in session.scalars(mine.order_by(Survey.held_on, Survey.id))
    ]
    version = and_(
        QuestionnaireVersion.questionnaire_id == Questionnaire.id,
        QuestionnaireVersion.number == Questionnaire.edition,
    )
    asked = (
        select(Questionnaire.id, Questionnaire.title, QuestionnaireVersion.questions)
        .join(QuestionnaireVersion, version)
        .where(Questionnaire.project_id == project.id, Questionnaire.state.in_((SurveyState.OPEN, SurveyState.CLOSED)))
        .order_by(Questionnaire.id)
    )
    for number, title, questions in session.execute(asked):
        question = next((one for one in from_plain(questions) if one.feeds == purpose), None)
        if question is not None:
            found.append(SurveyChoice(f"q{number}", title, tuple((o.key, o.zh, o.counts) for o in question.options)))
    return found


def choices_of(session: Session, indicator_id: int) -> list[Chosen]:
    """Newest first."""
    rows = (
        select(MeasureChoice, User.name)
        .outerjoin(User, User.id == MeasureChoice.chosen_by)
        .where(MeasureChoice.indicator_id == indicator_id)
        .order_by(MeasureChoice.chosen_at.desc(), MeasureChoice.id.desc())
    )
    return [Chosen(choice, who, choice.chosen_at) for choice, who in session.execute(rows)]


def handed_in(session: Session, project: Project) -> Sequence[Submission]:
    """What was handed in of the project, or of every project of its year, and has not been sent back."""
    return session.scalars(
        select(Submission)
        .where(
            Submission.year == project.year,
            or_(Submission.project_id == project.id, Submission.project_id.is_(None)),
            Submission.state.in_((SubmissionState.SUBMITTED, SubmissionState.ACCEPTED)),
        )
        .order_by(Submission.id)
    ).all()
