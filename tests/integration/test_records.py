"""Records beside the payments: all faults at once, the budget never passed, the figures follow."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.errors import Invalid, NotAllowed, Refused
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.surveys.codes import Answer, SurveyPurpose
from caseapp.models.projects import Project
from caseapp.services import records
from caseapp.services.figures import one_figure
from tests.factories.books import load_book_2025
from tests.factories.clock import NOW
from tests.factories.units import make_unit
from tests.factories.users import make_actor

TODAY = date(2025, 12, 31)
WHEN = {"now": NOW, "today": TODAY}


@pytest.fixture
def projects(session: Session) -> dict[int, Project]:
    make_unit(session, name="唐山市总工会", code="408001")
    return load_book_2025(session)


def fields(error: pytest.ExceptionInfo[Invalid]) -> set[str | None]:
    return {problem.field for problem in error.value.problems}


def shown(session: Session, project: Project, row: int) -> object:
    return one_figure(session, 2025, project.code, row, as_of=TODAY).actual


def test_an_activity_feeds_the_figures(session: Session, projects: dict[int, Project]) -> None:
    training = {"project_id": projects[4].id, "kind": ActivityKind.TRAINING, "title": "劳动保护培训"}
    first = records.record_activity(session, SYSTEM, **training, planned_on=date(2025, 5, 1), **WHEN)
    assert shown(session, projects[4], 1) == 0
    done = {"held_on": date(2025, 5, 8), "participants": 60, "examined": 58, "passed": 57}
    records.record_activity(
        session, SYSTEM, **training, planned_on=date(2025, 5, 1), **done, activity_id=first.id, **WHEN
    )
    assert [shown(session, projects[4], row) for row in (1, 2, 3)] == [60, Decimal("98.28"), date(2025, 5, 8)]


def test_every_fault_of_an_activity_is_told_at_once(session: Session, projects: dict[int, Project]) -> None:
    with pytest.raises(Invalid) as error:
        records.record_activity(
            session,
            SYSTEM,
            project_id=projects[4].id,
            kind=ActivityKind.TRAINING,
            title=" ",
            planned_on=date(2024, 5, 1),
            participants=5,
            examined=6,
            passed=7,
            reach=-1,
            **WHEN,
        )
    assert fields(error) == {"title", "planned_on", "held_on", "examined", "passed", "reach"}


def test_an_expense_spends_the_budget_and_no_more(session: Session, projects: dict[int, Project]) -> None:
    bill = {"project_id": projects[1].id, "source": FundSource.FISCAL, "paid_on": date(2025, 6, 9), "subject": "印刷"}
    records.record_expense(session, SYSTEM, **bill, amount_fen=299_999, voucher_no="1", **WHEN)
    assert shown(session, projects[1], 4) == Decimal("0.299999")
    with pytest.raises(Refused, match="not enough"):
        records.record_expense(session, SYSTEM, **bill, amount_fen=2, voucher_no="2", **WHEN)
    with pytest.raises(Invalid) as error:
        records.record_expense(session, SYSTEM, **bill, amount_fen=0, voucher_no="1", **WHEN)
    assert fields(error) == {"voucher_no", "amount_fen"}
    records.record_expense(session, SYSTEM, **bill, amount_fen=1, voucher_no="2", **WHEN)
    assert one_figure(session, 2025, projects[1].code, 4, as_of=TODAY).attained is True


def test_dues_are_passed_on_step_by_step(session: Session, projects: dict[int, Project]) -> None:
    quarter = {"project_id": projects[2].id, "source": FundSource.FISCAL, "due_fen": 200_000_000}
    for number in range(1, 5):
        due_on = date(2025, 3 * number, 20)
        records.record_remittance(session, SYSTEM, **quarter, quarter=number, due_on=due_on, **WHEN)
        paid = {"received_fen": 200_000_000, "passed_fen": 200_000_000, "passed_on": due_on, "voucher_no": f"{number}"}
        records.record_remittance(session, SYSTEM, **quarter, quarter=number, due_on=due_on, **paid, **WHEN)
    assert [shown(session, projects[2], row) for row in (1, 2, 3, 4)] == [800, 100, 4, 800]
    assert one_figure(session, 2025, projects[2].code, 3, as_of=TODAY).attained is True
    with pytest.raises(Invalid, match="taken back"):
        records.record_remittance(session, SYSTEM, **quarter, quarter=1, due_on=date(2025, 3, 20), **WHEN)


def test_late_dues_are_not_in_time(session: Session, projects: dict[int, Project]) -> None:
    late = {"due_on": date(2025, 3, 20), "passed_on": date(2025, 3, 21), "voucher_no": "1"}
    sums = {"due_fen": 2, "received_fen": 2, "passed_fen": 1}
    records.record_remittance(
        session, SYSTEM, project_id=projects[2].id, source=FundSource.FISCAL, quarter=1, **late, **sums, **WHEN
    )
    assert shown(session, projects[2], 3) == 0


forms = st.integers(0, 50)


@settings(max_examples=30)
@given(very=forms, fairly=forms, neutral=forms, bad=forms, lost=st.integers(0, 5))
def test_the_latest_survey_gives_the_rate(
    session: Session, very: int, fairly: int, neutral: int, bad: int, lost: int
) -> None:
    tallies = {Answer.VERY: very, Answer.FAIRLY: fairly, Answer.NEUTRAL: neutral, Answer.NOT: bad}
    valid = sum(tallies.values())
    with session.begin_nested() as point:
        make_unit(session, name="唐山市总工会", code="408001")
        project = load_book_2025(session)[5]
        survey = {"project_id": project.id, "purpose": SurveyPurpose.SATISFACTION, "title": "问卷", **WHEN}
        earlier = {Answer.NOT: 1}
        records.record_survey(
            session, SYSTEM, **survey, held_on=date(2025, 10, 1), issued_forms=1, returned_forms=1, tallies=earlier
        )
        given_out = {"issued_forms": valid + lost, "returned_forms": valid, "tallies": tallies}
        if valid:
            records.record_survey(session, SYSTEM, **survey, held_on=date(2025, 11, 1), **given_out)
            figure = one_figure(session, 2025, project.code, 6, as_of=TODAY)
            assert (figure.numerator, figure.denominator) == (very + fairly, valid)
            assert figure.attained is ((very + fairly) * 10 >= valid * 9)
        else:
            with pytest.raises(Invalid):
                records.record_survey(session, SYSTEM, **survey, held_on=date(2025, 11, 1), **given_out)
        point.rollback()
    session.expunge_all()


def test_more_answers_than_forms_cannot_be(session: Session, projects: dict[int, Project]) -> None:
    with pytest.raises(Invalid) as error:
        records.record_survey(
            session,
            SYSTEM,
            project_id=projects[5].id,
            purpose=SurveyPurpose.SATISFACTION,
            title="",
            held_on=date(2026, 1, 1),
            issued_forms=3,
            returned_forms=4,
            tallies={Answer.BETTER: 5},
            **WHEN,
        )
    assert fields(error) == {"title", "held_on", "returned_forms", None}


def test_a_finding_is_typed_only_where_nothing_computes(session: Session, projects: dict[int, Project]) -> None:
    words, computed = projects[2].indicators[4], projects[2].indicators[0]
    finding = {"words": "有效保障", "attained": True, "evidence": "年度总结", **WHEN}
    before = one_figure(session, 2025, projects[2].code, 5, as_of=TODAY)
    assert (before.source, before.actual, before.tone) == ("typed", None, "quiet")
    records.record_typed_figure(session, SYSTEM, indicator_id=words.id, **finding)
    after = one_figure(session, 2025, projects[2].code, 5, as_of=TODAY)
    assert (after.source, after.actual, after.attained, after.tone) == ("typed", "有效保障", True, "good")
    assert one_figure(session, 2025, projects[2].code, 5, as_of=date(2025, 12, 30)).actual is None
    with pytest.raises(Refused):
        records.record_typed_figure(session, SYSTEM, indicator_id=computed.id, **finding)
    with pytest.raises(Invalid):
        records.record_typed_figure(session, SYSTEM, indicator_id=words.id, **(finding | {"evidence": ""}))


def test_a_reviewer_records_nothing(session: Session, projects: dict[int, Project]) -> None:
    reviewer = make_actor(session, Role.REVIEWER, projects[1].unit)
    with pytest.raises(NotAllowed):
        records.record_activity(
            session,
            reviewer,
            project_id=projects[1].id,
            kind=ActivityKind.VISIT,
            title="x",
            planned_on=date(2025, 5, 1),
            **WHEN,
        )
