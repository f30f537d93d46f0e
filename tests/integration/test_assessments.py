"""Assessments in the database: made, decided by another, followed by the file, and the same for ever."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, NotFound, Refused, StaleView
from caseapp.domain.households.assessment import Answered
from caseapp.domain.households.assessment_codes import AssessmentState, Basis, Divisor, Exclusion, Holds, ItemKind
from caseapp.domain.households.codes import Category, HouseholdState
from caseapp.models.assessments import Assessment
from caseapp.models.households import Household
from caseapp.queries import assessments as lists
from caseapp.queries.assessment_rules import rules_on
from caseapp.services import assessment_rules, assessments
from caseapp.services.assessments import AssessmentFacts, ItemFacts
from tests.factories.assessments import RULES, declared, make_rules
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.units import make_unit
from tests.factories.users import make_actor


class House:
    """A household of two with those who assess and decide it, under one rule set."""

    def __init__(self, session: Session, *, state: HouseholdState = HouseholdState.ON_FILE) -> None:
        self.session = session
        unit = make_unit(session)
        self.rules = make_rules(session)
        self.household: Household = make_household(session, unit, state=state, size=2)
        session.refresh(self.household)
        self.caseworker = make_actor(session, Role.CASEWORKER, unit)
        self.reviewer = make_actor(session, Role.REVIEWER, unit)

    def assess(self, monthly_fen: int = 100_000, **values: object) -> Assessment:
        return self.make(declared(self.household, monthly_fen=monthly_fen, **values))  # type: ignore[arg-type]

    def make(self, facts: AssessmentFacts) -> Assessment:
        return assessments.make(
            self.session, self.caseworker, household_id=self.household.id, facts=facts, today=TODAY, now=NOW
        )

    def decide(
        self, made: Assessment, category: Category | None, reason: str = "", by: Actor | None = None
    ) -> Assessment:
        return assessments.decide(
            self.session, by or self.reviewer, household_id=made.household_id, assessment_id=made.id,
            version=made.version, category=category, reason=reason, now=NOW,
        )  # fmt: skip


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def test_the_file_follows_what_another_person_decided(house: House) -> None:
    house.household.category = Category.ACCIDENT
    made = house.assess(100_000)
    assert (made.figure_fen, made.proposed, made.state) == (50_000, Category.DEEP, AssessmentState.PROPOSED)
    assert house.household.category is Category.ACCIDENT
    house.decide(made, Category.DEEP)
    assert (house.household.category, house.household.monthly_income_fen) == (Category.DEEP, 50_000)


def test_who_made_it_does_not_decide_it(house: House) -> None:
    made = house.assess()
    both = Actor(house.caseworker.id, "李明霞", house.reviewer.posts)
    with pytest.raises(NotAllowed):
        house.decide(made, made.proposed, by=both)
    with pytest.raises(NotAllowed):
        house.decide(made, made.proposed, by=house.caseworker)


def test_the_database_refuses_a_maker_who_decides(house: House) -> None:
    made = house.assess()
    made.decided_by, made.decided_at = made.created_by, NOW
    with pytest.raises(IntegrityError, match="decider_is_not_maker"):
        house.session.flush()


def test_deciding_otherwise_than_proposed_needs_a_reason(house: House) -> None:
    made = house.assess(100_000)
    with house.session.begin_nested() as savepoint:
        with pytest.raises(Invalid):
            house.decide(made, Category.RELATIVE, " ")
        savepoint.rollback()
    house.session.expire_all()
    house.decide(made, Category.RELATIVE, "另有实物收入，已入户核实")
    assert (house.household.category, made.override_reason) == (Category.RELATIVE, "另有实物收入，已入户核实")


def test_the_database_refuses_an_override_without_reason(house: House) -> None:
    made = house.assess(100_000)
    made.state, made.category, made.decided_at = AssessmentState.APPROVED, Category.RELATIVE, NOW
    with pytest.raises(IntegrityError, match="override_has_a_reason"):
        house.session.flush()


def test_an_exclusion_lets_no_category_through(house: House) -> None:
    made = house.assess(1_000, vehicle=True)
    assert made.proposed is None
    with house.session.begin_nested() as savepoint:
        with pytest.raises(Invalid):
            house.decide(made, Category.DEEP, "情况特殊")
        savepoint.rollback()
    house.session.expire_all()
    before = house.household.category
    house.decide(made, None)
    assert (made.category, house.household.category) == (None, before)


def test_a_decision_is_taken_once_and_on_what_was_seen(house: House) -> None:
    made = house.assess()
    house.decide(made, Category.DEEP)
    with pytest.raises(IllegalStep):
        house.decide(made, Category.DEEP)
    other = house.assess()
    with pytest.raises(StaleView):
        assessments.send_back(
            house.session, house.reviewer, household_id=house.household.id, assessment_id=other.id,
            version=other.version + 1, reason="缺流水", now=NOW,
        )  # fmt: skip


def test_a_return_needs_a_reason_and_changes_no_file(house: House) -> None:
    made = house.assess(900_000)
    where = {"household_id": house.household.id, "assessment_id": made.id, "version": made.version, "now": NOW}
    before = house.household.category
    assessments.send_back(house.session, house.reviewer, reason="缺工资流水", **where)  # type: ignore[arg-type]
    house.session.flush()
    assert (made.state, made.return_reason, house.household.category) == (
        AssessmentState.RETURNED, "缺工资流水", before,
    )  # fmt: skip


def test_the_file_follows_the_latest_day_whatever_is_decided_last(house: House) -> None:
    older, newer = house.assess(400_000, as_of=date(2025, 2, 1)), house.assess(200_000, as_of=date(2025, 6, 1))
    house.decide(newer, Category.RELATIVE)
    house.decide(older, None)
    assert (house.household.category, house.household.monthly_income_fen) == (Category.RELATIVE, 100_000)


def test_every_problem_of_a_declaration_is_told_at_once(house: House) -> None:
    wrong = AssessmentFacts(
        as_of=date(2024, 12, 31),
        together=frozenset(),
        items=(None, ItemFacts(987_654, None, Basis.MONTH, -1), ItemFacts(None, ItemKind.WAGES, Basis.MONTH, None)),
        answers={Exclusion.VEHICLE: Answered(Holds.YES, "")},
        loss_fen=5,
    )
    with pytest.raises(Invalid) as refused:
        house.make(wrong)
    assert {problem.field for problem in refused.value.problems} == {
        "as_of", "items-1-member_id", "items-1-kind", "items-1-amount", "items-2-member_id", "items-2-amount",
        "loss_note",
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        house.make(replace(wrong, as_of=TODAY, items=(), loss_fen=None))
    assert {problem.field for problem in refused.value.problems} == {
        "answers-vehicle-evidence", "answers-homes-holds",
    }  # fmt: skip


def test_with_nobody_living_together_there_is_nothing_to_divide_by(session: Session) -> None:
    house = House(session)
    house.rules.divisor = Divisor.TOGETHER
    with pytest.raises(Invalid) as refused:
        house.make(replace(declared(house.household, monthly_fen=1), together=frozenset()))
    assert {problem.field for problem in refused.value.problems} == {"together"}


def test_a_file_that_left_the_register_is_not_assessed(session: Session) -> None:
    house = House(session, state=HouseholdState.EXITED)
    with pytest.raises(IllegalStep):
        house.assess()


def test_assessments_beyond_ones_reach_are_not_there(house: House) -> None:
    made = house.assess()
    stranger = make_actor(house.session, Role.REVIEWER, make_unit(house.session, name="路南区总工会"))
    assert lists.of_household(house.session, stranger, house.household.id) == []
    assert lists.one(house.session, stranger, house.household.id, made.id) is None
    with pytest.raises(NotFound):
        house.decide(made, Category.DEEP, by=stranger)
    other = make_household(house.session, house.household.unit)
    assert lists.one(house.session, house.caseworker, other.id, made.id) is None


def test_an_old_assessment_reproduces_after_the_rules_change(house: House) -> None:
    made = house.assess(150_000)
    assert (made.figure_fen, made.proposed) == (75_000, Category.DEEP)
    changed = replace(
        RULES, document_no="测试〔2025〕2号", valid_from=date(2025, 6, 1), line_fen=60_000, window_months=6,
        counted=RULES.counted - {ItemKind.TRANSFER},
    )  # fmt: skip
    new = assessment_rules.add(house.session, SYSTEM, rules=changed, now=NOW)
    house.session.flush()
    house.session.expire_all()
    assert rules_on(house.session, TODAY) is new
    assert house.rules.valid_to == date(2025, 5, 31)
    again = lists.one(house.session, house.caseworker, house.household.id, made.id)
    assert again is not None
    working = again.working()
    assert (working.figure_fen, working.category) == (75_000, Category.DEEP)
    assert working.tests[0].values["line"] == "780.00"
    assert house.assess(150_000).proposed is Category.RELATIVE


def test_rules_that_were_used_stay_as_they_are(house: House) -> None:
    administrator = make_actor(house.session, Role.ADMINISTRATOR, make_unit(house.session))
    act = {"rules_id": house.rules.id, "version": house.rules.version, "now": NOW}
    changed = assessment_rules.amend(
        house.session, administrator, rules=replace(RULES, line_fen=79_000), **act  # type: ignore[arg-type]
    )  # fmt: skip
    assert changed.line_fen == 79_000
    house.assess()
    with pytest.raises(Refused, match="1 assessments rest"):
        assessment_rules.amend(
            house.session, administrator, rules_id=changed.id, version=changed.version, rules=RULES, now=NOW
        )
    with pytest.raises(Invalid):
        assessment_rules.add(house.session, administrator, rules=replace(RULES, line_fen=1), now=NOW)
    with pytest.raises(NotAllowed):
        assessment_rules.add(house.session, house.caseworker, rules=RULES, now=NOW)


ITEMS = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from(ItemKind), st.sampled_from(Basis), st.integers(0, 10**7), st.booleans()
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=25)
@given(ITEMS, st.booleans(), st.none() | st.integers(0, 10**7))
def test_what_is_stored_gives_the_same_working_again(
    session: Session, items: list[tuple[int, ItemKind, Basis, int, bool]], vehicle: bool, loss: int | None
) -> None:
    with session.begin_nested() as savepoint:
        house = House(session)
        facts = replace(
            declared(house.household, monthly_fen=1, vehicle=vehicle),
            items=tuple(
                ItemFacts(house.household.members[who].id, kind, basis, fen, "凭证" if proved else "")
                for who, kind, basis, fen, proved in items
            ),
            loss_fen=loss,
            loss_note="火灾",
        )
        made = house.make(facts)
        session.flush()
        session.expire_all()
        again = lists.one(session, house.caseworker, house.household.id, made.id)
        assert again is not None
        working = again.working()
        assert (working.income_fen, working.spending_fen, working.people, working.figure_fen, working.category) == (
            made.income_fen, made.spending_fen, made.people, made.figure_fen, made.proposed,
        )  # fmt: skip
        savepoint.rollback()
