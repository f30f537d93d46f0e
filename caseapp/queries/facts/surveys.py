"""Survey rates: of several surveys of one purpose the latest held by the as-of day counts.

A survey is totals typed from paper, held on a day; or one asked here, which counts from the day it was opened while
it runs, from the day it was closed afterwards, and only once it has answers. Asked after the end of the project's
year, as it often is, it counts from the last day of that year.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Integer, String, and_, cast, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.surveys.codes import SurveyPurpose, SurveyState
from caseapp.domain.surveys.questions import Question, from_plain
from caseapp.models.questionnaires import Questionnaire, QuestionnaireVersion
from caseapp.models.surveys import Survey, SurveyTally
from caseapp.queries.facts.entries import Entry, MemberList, View, whole
from caseapp.queries.facts.payments import Found
from caseapp.queries.facts.scope import Ask, prepared
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
    wanted = tuple((ask, m) for ask in asks for m in ask.measures if m.family is Family.SURVEY)
    if not wanted:
        return {}
    answers = _latest(session, wanted)
    found: Found = {}
    for ask, measure in wanted:
        given = answers[ask.scope.project_id, measure.key]
        good = sum(a.forms for a in given if a.counted)
        found[ask.scope.project_id, measure.key] = Figure.rate(good, sum(a.forms for a in given))
    return found


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    """The answers of the survey: forms never lead to a person."""
    given = _latest(session, ((ask, measure),))[ask.scope.project_id, measure.key]
    entries = [
        Entry("answer", a.survey_id, a.label, a.answer, a.held_on, None, a.forms if a.counted else 0, a.forms, a.forms)
        for a in given
    ]
    return whole(entries, view)


def _latest(session: Session, wanted: tuple[tuple[Ask, Measure], ...]) -> dict[tuple[int, str], list[_Answers]]:
    """Of each project and measure the survey it names, else the latest that has answers: typed totals, or one asked
    here."""
    totals: dict[tuple[int, str], list[_Answers]] = defaultdict(list)
    last_days = {ask.scope.project_id: date(ask.scope.year, 12, 31) for ask, _ in wanted}
    asked: list[_Asked] = []
    for row in session.execute(_statement(wanted)):
        if row.questions is not None:
            held_on = min(row.closed_on or row.held_on, last_days[row.project_id])
            asked.append(
                _Asked(row.id, row.project_id, row.title, SurveyState(row.state), held_on, from_plain(row.questions))
            )
            continue
        answer = _Answers(row.title, row.answer, row.forms, row.answer in row.counted, row.held_on)
        totals[row.project_id, f"t{row.survey_id}:{row.purpose}"].append(answer)
        if row.place == 1:
            totals[row.project_id, f":{row.purpose}"].append(answer)
    answers: dict[tuple[int, str], list[_Answers]] = defaultdict(list)
    for ask, measure in wanted:
        found = totals[ask.scope.project_id, f"{measure.slice.survey}:{measure.subject}"]
        answers[ask.scope.project_id, measure.key] = [a for a in found if a.held_on <= ask.window.as_of]
    if asked:
        _put_later_ones(session, wanted, asked, answers)
    for ask, measure in wanted:
        if measure.slice.answers:
            place = ask.scope.project_id, measure.key
            answers[place] = [replace(a, counted=a.answer in measure.slice.counted) for a in answers[place]]
    return answers


@prepared
def _statement(wanted: tuple[tuple[Ask, Measure], ...]) -> Any:
    """The tallies of the latest typed totals, and every survey asked here that is open or closed; in one statement."""
    newest_first = func.row_number().over(
        partition_by=(Survey.project_id, Survey.purpose), order_by=(Survey.held_on.desc(), Survey.id.desc())
    )
    named = sorted({int(m.slice.survey[1:]) for _, m in wanted if m.slice.survey.startswith("t")})
    ranked = (
        select(Survey.id, newest_first.label("place"))
        .where(or_(*(_asked(ask, measure) for ask, measure in wanted)))
        .subquery()
    )
    totals = (
        select(
            SurveyTally.id,
            Survey.id.label("survey_id"),
            ranked.c.place,
            Survey.project_id,
            cast(Survey.purpose, String).label("purpose"),
            Survey.title,
            cast(null(), String).label("state"),
            Survey.held_on,
            cast(null(), Date).label("closed_on"),
            Survey.counted,
            cast(SurveyTally.answer, String).label("answer"),
            SurveyTally.forms,
            cast(null(), JSON).label("questions"),
        )
        .join(ranked, and_(ranked.c.id == Survey.id, or_(ranked.c.place == 1, Survey.id.in_(named))))
        .join(SurveyTally, SurveyTally.survey_id == Survey.id)
    )
    version = and_(
        QuestionnaireVersion.questionnaire_id == Questionnaire.id,
        QuestionnaireVersion.number == Questionnaire.edition,
    )
    asked = (
        select(
            Questionnaire.id,
            cast(null(), Integer),
            cast(null(), Integer),
            Questionnaire.project_id,
            cast(null(), String),
            Questionnaire.title,
            cast(Questionnaire.state, String),
            Questionnaire.opened_on,
            Questionnaire.closed_on,
            cast(null(), JSON),
            cast(null(), String),
            cast(null(), Integer),
            QuestionnaireVersion.questions,
        )
        .join(QuestionnaireVersion, version)
        .where(
            Questionnaire.project_id.in_(sorted({ask.scope.project_id for ask, _ in wanted})),
            Questionnaire.state.in_((SurveyState.OPEN, SurveyState.CLOSED)),
        )
    )
    both = union_all(totals, asked).subquery()
    return select(both).order_by(both.c.id)


def _put_later_ones(
    session: Session,
    wanted: Sequence[tuple[Ask, Measure]],
    asked: list["_Asked"],
    answers: dict[tuple[int, str], list[_Answers]],
) -> None:
    """Where a survey asked here is later than the typed totals, or as late, its answers stand instead."""
    counts = counts_of(session, [(one.id, one.state, one.questions) for one in asked])
    for ask, measure in wanted:
        place, named = (ask.scope.project_id, measure.key), measure.slice.survey
        for one in sorted(asked, key=lambda survey: (survey.held_on, survey.id)):
            question = one.feeding(measure.subject)
            if one.project_id != ask.scope.project_id or question is None or one.held_on > ask.window.as_of:
                continue
            if named not in {"", f"q{one.id}"}:
                continue
            counted = counts[one.id].get(question.key)
            if counted and not (answers[place] and answers[place][0].held_on > one.held_on):
                answers[place] = [
                    _Answers(f"{one.title}：{pick.zh}", pick.key, counted[pick.key], pick.counts, one.held_on, one.id)
                    for pick in question.options
                ]


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


def _asked(ask: Ask, measure: Measure) -> Any:
    return and_(
        Survey.project_id == ask.scope.project_id,
        Survey.purpose == SurveyPurpose(measure.subject),
        Survey.held_on <= ask.window.as_of,
    )
