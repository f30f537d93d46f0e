"""Activities, expenses, remittances, surveys and typed figures."""

import itertools
from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.surveys.codes import COUNTED, Answer, SurveyPurpose
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.projects import Indicator, Project, TypedFigure
from caseapp.models.surveys import Survey, SurveyTally
from tests.factories.clock import NOW

_numbers = itertools.count(1)


def make_activity(
    session: Session,
    project: Project,
    *,
    title: str = "安全生产月宣传",
    held_on: date | None = date(2025, 6, 5),
    reach: int = 0,
) -> Activity:
    activity = Activity(
        project=project,
        kind=ActivityKind.CAMPAIGN,
        title=title,
        place="唐山市文化广场",
        planned_on=date(2025, 6, 1),
        held_on=held_on,
        reach=reach,
        recorded_at=NOW,
    )
    session.add(activity)
    session.flush()
    return activity


def make_expense(
    session: Session, project: Project, *, amount_fen: int = 500_000, paid_on: date = date(2025, 6, 9)
) -> Expense:
    expense = Expense(
        project=project,
        source=FundSource.FISCAL,
        amount_fen=amount_fen,
        paid_on=paid_on,
        voucher_no=f"PZ-{next(_numbers):04d}",
        subject="宣传品印制",
        recorded_at=NOW,
    )
    session.add(expense)
    session.flush()
    return expense


def make_remittance(session: Session, project: Project, *, quarter: int = 1, due_fen: int = 2_000_000) -> Remittance:
    """Received and passed on in full on the day it was due."""
    due_on = date(project.year, 3 * quarter, 20)
    remittance = Remittance(
        project=project,
        source=FundSource.FISCAL,
        quarter=quarter,
        due_on=due_on,
        due_fen=due_fen,
        received_fen=due_fen,
        passed_fen=due_fen,
        passed_on=due_on,
        recorded_at=NOW,
    )
    session.add(remittance)
    session.flush()
    return remittance


def make_survey(
    session: Session,
    project: Project,
    *,
    purpose: SurveyPurpose = SurveyPurpose.SATISFACTION,
    tallies: dict[Answer, int] | None = None,
    held_on: date = date(2025, 11, 1),
) -> Survey:
    given = tallies or {Answer.VERY: 90, Answer.FAIRLY: 5, Answer.NEUTRAL: 3, Answer.NOT: 2}
    survey = Survey(
        project=project,
        purpose=purpose,
        title="受助职工问卷",
        held_on=held_on,
        issued_forms=sum(given.values()) + 10,
        returned_forms=sum(given.values()),
        counted=[answer.value for answer in COUNTED[purpose]],
        recorded_at=NOW,
        tallies=[SurveyTally(answer=answer, forms=forms) for answer, forms in given.items()],
    )
    session.add(survey)
    session.flush()
    return survey


def make_typed_figure(session: Session, indicator: Indicator, *, words: str = "有效保障") -> TypedFigure:
    figure = TypedFigure(
        indicator_id=indicator.id, entered_on=date(2025, 11, 1), words=words, attained=True, evidence="年度总结第 3 页"
    )
    session.add(figure)
    session.flush()
    return figure
