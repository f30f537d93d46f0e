"""What a dissatisfied answer with a name asks for: opened by itself, given to somebody, settled with an outcome."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, NotFound, StaleView
from caseapp.domain.surveys.codes import GrievanceOutcome, GrievanceState, InvalidReason, SurveyChannel
from caseapp.domain.surveys.grievances import DAYS
from caseapp.models.grievances import Grievance
from caseapp.models.projects import Project
from caseapp.models.questionnaires import SurveyInvitation
from caseapp.queries import grievances as lists
from caseapp.queries.grievances import Shown
from caseapp.queries.page import Wanted
from caseapp.queries.worklist import Task, tasks
from caseapp.services import grievances, survey_entry, survey_import
from caseapp.services.survey_entry import Typed
from tests.factories.answer_sheets import answers_file, row
from tests.factories.clock import NOW, TODAY
from tests.factories.projects import make_project
from tests.factories.surveys import GOOD, Asked, answer, make_asked
from tests.factories.units import make_unit
from tests.factories.users import make_actor

BAD = {**GOOD, "satisfied": "not"}


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session, make_unit(session))


@pytest.fixture
def officer(session: Session, project: Project) -> Actor:
    return make_actor(session, Role.PERFORMANCE, project.unit)


def every(session: Session) -> list[Grievance]:
    return list(session.scalars(select(Grievance).order_by(Grievance.id)))


def make_grievance(session: Session, project: Project, actor: Actor = SYSTEM, asked: Asked | None = None) -> Grievance:
    asked = asked or make_asked(session, project, names=3, is_anonymous=False, actor=actor)
    number = (session.scalar(select(func.count(Grievance.id))) or 0) % 3 + 1
    answer(session, asked.codes[number], BAD)
    return every(session)[-1]


def test_a_dissatisfied_answer_with_a_name_opens_one_however_it_came(
    session: Session, project: Project, officer: Actor
) -> None:
    asked = make_asked(session, project, names=9, is_anonymous=False, actor=officer)
    visitor = make_actor(session, Role.CASEWORKER, project.unit, name="王桂兰")
    answer(session, asked.codes[1], GOOD)
    answer(session, asked.codes[2], {**BAD, "arrived": "no"})
    bad = {"satisfied": "4", "arrived": "1", "manner": "1", "better": "3"}
    rows = {0: Typed(3, {**bad, "satisfied": "3"}), 1: Typed(4, bad), 2: Typed(5, bad, InvalidReason.NOT_OWN)}
    survey_entry.enter(
        session, visitor, questionnaire_id=asked.survey.id, channel=SurveyChannel.VISIT, day=TODAY, rows=rows, now=NOW,
        today=TODAY,
    )  # fmt: skip
    data = answers_file([row("6", "不满意"), row("7", "满意", "否"), row("8")])
    survey_import.take(session, officer, questionnaire_id=asked.survey.id, data=data, now=NOW, today=TODAY)
    found = {one.response.invitation.number: one for one in every(session)}
    assert {number: one.questions for number, one in found.items()} == {
        2: ["satisfied", "arrived"], 4: ["satisfied"], 6: ["satisfied"], 7: ["arrived"],
    }  # fmt: skip
    assert (found[2].owner_id, found[4].owner_id, found[6].owner_id) == (officer.id, visitor.id, officer.id)
    assert {(one.state, one.opened_on, one.due_on) for one in found.values()} == {
        (GrievanceState.OPEN, TODAY, TODAY + timedelta(days=DAYS))
    }
    opened = [one for one in session.info["pending audit events"] if one.action == "grievance.open"]
    assert [one.subject_id for one in opened] == [one.id for one in every(session)]


def test_an_anonymous_answer_never_opens_one(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=14)
    for number in range(1, 13):
        answer(session, asked.codes[number], BAD)
    data = answers_file([row("13", "不满意", "否")])
    survey_import.take(session, SYSTEM, questionnaire_id=asked.survey.id, data=data, now=NOW, today=TODAY)
    assert every(session) == []


def test_it_is_given_to_who_may_follow_up_there_by_a_day_to_come(
    session: Session, project: Project, officer: Actor
) -> None:
    one = make_grievance(session, project)
    stranger = make_actor(session, Role.CASEWORKER, make_unit(session))
    auditor = make_actor(session, Role.AUDITOR, project.unit)
    worker = make_actor(session, Role.CASEWORKER, project.unit, name="王桂兰")
    sent = {"grievance_id": one.id, "version": one.version, "now": NOW}
    for owner in (stranger.id, auditor.id, None):
        with pytest.raises(Invalid, match="Choose who follows it up"):
            grievances.assign(session, officer, owner_id=owner, due_on=TODAY, **sent)
    for day in (None, TODAY - timedelta(days=1)):
        with pytest.raises(Invalid):
            grievances.assign(session, officer, owner_id=worker.id, due_on=day, **sent)
    grievances.assign(session, officer, owner_id=worker.id, due_on=date(2025, 7, 30), **sent)
    assert (one.owner_id, one.due_on, one.updated_by) == (worker.id, date(2025, 7, 30), officer.id)
    event = session.info["pending audit events"][-1]
    assert (event.action, event.details) == ("grievance.assign", {"owner": worker.id, "due_on": "2025-07-30"})
    with pytest.raises((StaleView, StaleDataError)):
        grievances.assign(session, officer, owner_id=officer.id, due_on=TODAY, **sent)


def test_settling_needs_an_outcome_and_what_was_done_and_is_for_good(
    session: Session, project: Project, officer: Actor
) -> None:
    one = make_grievance(session, project)
    done = "已上门说明，补发米面油，电话 13800000000"
    sent = {"grievance_id": one.id, "version": one.version, "now": NOW}
    for outcome, note in ((None, done), (GrievanceOutcome.SOLVED, " "), (GrievanceOutcome.SOLVED, "长" * 501)):
        with pytest.raises(Invalid):
            grievances.close(session, officer, outcome=outcome, note=note, **sent)
    grievances.close(session, officer, outcome=GrievanceOutcome.SOLVED, note=done, **sent)
    assert (one.state, one.closed_on, one.note) == (GrievanceState.CLOSED, TODAY, done)
    raw = session.execute(text("SELECT note_sealed FROM grievances")).scalar_one()
    assert done.encode() not in bytes(raw)
    event = session.info["pending audit events"][-1]
    assert (event.action, event.details) == ("grievance.close", {"outcome": GrievanceOutcome.SOLVED})
    for attempt in (grievances.close, grievances.assign):
        more = {"outcome": GrievanceOutcome.EXPLAINED, "note": "再说"} if attempt is grievances.close else {}
        more = more or {"owner_id": officer.id, "due_on": TODAY}
        with pytest.raises(IllegalStep):
            attempt(session, officer, **{**sent, "version": one.version}, **more)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("state = 'closed'", "closed_has_an_outcome|closed_has_a_day|closed_says_what_was_done"),
        ("outcome = 'solved'", "closed_has_an_outcome"),
        ("closed_on = '2025-06-20'", "closed_has_a_day"),
        ("due_on = '2025-06-01'", "due_after_it_was_opened"),
    ],
)
def test_the_database_keeps_the_last_word(session: Session, project: Project, change: str, constraint: str) -> None:
    make_grievance(session, project)
    with pytest.raises(IntegrityError, match=constraint), session.begin_nested():
        session.execute(text(f"UPDATE grievances SET {change}"))


def test_it_is_seen_in_its_own_unit_and_above_and_changed_by_no_auditor(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=3, is_anonymous=False)
    county, other = (make_unit(session, parent=project.unit) for _ in range(2))
    form = session.scalars(select(SurveyInvitation).where(SurveyInvitation.number == 1)).one()
    form.unit_id = county.id
    one = make_grievance(session, project, asked=asked)
    assert one.unit_id == county.id
    seen = {
        make_actor(session, role, unit): count
        for role, unit, count in (
            (Role.CASEWORKER, county, 1),
            (Role.PERFORMANCE, project.unit, 1),
            (Role.AUDITOR, project.unit, 1),
            (Role.CASEWORKER, other, 0),
            (Role.REVIEWER, county, 0),
        )
    }
    for actor, count in seen.items():
        page = lists.grievances(session, actor, Shown.OPEN, TODAY, Wanted())
        assert (len(page.rows), page.found) == (count, count), actor.roles
        if not count:
            with pytest.raises(NotFound):
                lists.grievance_by_id(session, actor, one.id)
    auditor = next(actor for actor in seen if Role.AUDITOR in actor.roles)
    with pytest.raises(NotAllowed):
        grievances.close(
            session, auditor, grievance_id=one.id, version=1, outcome=GrievanceOutcome.SOLVED, note="好", now=NOW
        )


def test_the_list_and_the_home_page_show_the_overdue_first(session: Session, project: Project, officer: Actor) -> None:
    asked = make_asked(session, project, names=3, is_anonymous=False, actor=officer)
    late, soon, settled = (make_grievance(session, project, asked=asked) for _ in range(3))
    soon.due_on, late.opened_on, late.due_on = TODAY, TODAY - timedelta(days=9), TODAY - timedelta(days=2)
    grievances.close(
        session, officer, grievance_id=settled.id, version=settled.version, outcome=GrievanceOutcome.EXPLAINED,
        note="已说明", now=NOW,
    )  # fmt: skip
    session.flush()
    rows = {
        shown: [row.id for row in lists.grievances(session, officer, shown, TODAY, Wanted()).rows] for shown in Shown
    }
    assert rows == {
        Shown.OPEN: [late.id, soon.id], Shown.OVERDUE: [late.id], Shown.MINE: [late.id, soon.id],
        Shown.CLOSED: [settled.id],
    }  # fmt: skip
    assert lists.counts(session, officer, TODAY) == {shown: len(found) for shown, found in rows.items()}
    waiting = [(task, count) for task, count in tasks(session, officer, TODAY) if task.value.startswith("grievance")]
    assert waiting == [(Task.GRIEVANCE_OVERDUE, 1), (Task.GRIEVANCE, 1)]
