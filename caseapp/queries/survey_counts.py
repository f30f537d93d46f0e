"""What was answered, as counts: live from the answers that are in, frozen once the survey is closed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.surveys.codes import InvitationState, SurveyState
from caseapp.domain.surveys.questions import Answers, Question, from_plain
from caseapp.domain.surveys.results import Rate, rate, tally
from caseapp.models.questionnaires import (
    Ballot,
    NamedResponse,
    Questionnaire,
    QuestionnaireVersion,
    SurveyCount,
    SurveyInvitation,
    SurveyRemark,
)

Counts = dict[str, dict[str, int]]
"""Question -> option -> how many valid forms picked it."""


@dataclass(frozen=True)
class Returns:
    """Forms given out, dropped, come back, and of these in the count so far: `valid` and `invalid`. Anonymous answers
    that still lie on the tray are returned and not yet counted."""

    invited: int
    dropped: int
    answered: int
    valid: int
    invalid: int

    @property
    def asked(self) -> int:
        return self.invited - self.dropped

    @property
    def waiting(self) -> int:
        return self.asked - self.answered

    @property
    def uncounted(self) -> int:
        return self.answered - self.valid - self.invalid


@dataclass(frozen=True)
class QuestionResult:
    """`rate` is None for questions whose answers are not picked, and where no answer counts as good."""

    question: Question
    counts: dict[str, int]
    rate: Rate | None
    remarks: tuple[str, ...] = ()


def questions_of(session: Session, survey: Questionnaire) -> tuple[Question, ...]:
    statement = select(QuestionnaireVersion.questions).where(
        QuestionnaireVersion.questionnaire_id == survey.id, QuestionnaireVersion.number == survey.edition
    )
    return from_plain(session.scalars(statement).one())


def counts_of(
    session: Session, surveys: Collection[tuple[int, SurveyState, tuple[Question, ...]]]
) -> dict[int, Counts]:
    """The counts of several surveys (id, state, questions): at most three statements."""
    frozen = [survey_id for survey_id, state, _ in surveys if state is SurveyState.CLOSED]
    live = [survey_id for survey_id, state, _ in surveys if state is SurveyState.OPEN]
    found: dict[int, Counts] = {survey_id: {} for survey_id, _, _ in surveys}
    if frozen:
        rows = session.execute(
            select(SurveyCount.questionnaire_id, SurveyCount.question, SurveyCount.option, SurveyCount.forms)
            .where(SurveyCount.questionnaire_id.in_(frozen), SurveyCount.dimension == "")
            .order_by(SurveyCount.id)
        )
        for survey_id, question, option, forms in rows:
            found[survey_id].setdefault(question, {})[option] = forms
    if live:
        given = valid_forms(session, live)
        for survey_id, state, questions in surveys:
            if state is SurveyState.OPEN and given[survey_id]:
                found[survey_id] = {one.key: tally(one, given[survey_id]) for one in questions if one.is_picked}
    return found


def valid_forms(session: Session, survey_ids: Collection[int]) -> dict[int, list[Answers]]:
    """The raw answers that count, of named and of anonymous surveys; their order says nothing."""
    forms: dict[int, list[Answers]] = defaultdict(list)
    ballots = select(Ballot.questionnaire_id, Ballot.answers).where(
        Ballot.questionnaire_id.in_(survey_ids), Ballot.is_valid.is_(True)
    )
    for survey_id, answers in session.execute(ballots.order_by(Ballot.id)):
        forms[survey_id].append(answers)
    named = (
        select(SurveyInvitation.questionnaire_id, NamedResponse.answers)
        .join(SurveyInvitation, SurveyInvitation.id == NamedResponse.invitation_id)
        .where(SurveyInvitation.questionnaire_id.in_(survey_ids), NamedResponse.is_valid.is_(True))
    )
    for survey_id, answers in session.execute(named.order_by(NamedResponse.id)):
        forms[survey_id].append(answers)
    return forms


def returns_of(session: Session, survey: Questionnaire) -> Returns:
    rows = session.execute(
        select(SurveyInvitation.state, func.count())
        .where(SurveyInvitation.questionnaire_id == survey.id)
        .group_by(SurveyInvitation.state)
    )
    by_state = {row[0]: row[1] for row in rows}
    if survey.is_anonymous:
        kept = select(Ballot.is_valid, func.count()).where(Ballot.questionnaire_id == survey.id)
        grouped = kept.group_by(Ballot.is_valid)
    else:
        kept = select(NamedResponse.is_valid, func.count()).join(NamedResponse.invitation)
        grouped = kept.where(SurveyInvitation.questionnaire_id == survey.id).group_by(NamedResponse.is_valid)
    by_validity = {bool(is_valid): count for is_valid, count in session.execute(grouped)}
    return Returns(
        sum(by_state.values()),
        by_state.get(InvitationState.DROPPED, 0),
        by_state.get(InvitationState.ANSWERED, 0),
        by_validity.get(True, 0),
        by_validity.get(False, 0),
    )


def results_of(session: Session, survey: Questionnaire) -> list[QuestionResult]:
    """Question by question, in the order they were asked."""
    questions = questions_of(session, survey)
    counts = counts_of(session, [(survey.id, survey.state, questions)])[survey.id]
    remarks = _remarks(session, survey, questions)
    return [
        QuestionResult(
            one,
            counts.get(one.key, {}),
            rate(one, counts.get(one.key, {})) if one.counted else None,
            tuple(remarks.get(one.key, ())),
        )
        for one in questions
    ]


def _remarks(session: Session, survey: Questionnaire, questions: tuple[Question, ...]) -> dict[str, list[str]]:
    """Own words and numbers, each list sorted by itself so that its order leads to nobody."""
    said: dict[str, list[str]] = defaultdict(list)
    if survey.is_anonymous:
        kept = select(SurveyRemark.question, SurveyRemark.words).where(SurveyRemark.questionnaire_id == survey.id)
        for question, words in session.execute(kept.order_by(SurveyRemark.id)):
            said[question].append(words)
    else:
        free = [one.key for one in questions if not one.is_picked]
        for answers in valid_forms(session, [survey.id])[survey.id]:
            for key in free:
                if key in answers:
                    said[key].append(answers[key])
    return {key: sorted(words) for key, words in said.items()}


@dataclass(frozen=True)
class GroupRate:
    """One group's rate of a question that feeds an indicator; `name` is a category's value or a unit's id."""

    dimension: str
    name: str
    question: str
    rate: Rate


def groups_of(session: Session, survey: Questionnaire) -> list[GroupRate]:
    """The groups that were large enough to be told when the survey was closed; none before."""
    rows = session.execute(
        select(
            SurveyCount.dimension, SurveyCount.group_name, SurveyCount.question, SurveyCount.option, SurveyCount.forms
        )
        .where(SurveyCount.questionnaire_id == survey.id, SurveyCount.dimension != "")
        .order_by(SurveyCount.id)
    )
    fed = {one.key: one for one in questions_of(session, survey) if one.feeds}
    counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for dimension, name, question, option, forms in rows:
        if question in fed:
            counts[dimension, name, question][option] = forms
    return [GroupRate(*place, rate(fed[place[2]], given)) for place, given in counts.items()]
