"""Handed in is handed in: later payments leave the frozen table as it was, and the differences explain every figure."""

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, Refused, StaleView
from caseapp.domain.indicators.submission import (
    Form,
    Member,
    SubmissionAction,
    SubmissionState,
    differences,
)
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Indicator, Project
from caseapp.models.submissions import Freeze, FrozenFile, FrozenMember, Submission
from caseapp.models.units import Unit
from caseapp.queries import frozen
from caseapp.services import submissions
from caseapp.services.freezing import documents_of, is_whole
from caseapp.services.submission_changes import FigureChange, changes_since
from tests.factories.clock import NOW
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor, make_user

AS_OF = date(2025, 7, 31)
TODAY = date(2025, 8, 5)
ROWS = (
    ("count.times.any", "≥4户（人）次"),
    ("count.households.any", "≥3户"),
    ("count.persons.any", "≥3人"),
    ("count.with_dependants.any", "≥9人"),
    ("rate.households", "≥96%"),
    ("money.paid", "≤500元"),
    ("quarters.served", "4季"),
    ("date.last_payment", "12月20日前"),
)
ACTS = ("late", "return", "return later", "amount", "reverse", "size", "move", "on file", "nothing")
members = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(Member, st.integers(0, 3), st.integers(0, 3), st.none() | st.integers(1, 9), st.none()),
)


class House:
    """A project of 2025 with five payments to three households and a person; who hands in, and who decides."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.city: Unit = make_unit(session, name="唐山市总工会")
        self.counties = [make_unit(session, parent=self.city) for _ in range(2)]
        self.project: Project = make_project(session, self.city, year=2025)
        for number, (measure, target) in enumerate(ROWS, 1):
            made = {"level1": "产出指标", "level2": "数量指标", "name": f"指标{number}", "target": target}
            session.add(Indicator(project=self.project, row=number, description="", basis="", measure=measure, **made))
        self.maker = make_user(session, login=None)
        self.batch: Batch = make_batch(session, self.project, self.city, self.maker)
        self.families = [make_household(session, self.counties[n % 2]) for n in range(3)]
        for n, family in enumerate(self.families):
            self.pay(family, date(2025, 2 + 2 * n, 5), 10_000 * (n + 1))
        self.pay(self.families[0], date(2025, 6, 20), 5_000, kind=AidKind.MEDICAL)
        self.alone = make_person(session)
        make_payment(
            session,
            self.project,
            self.city,
            person=self.alone,
            kind=AidKind.CONSOLATION,
            **self._paid(date(2025, 7, 2)),
        )
        session.flush()
        self.officer: Actor = make_actor(session, Role.PERFORMANCE, self.city)
        self.reviewer: Actor = make_actor(session, Role.REVIEWER, self.city)

    def _paid(self, day: date, fen: int = 7_000) -> dict[str, Any]:
        return {"batch": self.batch, "state": LineState.PAID, "paid_on": day, "amount_fen": fen}

    def pay(self, family: Any, day: date, fen: int, **more: Any) -> Payment:
        return make_payment(
            self.session, self.project, self.counties[0], household=family, **self._paid(day, fen), **more
        )

    def hand_in(self, form: Form = Form.TARGETS) -> Submission:
        opened = submissions.open_draft(
            self.session, self.officer, form=form, year=2025, code=self.project.code, as_of=AS_OF, now=NOW, today=TODAY
        )
        self.step(opened)
        return frozen.submission(self.session, self.officer, opened.id)

    def step(self, kept: Submission) -> Freeze:
        return submissions.submit(
            self.session, self.officer, submission_id=kept.id, version=kept.version, now=NOW, today=TODAY
        )

    def decide(self, kept: Submission, actor: Actor, action: SubmissionAction, reason: str = "") -> Submission:
        known = {"submission_id": kept.id, "version": kept.version, "action": action, "reason": reason}
        return submissions.decide(self.session, actor, now=NOW, **known)

    def act(self, what: str, which: int, day: date) -> None:
        """Something that happens after the table was handed in; no event of it is needed for the figures."""
        lines = list(self.session.scalars(select(Payment).where(Payment.project_id == self.project.id)))
        line = lines[which % len(lines)]
        match what:
            case "late":
                self.pay(self.families[which % 3], day, 1_100)
            case "return" | "return later" if line.state is LineState.PAID:
                back = AS_OF + timedelta(days=1) if what == "return later" else max(day, line.paid_on or day)
                line.state, line.returned_on = LineState.RETURNED, back
            case "amount":
                line.amount_fen += 300
            case "reverse" if line.state is LineState.PAID:
                line.state = LineState.REVERSED
            case "size":
                line.household_size = 1 + which
            case "move":
                line.household_id = self.families[which % 3].id if line.household_id else None
            case "on file":
                make_household(self.session, self.counties[which % 2])
        self.session.flush()


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def files(session: Session, freeze: Freeze) -> dict[str, bytes]:
    rows = select(FrozenFile).where(FrozenFile.freeze_id == freeze.id).options(undefer(FrozenFile.content))
    return {file.name: file.content for file in session.scalars(rows.execution_options(populate_existing=True))}


def explained(change: FigureChange) -> None:
    """What was frozen and the differences make what stands now, member by member and in the sum."""
    if change.now is None or change.frozen.numerator is None:
        return
    assert change.frozen.numerator + change.effect == change.now.numerator, change.frozen.measure
    if change.frozen.denominator is not None:
        assert change.frozen.denominator + change.effect_of == change.now.denominator, change.frozen.measure


@given(before=members, now=members)
def test_what_was_and_the_differences_make_what_is(before: dict[str, Member], now: dict[str, Member]) -> None:
    found = differences(before, now)
    applied = {**before, **{one.key: one.now for one in found if one.now}}
    assert {key: one for key, one in applied.items() if key not in {o.key for o in found if not o.now}} == now
    total = sum(one.count for one in before.values()) + sum(one.effect for one in found)
    assert total == sum(one.count for one in now.values())


@settings(max_examples=int(os.environ.get("CASEAPP_EXAMPLES", "30")))
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 9), st.dates(date(2025, 1, 1), AS_OF)), min_size=1, max_size=6
    )
)
def test_later_acts_leave_the_table_as_it_was_and_are_told_to_the_unit(
    session: Session, acts: list[tuple[str, int, date]]
) -> None:
    session.expunge_all()
    with session.begin_nested() as point:
        house = House(session)
        [freeze] = house.hand_in().freezes
        first = files(session, freeze)
        for what, which, day in acts:
            house.act(what, which, day)
        assert files(session, freeze) == first
        assert is_whole(session, freeze)
        for change in changes_since(session, freeze, [house.project]):
            explained(change)
        point.rollback()
    session.expunge_all()


def test_a_late_a_changed_and_a_returned_payment_are_named_with_their_effect(house: House) -> None:
    [freeze] = house.hand_in().freezes
    house.act("late", 0, date(2025, 7, 30))
    house.act("return", 2, date(2025, 7, 30))
    by_row = {change.frozen.row: change for change in changes_since(house.session, freeze, [house.project])}
    money, times, households = by_row[0], by_row[1], by_row[2]
    assert sorted(record.change.effect for record in money.records) == [-30_000, 1_100]
    assert (times.effect, len(times.records)) == (0, 2)
    [gone] = [record for record in households.records if record.change.effect]
    assert (gone.kind, gone.record_id, gone.change.effect) == ("household", house.families[2].id, -1)
    assert gone.unit_id == house.families[2].unit_id and "*" in gone.label
    assert by_row[6].now is not None and by_row[6].frozen.numerator != by_row[6].now.numerator


def test_nothing_happened_means_nothing_changed(house: House) -> None:
    [freeze] = house.hand_in().freezes
    assert all(change.is_same for change in changes_since(house.session, freeze, [house.project]))


def test_another_person_accepts_and_a_return_needs_a_reason(house: House) -> None:
    kept = house.hand_in()
    assert kept.state is SubmissionState.SUBMITTED
    both = replace(house.reviewer, id=house.officer.id)
    with pytest.raises(NotAllowed):
        house.decide(kept, both, SubmissionAction.ACCEPT)
    with pytest.raises(NotAllowed):
        house.decide(kept, house.officer, SubmissionAction.ACCEPT)
    with pytest.raises(Invalid):
        house.decide(kept, house.reviewer, SubmissionAction.RETURN, " ")
    house.decide(kept, house.reviewer, SubmissionAction.RETURN, "指标值有误")
    assert kept.state is SubmissionState.RETURNED
    again = house.step(kept)
    house.decide(kept, house.reviewer, SubmissionAction.ACCEPT)
    assert (kept.state, again.number) == (SubmissionState.ACCEPTED, 2)
    assert [step.action.value for step in kept.steps] == ["submit", "return", "submit", "accept"]
    with pytest.raises(IllegalStep):
        house.step(kept)


def test_each_hand_in_keeps_its_own_freeze(house: House) -> None:
    kept = house.hand_in()
    first = files(house.session, kept.freezes[0])
    house.decide(kept, house.reviewer, SubmissionAction.RETURN, "补报")
    house.act("late", 1, date(2025, 7, 30))
    second = house.step(kept)
    assert files(house.session, kept.freezes[0]) == first
    assert kept.freezes[0].digest != second.digest
    assert is_whole(house.session, kept.freezes[0]) and is_whole(house.session, second)


def test_a_step_on_what_somebody_else_moved_on_is_refused(house: House) -> None:
    kept = house.hand_in()
    with pytest.raises(StaleView):
        submissions.decide(
            house.session, house.reviewer, submission_id=kept.id, version=kept.version - 1,
            action=SubmissionAction.ACCEPT, reason="", now=NOW,
        )  # fmt: skip


def test_one_table_is_opened_once_for_a_day_and_never_for_a_day_to_come(house: House) -> None:
    house.hand_in()
    with pytest.raises(Invalid, match="opened for that day"):
        house.hand_in()
    with pytest.raises(Invalid, match="not in the future"):
        submissions.open_draft(
            house.session, house.officer, form=Form.TARGETS, year=2025, code=None, as_of=date(2025, 9, 1), now=NOW,
            today=TODAY,
        )  # fmt: skip


def test_the_frozen_list_is_seen_within_reach_and_masked(house: House) -> None:
    kept = house.hand_in()
    figure = next(one for one in kept.freezes[0].figures if one.measure == "count.households.any")
    local = make_actor(house.session, Role.CASEWORKER, house.counties[0])
    seen = frozen.members_of(house.session, local, figure, limit=50, offset=0)
    assert (seen.total, seen.hidden) == (2, 1)
    assert all("*" in member.label for member in seen.members)
    whole = frozen.members_of(house.session, house.officer, figure, limit=2, offset=2)
    assert (whole.total, whole.hidden, len(whole.members)) == (3, 0, 1)


def test_a_tampered_list_or_file_no_longer_makes_the_digest(house: House) -> None:
    [freeze] = house.hand_in().freezes
    table = FrozenMember.__table__
    house.session.execute(table.update().values(amount_fen=1).where(table.c.kind == "payment"))
    house.session.expire_all()
    assert not is_whole(house.session, freeze)


def test_a_freeze_is_never_written_again(house: House) -> None:
    [freeze] = house.hand_in().freezes
    freeze.digest = "x" * 64
    with pytest.raises(RuntimeError, match="stands as it was frozen"):
        house.session.flush()


def test_the_department_hands_in_every_project_at_once(house: House, session: Session) -> None:
    make_project(session, house.city, year=2025, name="安全月")
    opened = submissions.open_draft(
        session, house.officer, form=Form.TARGETS, year=2025, code=None, as_of=AS_OF, now=NOW, today=TODAY
    )
    freeze = house.step(opened)
    assert len({figure.project_id for figure in freeze.figures}) == 2
    assert is_whole(session, freeze)
    with pytest.raises(NotAllowed):
        local = make_actor(session, Role.PERFORMANCE, house.counties[0])
        submissions.open_draft(
            session, local, form=Form.TARGETS, year=2025, code=None, as_of=date(2025, 6, 30), now=NOW, today=TODAY
        )


def test_a_monitoring_table_is_for_a_period_end_and_waits_for_its_reasons(house: House, session: Session) -> None:
    known = {"form": Form.MONITOR, "year": 2025, "code": house.project.code, "now": NOW, "today": TODAY}
    with pytest.raises(Invalid, match="end of a period: 2025-03-31"):
        submissions.open_draft(session, house.officer, as_of=date(2025, 7, 30), **known)
    opened = submissions.open_draft(session, house.officer, as_of=AS_OF, **known)
    with pytest.raises(Refused, match="need a score, a cause or a reason"):
        house.step(opened)


def test_the_database_refuses_the_same_person_and_a_decision_without_people(house: House, session: Session) -> None:
    kept = house.hand_in()
    for values, name in (
        ({"decided_by": house.officer.id}, "decided_by_another"),
        ({"state": SubmissionState.ACCEPTED}, "decided_has_its_people"),
    ):
        with pytest.raises(IntegrityError, match=name), session.begin_nested():
            session.execute(update(Submission).where(Submission.id == kept.id).values(**values))


def test_the_department_s_self_evaluation_carries_its_roll_up(house: House, session: Session) -> None:
    other = make_project(session, house.city, year=2025, name="安全月")
    titles = [
        form.title for form in documents_of(session, Form.EVALUATION, [house.project, other], AS_OF, TODAY)["national"]
    ]
    assert titles[0] == "2025年度部门绩效自评汇总表" and len(titles) == 3
