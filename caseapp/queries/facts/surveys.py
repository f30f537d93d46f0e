"""Survey rates: of several surveys of one purpose the latest held by the as-of day counts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.surveys.codes import SurveyPurpose
from caseapp.models.surveys import Survey, SurveyTally
from caseapp.queries.facts.entries import Entry, MemberList, View, whole
from caseapp.queries.facts.payments import Found
from caseapp.queries.facts.scope import Ask


@dataclass(frozen=True)
class _Answers:
    label: str
    answer: str
    forms: int
    counted: bool
    held_on: date


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
        Entry("answer", 0, a.label, a.answer, a.held_on, None, a.forms if a.counted else 0, a.forms, a.forms)
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
    return answers


def _asked(ask: Ask, measure: Measure) -> Any:
    return and_(
        Survey.project_id == ask.scope.project_id,
        Survey.purpose == SurveyPurpose(measure.subject),
        Survey.held_on <= ask.window.as_of,
    )
