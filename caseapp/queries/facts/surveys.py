"""Survey rates: of several surveys of one purpose the latest held by the as-of day counts.

A survey is totals typed from paper, held on a day; or one asked here, which counts from the day it was opened while
it runs, from the day it was closed afterwards, and only once it has answers.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.surveys.codes import SurveyPurpose, SurveyState
from caseapp.domain.surveys.questions import Question, from_plain
from caseapp.models.questionnaires import Questionnaire, QuestionnaireVersion
from caseapp.models.surveys import Survey, SurveyTally
from caseapp.queries.facts.entries import Entry, MemberList, View, whole
from caseapp.queries.facts.payments import Found
from caseapp.queries.facts.scope import Ask
from caseapp.queries.survey_counts import counts_of


@dataclass(frozen=True)
class _Answers:
    """`survey_id` of one asked here, 0 of typed totals."""

    label: str
    answer: str
    forms: int
    counted: bool
    held_on: date
    survey_id: int = 0


def figures(session: Session, asks: Sequence[Ask]) -> Found:
    """In one statement for any number of projects."""
    wanted = [(ask, m) for ask in asks for m in ask.measures if m.family is Family.SURVEY]
    if not wanted:
        return {}
    answers = _latest(session, wanted)
    found: Found = {}
    for ask, measure in wanted:
        given = answers[ask.scope.project_id, measure.subject]
        good = sum(a.forms for a in given if a.counted)
        found[ask.scope.project_id, measure.key] = Figure.rate(good, sum(a.forms for a in given))
    return found


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    """The answers of the survey: forms never lead to a person."""
    given = _latest(session, [(ask, measure)])[ask.scope.project_id, measure.subject]
    entries = [
        Entry("answer", a.survey_id, a.label, a.answer, a.held_on, None, a.forms if a.counted else 0, a.forms, a.forms)
        for a in given
    ]
    return whole(entries, view)


def _latest(session: Session, wanted: Sequence[tuple[Ask, Measure]]) -> dict[tuple[int, str], list[_Answers]]:
    newest_first = func.row_number().over(
        partition_by=(Survey.project_id, Survey.purpose), order_by=(Survey.held_on.desc(), Survey.id.desc())
    )
    ranked = (
        select(Survey.id, newest_first.label("place"))
        .where(or_(*(_asked(ask, measure) for ask, measure in wanted)))
        .subquery()
    )
    rows = session.execute(
        select(
            Survey.project_id,
            Survey.purpose,
            Survey.title,
            Survey.held_on,
            Survey.counted,
            SurveyTally.answer,
            SurveyTally.forms,
        )
        .join(ranked, and_(ranked.c.id == Survey.id, ranked.c.place == 1))
        .join(SurveyTally, SurveyTally.survey_id == Survey.id)
        .order_by(SurveyTally.id)
    )
    answers: dict[tuple[int, str], list[_Answers]] = defaultdict(list)
    for row in rows:
        good = row.answer.value in row.counted
        answers[row.project_id, row.purpose.value].append(
            _Answers(row.title, row.answer.value, row.forms, good, row.held_on)
        )
    return _or_asked(session, wanted, answers)


def _or_asked(
    session: Session, wanted: Sequence[tuple[Ask, Measure]], answers: dict[tuple[int, str], list[_Answers]]
) -> dict[tuple[int, str], list[_Answers]]:
    """The answers of surveys asked here, where these are later than the typed totals or as late."""
    asked = _asked_here(session, {ask.scope.project_id for ask, _ in wanted})
    if not asked:
        return answers
    counts = counts_of(session, [(one.id, one.state, one.questions) for one in asked])
    for ask, measure in wanted:
        place = ask.scope.project_id, measure.subject
        for one in asked:
            question = one.feeding(measure.subject)
            if one.project_id != ask.scope.project_id or question is None or one.held_on > ask.window.as_of:
                continue
            counted = counts[one.id].get(question.key)
            if counted and not (answers[place] and answers[place][0].held_on > one.held_on):
                answers[place] = [
                    _Answers(
                        f"{one.title}：{option.zh}", option.key, counted[option.key], option.counts, one.held_on, one.id
                    )
                    for option in question.options
                ]
    return answers


@dataclass(frozen=True)
class _Asked:
    id: int
    project_id: int
    title: str
    state: SurveyState
    held_on: date
    questions: tuple[Question, ...]

    def feeding(self, purpose: str) -> Question | None:
        return next((one for one in self.questions if one.feeds == purpose), None)


def _asked_here(session: Session, project_ids: set[int]) -> list[_Asked]:
    """The open and closed surveys of the projects, the earlier ones first."""
    rows = session.execute(
        select(
            Questionnaire.id,
            Questionnaire.project_id,
            Questionnaire.title,
            Questionnaire.state,
            Questionnaire.opened_on,
            Questionnaire.closed_on,
            QuestionnaireVersion.questions,
        )
        .join(
            QuestionnaireVersion,
            and_(
                QuestionnaireVersion.questionnaire_id == Questionnaire.id,
                QuestionnaireVersion.number == Questionnaire.edition,
            ),
        )
        .where(
            Questionnaire.project_id.in_(sorted(project_ids)),
            Questionnaire.state.in_((SurveyState.OPEN, SurveyState.CLOSED)),
        )
    )
    asked = [
        _Asked(row.id, row.project_id, row.title, row.state, row.closed_on or row.opened_on, from_plain(row.questions))
        for row in rows
    ]
    return sorted(asked, key=lambda one: (one.held_on, one.id))


def _asked(ask: Ask, measure: Measure) -> Any:
    return and_(
        Survey.project_id == ask.scope.project_id,
        Survey.purpose == SurveyPurpose(measure.subject),
        Survey.held_on <= ask.window.as_of,
    )
