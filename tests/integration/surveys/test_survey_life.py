"""A survey from draft to closing, through the services, on both databases."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, NotFound, Refused, StaleView
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.payments.codes import LineState
from caseapp.domain.periods import year_window
from caseapp.domain.surveys.codes import DropReason, FrameKind, InvitationState, SizeRule, SurveyState
from caseapp.domain.surveys.library import ready
from caseapp.models.audit import AuditEvent
from caseapp.models.projects import Project
from caseapp.models.questionnaires import (
    Ballot,
    NamedResponse,
    QuestionnaireVersion,
    SurveyCount,
    SurveyInvitation,
    WaitingBallot,
)
from caseapp.queries import facts
from caseapp.queries.survey_counts import results_of, returns_of
from caseapp.queries.survey_frames import Frame
from caseapp.services import answering, questionnaires, survey_samples, survey_slips
from caseapp.services.survey_samples import Choice
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.projects import make_project
from tests.factories.records import make_survey
from tests.factories.surveys import BOTH, GOOD, answer, make_asked, make_draft
from tests.factories.units import make_unit
from tests.factories.users import make_actor, make_user

BAD = {**GOOD, "satisfied": "not", "better": "worse"}


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session, make_unit(session))


def shown(session: Session, project: Project, on: date = TODAY) -> tuple[int | None, int | None]:
    measure = CATALOGUE["survey.satisfaction"]
    found = facts.figure(session, facts.scope_of(project), measure, year_window(project.year, on))
    return found.numerator, found.denominator


def test_a_survey_is_made_edited_drawn_opened_answered_and_closed(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=14)
    for number, code in asked.codes.items():
        answer(session, code, BAD if number <= 3 else GOOD)
    returns = returns_of(session, asked.survey)
    assert (returns.invited, returns.answered, returns.valid, returns.uncounted) == (14, 14, 5, 9)
    questionnaires.close_survey(session, SYSTEM, questionnaire_id=asked.survey.id, now=NOW, today=TODAY)
    assert shown(session, project) == (11, 14)
    rates = {one.question.key: one.rate for one in results_of(session, asked.survey)}
    assert rates["better"] is not None and (rates["better"].good, rates["better"].valid) == (11, 14)
    assert session.scalar(select(func.count(WaitingBallot.id))) == 0


def test_named_answers_count_at_once_and_anonymous_ones_in_fives(session: Session, project: Project) -> None:
    named = make_asked(session, project, names=3, is_anonymous=False)
    answer(session, named.codes[1], GOOD)
    assert shown(session, project) == (1, 1)
    other = make_project(session, project.unit)
    asked = make_asked(session, other, names=12)
    for number in range(1, 10):
        answer(session, asked.codes[number], GOOD)
        assert shown(session, other) == (0, 0)
    answer(session, asked.codes[10], GOOD)
    assert shown(session, other) == (5, 5)


def test_closing_freezes(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=8, is_anonymous=False)
    for number in range(1, 7):
        answer(session, asked.codes[number], GOOD)
    answering.save(session, asked.codes[7], place=1, raw="not")
    questionnaires.close_survey(session, SYSTEM, questionnaire_id=asked.survey.id, now=NOW, today=TODAY)
    for attempt in (
        lambda: answering.save(session, asked.codes[7], place=2, raw="yes"),
        lambda: answering.send(session, asked.codes[7], today=TODAY, now=NOW),
        lambda: survey_samples.drop(
            session, SYSTEM, questionnaire_id=asked.survey.id, number=8, reason=DropReason.DECLINED, now=NOW
        ),
        lambda: questionnaires.save_questions(
            session, SYSTEM, questionnaire_id=asked.survey.id, edition=1, title="x", questions=ready(BOTH), now=NOW
        ),
        lambda: questionnaires.close_survey(session, SYSTEM, questionnaire_id=asked.survey.id, now=NOW, today=TODAY),
    ):
        with pytest.raises(Refused):
            attempt()
    for kept in session.scalars(select(NamedResponse)):
        kept.answers = BAD
    session.flush()
    assert shown(session, project) == (6, 6)
    assert session.scalar(select(func.count()).where(SurveyInvitation.draft_sealed.is_not(None))) == 0


def test_an_anonymous_survey_with_too_few_answers_tells_nothing(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=4)
    for code in asked.codes.values():
        answer(session, code, GOOD)
    questionnaires.close_survey(session, SYSTEM, questionnaire_id=asked.survey.id, now=NOW, today=TODAY)
    assert shown(session, project) == (0, 0)
    assert session.scalar(select(func.count(SurveyCount.id))) == 0


def test_the_latest_survey_counts_and_a_void_one_does_not(session: Session, project: Project) -> None:
    make_survey(session, project, held_on=date(2025, 6, 1))
    assert shown(session, project) == (95, 100)
    asked = make_asked(session, project, names=2, is_anonymous=False)
    assert shown(session, project) == (95, 100)
    answer(session, asked.codes[1], BAD)
    assert shown(session, project) == (0, 1)
    assert shown(session, project, date(2025, 6, 15)) == (95, 100)
    with pytest.raises(Invalid):
        questionnaires.void_survey(session, SYSTEM, questionnaire_id=asked.survey.id, reason=" ", now=NOW)
    questionnaires.void_survey(session, SYSTEM, questionnaire_id=asked.survey.id, reason="问卷印错", now=NOW)
    assert shown(session, project) == (95, 100)
    with pytest.raises(Refused):
        answering.send(session, asked.codes[2], today=TODAY, now=NOW)


def test_a_survey_asked_after_the_year_counts_from_its_last_day(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=2, is_anonymous=False, on=date(2026, 1, 12))
    answer(session, asked.codes[1], GOOD)
    assert shown(session, project, date(2025, 12, 31)) == (1, 1)
    assert shown(session, project, date(2025, 12, 30)) == (0, 0)


def test_each_saving_is_a_version_and_two_people_do_not_overwrite_each_other(
    session: Session, project: Project
) -> None:
    survey = make_draft(session, project)
    one = ready(BOTH)[:1]

    def save(edition: int, title: str = "新题目") -> None:
        questionnaires.save_questions(
            session, SYSTEM, questionnaire_id=survey.id, edition=edition, title=title, questions=one, now=NOW
        )

    save(1)
    save(2, "同样的问题")
    versions = session.scalars(
        select(QuestionnaireVersion.number).where(QuestionnaireVersion.questionnaire_id == survey.id)
    )
    assert sorted(versions) == [1, 2] and survey.edition == 2
    with pytest.raises(StaleView):
        save(1)


def test_a_survey_opens_only_over_a_sample(session: Session, project: Project) -> None:
    survey = questionnaires.create(
        session, SYSTEM, project_id=project.id, title="问卷", is_anonymous=True, purposes=BOTH, now=NOW
    )
    with pytest.raises(Refused, match="Nobody has been drawn"):
        questionnaires.open_survey(session, SYSTEM, questionnaire_id=survey.id, now=NOW, today=TODAY)
    with pytest.raises(IllegalStep):
        questionnaires.close_survey(session, SYSTEM, questionnaire_id=survey.id, now=NOW, today=TODAY)
    assert survey.state is SurveyState.DRAFT


def test_the_sample_is_drawn_from_people_paid_in_the_period(session: Session, project: Project) -> None:
    county = make_unit(session, parent=project.unit)
    batch = make_batch(session, project, county, make_user(session))
    families = [make_household(session, county) for _ in range(12)]
    for place, family in enumerate(families):
        paid = {"state": LineState.PAID, "batch": batch, "paid_on": date(2025, 5 if place < 10 else 7, 5)}
        make_payment(session, project, county, household=family, **paid)
        make_payment(session, project, county, household=family, **paid)
    survey = questionnaires.create(
        session, SYSTEM, project_id=project.id, title="问卷", is_anonymous=True, purposes=BOTH, now=NOW
    )
    period = Frame(FrameKind.PAID, date(2025, 1, 1), date(2025, 6, 30))
    choice = Choice(period, SizeRule.NUMBER, size=4, seed="2025")
    weighed = survey_samples.weigh(session, SYSTEM, questionnaire_id=survey.id, choice=choice)
    assert (len(weighed.frame), weighed.size) == (10, 4) and not session.dirty

    def drawn() -> list[str]:
        survey_samples.draw_sample(session, SYSTEM, questionnaire_id=survey.id, choice=choice, now=NOW, today=TODAY)
        rows = select(SurveyInvitation.candidate).where(SurveyInvitation.questionnaire_id == survey.id)
        return list(session.scalars(rows.order_by(SurveyInvitation.number)))

    first = drawn()
    assert drawn() == first and len(first) == 4
    assert {int(key.split(":")[1]) for key in first} <= {family.id for family in families[:10]}
    questionnaires.open_survey(session, SYSTEM, questionnaire_id=survey.id, now=NOW, today=TODAY)
    follower = survey_samples.drop(
        session, SYSTEM, questionnaire_id=survey.id, number=2, reason=DropReason.UNREACHED, now=NOW
    )
    assert follower is not None and follower.number == 5 and follower.candidate not in first
    returns = returns_of(session, survey)
    assert (returns.invited, returns.asked, returns.dropped) == (5, 4, 1)


def test_slips_are_printed_once_and_a_new_printing_ends_the_old_codes(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=6)
    answer(session, asked.codes[1], GOOD)
    answering.save(session, asked.codes[2], place=1, raw="not")
    with pytest.raises(StaleView):
        survey_slips.print_slips(session, SYSTEM, questionnaire_id=asked.survey.id, printing=0, again=True, now=NOW)
    with pytest.raises(Refused, match="has a slip already"):
        survey_slips.print_slips(session, SYSTEM, questionnaire_id=asked.survey.id, printing=1, again=False, now=NOW)
    _, slips = survey_slips.print_slips(
        session, SYSTEM, questionnaire_id=asked.survey.id, printing=1, again=True, now=NOW
    )
    assert [slip.number for slip in slips] == [2, 3, 4, 5, 6]
    with pytest.raises(answering.UnknownCode):
        answering.visit(session, asked.codes[2])
    assert answering.visit(session, slips[0].code).answers == {}
    assert answering.visit(session, asked.codes[1]).is_answered


def test_a_phone_resumes_where_it_stopped_and_sends_once(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=6, is_anonymous=False)
    code = asked.codes[3]
    answering.save(session, code, place=1, raw="very")
    here = answering.visit(session, code.lower()[:13] + " " + code[13:])
    assert here.answers == {"satisfied": "very"} and here.next_place == 2
    with pytest.raises(Invalid):
        answering.send(session, code, today=TODAY, now=NOW)
    answer(session, code, GOOD)
    answering.send(session, code, today=TODAY, now=NOW)
    assert session.scalar(select(func.count(NamedResponse.id))) == 1
    with pytest.raises(Refused):
        answering.save(session, code, place=1, raw="not")


def test_only_those_who_keep_records_of_the_unit_may_run_its_surveys(session: Session, project: Project) -> None:
    elsewhere = make_actor(session, Role.PERFORMANCE, make_unit(session))
    auditor = make_actor(session, Role.AUDITOR, project.unit)
    survey = make_draft(session, project)
    for stranger, refusal in ((elsewhere, NotFound), (auditor, NotAllowed)):
        with pytest.raises(NotAllowed):
            questionnaires.create(
                session, stranger, project_id=project.id, title="问卷", is_anonymous=True, purposes=BOTH, now=NOW
            )
        with pytest.raises(refusal):
            questionnaires.open_survey(session, stranger, questionnaire_id=survey.id, now=NOW, today=TODAY)
    own = make_actor(session, Role.PERFORMANCE, project.unit)
    assert questionnaires.open_survey(session, own, questionnaire_id=survey.id, now=NOW, today=TODAY).opened_on == TODAY


def test_nothing_is_told_to_the_trail_when_somebody_answers(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=12)
    before = session.scalar(select(func.count(AuditEvent.seq)))
    pending = len(session.info.get("pending audit events", ()))
    answer(session, asked.codes[1], GOOD)
    assert session.scalar(select(func.count(AuditEvent.seq))) == before
    assert len(session.info.get("pending audit events", ())) == pending
    states = session.scalars(select(SurveyInvitation.state).order_by(SurveyInvitation.number)).all()
    assert states[0] is InvitationState.ANSWERED
    assert session.scalar(select(func.count(Ballot.id))) == 0
