"""The life of a household file: nothing beyond the table, no approval before its time or by a maker."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, NotFound, Refused
from caseapp.domain.households.codes import (
    BESIDE_ANOTHER,
    HOUSEHOLD_LIFE,
    LIVE_STATES,
    CheckResult,
    HouseholdAction,
    HouseholdState,
    TransferState,
)
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, FundSource
from caseapp.domain.payments.grounds import Event
from caseapp.models.household_steps import HouseholdStep, HouseholdTransfer
from caseapp.models.households import Household
from caseapp.queries.invariants.registers import miscounted
from caseapp.services import aid, check_lists, objections, re_entry, transfers, working_calendar
from caseapp.services import household_steps as steps
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household, make_member
from tests.factories.lives import put_on_notice
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor

S, A = HouseholdState, HouseholdAction


class People:
    """A unit with two caseworkers and two reviewers."""

    def __init__(self, session: Session) -> None:
        self.unit = make_unit(session)
        self.maker, self.second = (make_actor(session, Role.CASEWORKER, self.unit) for _ in range(2))
        self.reviewer, self.other = (make_actor(session, Role.REVIEWER, self.unit) for _ in range(2))


@pytest.fixture
def people(session: Session) -> People:
    return People(session)


def at(session: Session, household: Household, **more: Any) -> dict[str, Any]:
    session.flush()
    return {"household_id": household.id, "version": household.version, "now": NOW, **more}


def submitted(session: Session, people: People) -> Household:
    household = make_household(session, people.unit, state=S.DRAFT)
    household.created_by = household.updated_by = people.maker.id
    steps.submit(session, people.maker, **at(session, household))
    return household


def on_notice(session: Session, people: People) -> Household:
    household = submitted(session, people)
    put_on_notice(session, household, people.maker, people.reviewer)
    return household


def day_after(household: Household) -> date:
    assert household.notice_ends_on is not None
    return household.notice_ends_on + timedelta(days=1)


def test_each_step_is_kept_with_who_when_and_why(session: Session, people: People) -> None:
    household = on_notice(session, people)
    steps.approve(session, people.other, **at(session, household, today=day_after(household)))
    session.flush()
    kept = session.scalars(
        select(HouseholdStep).where(HouseholdStep.household_id == household.id).order_by(HouseholdStep.id)
    ).all()
    assert [step.action for step in kept] == [A.SUBMIT, A.VISIT, A.CHECK, A.NOTICE, A.APPROVE]
    assert [step.state for step in kept] == [S.SUBMITTED, S.VISITED, S.CHECKED, S.ON_NOTICE, S.ON_FILE]
    assert kept[1].note == "与申请一致" and kept[2].result is CheckResult.CLEAR
    assert (kept[3].day, kept[3].until) == (TODAY, date(2025, 6, 23))
    assert kept[4].by == people.other.id


def test_approval_waits_for_the_last_day_of_the_notice_to_pass(session: Session, people: People) -> None:
    household = on_notice(session, people)
    last = household.notice_ends_on
    with pytest.raises(Refused, match="notice runs until"):
        steps.approve(session, people.reviewer, **at(session, household, today=last))
    steps.approve(session, people.reviewer, **at(session, household, today=day_after(household)))
    assert household.state is S.ON_FILE


def test_the_database_refuses_an_approval_before_the_notice_has_ended(session: Session, people: People) -> None:
    household = on_notice(session, people)
    household.state, household.on_file_on = S.ON_FILE, household.notice_ends_on
    with pytest.raises(IntegrityError, match="approved_after_the_notice"):
        session.flush()


@pytest.mark.parametrize("hand", ["visited_by", "checked_by"])
def test_the_database_refuses_an_approver_who_visited_or_checked(session: Session, people: People, hand: str) -> None:
    household = on_notice(session, people)
    setattr(household, hand, people.reviewer.id)
    household.approved_by = people.reviewer.id
    with pytest.raises(IntegrityError, match="approver_is_not"):
        session.flush()


def test_who_amended_last_does_not_approve_even_when_another_submitted(session: Session, people: People) -> None:
    household = on_notice(session, people)
    household.updated_by = people.other.id
    with pytest.raises(NotAllowed):
        steps.approve(session, people.other, **at(session, household, today=day_after(household)))


def test_an_open_objection_holds_approval_up_and_one_borne_out_forbids_it(session: Session, people: People) -> None:
    household = on_notice(session, people)
    later = day_after(household)

    def objected(text: str) -> int:
        made = objections.record(
            session, people.maker, household_id=household.id, raised_on=TODAY, text=text, today=TODAY, now=NOW
        )
        return made.id

    def answered(objection_id: int, upheld: bool) -> None:
        objections.answer(
            session, people.reviewer, household_id=household.id, objection_id=objection_id, upheld=upheld,
            answer="已入户核实", now=NOW,
        )  # fmt: skip

    first = objected("家中有车")
    with pytest.raises(Refused, match="still to be looked into"):
        steps.approve(session, people.reviewer, **at(session, household, today=later))
    session.refresh(household)
    answered(first, upheld=False)
    with pytest.raises(IllegalStep):
        answered(first, upheld=True)
    answered(objected("另有住房"), upheld=True)
    with pytest.raises(Refused, match="borne out"):
        steps.approve(session, people.reviewer, **at(session, household, today=later))
    session.refresh(household)
    steps.send_back(session, people.reviewer, **at(session, household), reason="补充房产证明")
    assert (household.state, household.notice_ends_on) == (S.DRAFT, None)


def test_objections_belong_to_a_notice(session: Session, people: People) -> None:
    household = make_household(session, people.unit)
    with pytest.raises(IllegalStep):
        objections.record(
            session, people.maker, household_id=household.id, raised_on=TODAY, text="x", today=TODAY, now=NOW
        )


def test_an_expired_check_stops_notice_and_approval(session: Session, people: People) -> None:
    household = on_notice(session, people)
    assert household.check_expires_on == date(2025, 12, 13)
    with pytest.raises(Refused, match="means check expired"):
        steps.approve(session, people.reviewer, **at(session, household, today=date(2025, 12, 14)))
    session.refresh(household)
    again = submitted(session, people)
    steps.record_visit(session, people.maker, **at(session, again, today=TODAY), visited_on=TODAY, note="与申请一致")
    with pytest.raises(Invalid):
        steps.record_check(
            session, people.maker, **at(session, again, today=TODAY), result=CheckResult.CLEAR,
            checked_on=date(2024, 10, 1), note="",
        )  # fmt: skip


def test_the_periods_are_the_places_own(session: Session, people: People) -> None:
    chief = make_actor(session, Role.ADMINISTRATOR, people.unit)
    periods = {"notice_days": 7, "follow_up_months": 12, "temporary_months": 1, "proposal_days": 5}
    working_calendar.set_rules(session, chief, periods=periods, now=NOW)
    working_calendar.set_day(session, chief, day=date(2025, 6, 17), worked=False, note="停电", now=NOW)
    household = on_notice(session, people)
    assert household.notice_ends_on == date(2025, 6, 26)
    with pytest.raises(Invalid):
        working_calendar.set_rules(session, chief, periods={**periods, "notice_days": 4}, now=NOW)
    with pytest.raises(NotAllowed):
        working_calendar.set_rules(session, people.reviewer, periods=periods, now=NOW)


def test_a_temporary_file_takes_one_off_aid_until_its_day_and_then_goes_the_usual_way(
    session: Session, people: People
) -> None:
    household = submitted(session, people)
    project = make_project(session, people.unit)
    steps.open_temporary(session, people.reviewer, **at(session, household, today=TODAY), reason="火灾")
    assert household.temporary_until == date(2025, 9, 16)

    def log(kind: AidKind, day: date) -> None:
        aid.log_aid(
            session, people.maker, to=Beneficiary(Register.HOUSEHOLD, household.id), project_id=project.id,
            source=FundSource.FISCAL, kind=kind, amount_fen=100_000, day=day, now=NOW, reason="火灾",
            event=Event("火灾", TODAY),
        )  # fmt: skip

    with pytest.raises(Refused, match="one-off aid only"):
        log(AidKind.LIVING, TODAY)
    with pytest.raises(Refused, match="one-off aid only"):
        log(AidKind.ONE_OFF, date(2025, 9, 17))
    log(AidKind.ONE_OFF, TODAY)
    steps.take_up_regular(session, people.maker, **at(session, household))
    assert household.state is S.SUBMITTED
    put_on_notice(session, household, people.maker, people.reviewer)
    steps.approve(session, people.reviewer, **at(session, household, today=day_after(household)))
    assert (household.state, household.temporary_until) == (S.ON_FILE, None)


def test_a_maker_opens_no_temporary_file(session: Session, people: People) -> None:
    household = submitted(session, people)
    maker = Actor(people.maker.id, "x", people.reviewer.posts)
    with pytest.raises(NotAllowed):
        steps.open_temporary(session, maker, **at(session, household, today=TODAY), reason="火灾")


def test_a_household_that_exited_is_followed_up_or_taken_up_again_once(session: Session, people: People) -> None:
    old = make_household(session, people.unit, size=3)
    steps.exit_file(session, people.reviewer, **at(session, old, today=TODAY), reason="就业")
    assert old.follow_up_due_on == date(2025, 12, 16)
    taken = old.members[2].person
    make_household(session, people.unit, head=taken)
    new = re_entry.re_enter(session, people.maker, **at(session, old, today=TODAY))
    session.flush()
    assert (new.previous_id, new.state, new.head_id, new.size) == (old.id, S.DRAFT, old.head_id, 2)
    assert {place.person_id for place in new.members} == {place.person_id for place in old.members[:2]}
    assert (old.state, old.follow_up_due_on) == (S.EXITED, None)
    with pytest.raises(Refused, match="already"):
        re_entry.re_enter(session, people.maker, **at(session, old, today=TODAY))


def test_a_follow_up_is_recorded_once_and_says_what_was_found(session: Session, people: People) -> None:
    household = make_household(session, people.unit)
    steps.exit_file(session, people.reviewer, **at(session, household, today=TODAY), reason="就业")
    with pytest.raises(Invalid):
        steps.follow_up(session, people.maker, **at(session, household, today=TODAY), note=" ")
    steps.follow_up(session, people.maker, **at(session, household, today=TODAY), note="收入稳定")
    assert household.follow_up_due_on is None


def test_a_file_moves_when_the_other_unit_accepts_it(session: Session, people: People) -> None:
    target = make_unit(session, name="丰润区总工会")
    there = make_actor(session, Role.CASEWORKER, target)
    household = make_household(session, people.unit)
    offer = {"to_unit_id": target.id, "to_user_id": None, "reason": "迁居"}
    transfer = transfers.offer(session, people.maker, **at(session, household), **offer)
    with pytest.raises(Refused):
        transfers.offer(session, people.maker, **at(session, household), **offer)
    for stranger in (people.second, people.maker):
        with pytest.raises(NotFound):
            transfers.accept(session, stranger, transfer_id=transfer.id, now=NOW)
    assert household.unit_id == people.unit.id
    transfers.accept(session, there, transfer_id=transfer.id, now=NOW)
    session.flush()
    assert (household.unit_id, household.caseworker_id) == (target.id, there.id)
    assert not list(miscounted(session))
    with pytest.raises(IllegalStep):
        transfers.refuse(session, there, transfer_id=transfer.id, reason="x", now=NOW)
    with pytest.raises(NotFound):
        steps.submit(session, people.maker, **at(session, household))


def test_an_offer_to_one_caseworker_is_nobody_elses_and_can_be_refused_or_withdrawn(
    session: Session, people: People
) -> None:
    household = make_household(session, people.unit)
    offer = {"to_unit_id": people.unit.id, "to_user_id": people.second.id, "reason": "休假"}
    transfer = transfers.offer(session, people.maker, **at(session, household), **offer)
    third = make_actor(session, Role.CASEWORKER, people.unit)
    with pytest.raises(NotFound):
        transfers.accept(session, third, transfer_id=transfer.id, now=NOW)
    with pytest.raises(Invalid):
        transfers.refuse(session, people.second, transfer_id=transfer.id, reason="", now=NOW)
    transfers.refuse(session, people.second, transfer_id=transfer.id, reason="不在本片区", now=NOW)
    transfers.offer(session, people.maker, **at(session, household), **offer)
    transfers.withdraw(session, people.maker, household_id=household.id, now=NOW)
    session.flush()
    states = session.scalars(select(HouseholdTransfer.state).order_by(HouseholdTransfer.id)).all()
    assert states == [TransferState.REFUSED, TransferState.WITHDRAWN]


def test_the_list_for_the_check_names_everybody_in_reach_in_full_and_is_noted(session: Session, people: People) -> None:
    mine = make_household(session, people.unit, state=S.VISITED, size=2)
    make_household(session, make_unit(session), state=S.VISITED)
    taken = check_lists.take_out(session, people.maker, today=TODAY, now=NOW)
    assert [one.id_number for one in taken.people] == [place.person.id_number for place in mine.members]
    noted = [(event[2], event[5]) for event in session.info["pending audit events"]]
    assert ("check_list.export", {"files": 1, "people": 2}) in noted
    with pytest.raises(NotAllowed):
        check_lists.take_out(session, make_actor(session, Role.AUDITOR, people.unit), today=TODAY, now=NOW)


LIVES = st.lists(st.tuples(st.sampled_from(list(A)), st.integers(0, 3), st.integers(0, 12), st.booleans()), max_size=30)


@settings(max_examples=60)
@given(LIVES)
def test_random_lives_never_leave_the_table(session: Session, moves: list[tuple[A, int, int, bool]]) -> None:
    """Whoever tries whatever on whatever day: the table is kept, the notice has ended, no maker has approved."""
    with session.begin_nested() as savepoint:
        people = People(session)
        crowd = [people.maker, people.second, people.reviewer, people.other]
        crowd.append(Actor(people.maker.id, "经办兼审批", (*people.maker.posts, *people.reviewer.posts)))
        household = make_household(session, people.unit, state=S.DRAFT)
        household.created_by = household.updated_by = people.maker.id
        make_member(session, household)
        day = TODAY
        for action, who, days, flag in moves:
            day += timedelta(days=days)
            actor = crowd[-1] if flag and who == 0 else crowd[who]
            before = household.state
            try:
                with session.begin_nested():
                    take(session, household, action, actor, day)
            except Refused:
                session.refresh(household)
                assert household.state is before
                continue
            session.flush()
            assert HOUSEHOLD_LIFE.steps[(before, action)] is household.state
            if action is A.APPROVE:
                assert household.notice_ends_on is not None and day > household.notice_ends_on
                assert actor.id not in steps.makers(household)
            assert all(place.live is (household.state in LIVE_STATES) for place in household.members)
        assert not list(miscounted(session))
        savepoint.rollback()
    session.expunge_all()


def take(session: Session, household: Household, action: A, actor: Actor, day: date) -> None:
    where = at(session, household)
    dated = {**where, "today": day}
    calls: dict[A, Any] = {
        A.SUBMIT: lambda: steps.submit(session, actor, **where),
        A.VISIT: lambda: steps.record_visit(session, actor, **dated, visited_on=day, note="与申请一致"),
        A.CHECK: lambda: steps.record_check(session, actor, **dated, result=CheckResult.CLEAR, checked_on=day, note=""),
        A.NOTICE: lambda: steps.start_notice(session, actor, **dated),
        A.APPROVE: lambda: steps.approve(session, actor, **dated),
        A.RETURN: lambda: steps.send_back(session, actor, **where, reason="补材料"),
        A.TEMPORARY: lambda: steps.open_temporary(session, actor, **dated, reason="火灾"),
        A.REGULARISE: lambda: steps.take_up_regular(session, actor, **where),
        A.EXIT: lambda: steps.exit_file(session, actor, **dated, reason="就业"),
        A.CLOSE: lambda: steps.close(session, actor, **dated, reason="重复"),
        A.FOLLOW_UP: lambda: steps.follow_up(session, actor, **dated, note="稳定"),
    }
    if action in BESIDE_ANOTHER:
        raise Refused("another file is needed")
    calls[action]()
