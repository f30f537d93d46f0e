"""Household files: what is taken, what is refused, and who may put a file in force."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, NotFound, Refused, StaleView
from caseapp.domain.households.codes import LIVE_STATES, Category, Cause, HouseholdState, Relation
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import (
    HonourClass,
    HouseholdParticulars,
    Housing,
    Marriage,
    MemberParticulars,
    Residence,
)
from caseapp.domain.identity import Sex
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.units import Unit
from caseapp.queries.invariants.registers import miscounted
from caseapp.services import household_steps as steps
from caseapp.services import households
from caseapp.services.household_facts import HouseholdFacts
from caseapp.services.membership import MemberFacts
from caseapp.services.people import PersonFacts
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household, make_member
from tests.factories.lives import put_on_notice
from tests.factories.people import make_person, resident_id
from tests.factories.units import make_unit
from tests.factories.users import make_actor


def person(name: str = "王桂兰", **values: object) -> PersonFacts:
    return PersonFacts(**{"name": name, "id_number": resident_id(), **values})  # type: ignore[arg-type]


def file_of(unit_id: int, *members: MemberFacts | None, **values: object) -> HouseholdFacts:
    facts = HouseholdFacts(
        unit_id=unit_id,
        category=Category.DEEP,
        main_cause=Cause.MAJOR_ILLNESS,
        monthly_income_fen=69_500,
        applied_on=date(2025, 5, 1),
        head=MemberFacts(
            person(
                phone="13812345678", account="6222021234567890128", ethnicity=Ethnicity.HAN, marriage=Marriage.MARRIED
            ),
            particulars=MemberParticulars(0, HonourClass.NONE, residence=Residence.URBAN),
        ),
        members=members,
        address="河北省唐山市路北区",
        particulars=HouseholdParticulars(
            staff_no="TS0001",
            housing=Housing.RENTED,
            region_code="130203",
            started_work_on=date(1998, 7, 1),
            industry="制造业",
            is_single_parent=False,
            other_income_fen=0,
            yearly_income_fen=0,
        ),
    )
    return replace(facts, **values)  # type: ignore[arg-type]


def child(**values: object) -> MemberFacts:
    return MemberFacts(person(**{"name": "王小宝", **values}), Relation.CHILD)  # type: ignore[arg-type]


@pytest.fixture
def caseworker(session: Session) -> Actor:
    return make_actor(session, Role.CASEWORKER, make_unit(session))


def home(actor: Actor, session: Session) -> int:
    return session.scalars(select(Unit.id).where(Unit.path == actor.posts[0].unit_path)).one()


def register(session: Session, actor: Actor, *members: MemberFacts | None, **values: object) -> Household:
    unit_id = values.pop("unit_id", home(actor, session))
    facts = file_of(unit_id, *members, **values)  # type: ignore[arg-type]
    return households.register(session, actor, facts=facts, today=TODAY, now=NOW)


def problems(error: pytest.ExceptionInfo[Invalid]) -> set[str | None]:
    return {problem.field for problem in error.value.problems}


def test_a_new_file_is_a_draft_with_a_number_and_its_people(session: Session, caseworker: Actor) -> None:
    first = register(session, caseworker, child(), None, child())
    second = register(session, caseworker)
    assert first.state is HouseholdState.DRAFT
    assert first.size == 3
    assert [member.relation for member in first.members] == [Relation.HEAD, Relation.CHILD, Relation.CHILD]
    assert first.file_no.startswith("TS-")
    assert int(second.file_no[3:]) == int(first.file_no[3:]) + 1
    assert not list(miscounted(session))


def test_sex_and_birth_date_come_from_the_id_number(session: Session, caseworker: Actor) -> None:
    number = resident_id(birth=date(1956, 8, 15), sex=Sex.MALE)
    made = register(session, caseworker, head=MemberFacts(person(id_number=number.lower())))
    assert (made.head.sex, made.head.birth_on) == (Sex.MALE, date(1956, 8, 15))


def test_every_problem_of_a_form_is_told_at_once(session: Session, caseworker: Actor) -> None:
    twin = resident_id()
    head = MemberFacts(PersonFacts("", "130202198001010017", phone="123", account="6.2E+18"))
    with pytest.raises(Invalid) as refused:
        register(
            session,
            caseworker,
            child(id_number=twin),
            child(id_number=twin, name=""),
            unit_id=None,
            head=head,
            applied_on=TODAY + timedelta(1),
            monthly_income_fen=-1,
        )
    assert problems(refused) >= {
        "unit_id", "name", "id_number", "phone", "account", "applied_on", "monthly_income",
        "members-1-name", "members-1-id_number",
    }  # fmt: skip
    assert session.scalar(select(func.count(Household.id)).where(Household.unit_id == home(caseworker, session))) == 0


def test_nobody_is_taken_into_a_second_live_file(session: Session, caseworker: Actor) -> None:
    elsewhere = make_household(session, make_unit(session, name="路南区总工会"))
    known = person(elsewhere.head.name, id_number=elsewhere.head.id_number)
    with pytest.raises(Invalid) as refused:
        register(session, caseworker, MemberFacts(known, Relation.SPOUSE))
    assert problems(refused) == {"members-0-id_number"}
    assert elsewhere.file_no not in str(refused.value) and "路南" not in str(refused.value)


def test_somebody_who_left_a_file_may_enter_another(session: Session, caseworker: Actor) -> None:
    first = register(session, caseworker, child())
    place = first.members[1]
    households.remove_member(
        session, caseworker, household_id=first.id, version=first.version, member_id=place.id,
        left_on=TODAY, today=TODAY, now=NOW,
    )  # fmt: skip
    assert first.size == 1
    again = MemberFacts(person(place.person.name, id_number=place.person.id_number), Relation.CHILD)
    second = register(session, caseworker, again)
    assert second.members[1].person is place.person


def test_a_known_id_under_another_name_is_asked_about(session: Session, caseworker: Actor) -> None:
    known = make_person(session, name="赵建国")
    with pytest.raises(Invalid) as refused:
        register(session, caseworker, head=MemberFacts(person("王桂兰", id_number=known.id_number)))
    assert problems(refused) == {"id_number"}


def test_registering_a_known_person_does_not_write_over_their_account(session: Session, caseworker: Actor) -> None:
    known = make_person(session, account="6222021111111111111")
    typed = person(known.name, id_number=known.id_number, account="6222022222222222222", account_holder="王桂兰")
    made = register(session, caseworker, head=MemberFacts(typed))
    assert made.head is known
    assert known.account == "6222021111111111111"


def test_an_account_belongs_to_somebody_in_the_file(session: Session, caseworker: Actor) -> None:
    head = MemberFacts(person(account="6222021234567890128", account_holder="张三"))
    with pytest.raises(Invalid) as refused:
        register(session, caseworker, head=head)
    assert problems(refused) == {"account_holder"}
    head = replace(head, person=replace(head.person, account_holder="王小宝"))
    made = register(session, caseworker, child(), head=head)
    assert made.head.account_holder == "王小宝"


def test_a_file_beyond_ones_reach_is_not_there(session: Session, caseworker: Actor) -> None:
    foreign = make_household(session, make_unit(session, name="路南区总工会"), state=HouseholdState.DRAFT)
    with pytest.raises(NotFound):
        steps.submit(session, caseworker, household_id=foreign.id, version=foreign.version, now=NOW)
    with pytest.raises(Invalid) as refused:
        register(session, caseworker, unit_id=foreign.unit_id)
    assert problems(refused) == {"unit_id"}


def test_what_was_changed_since_cannot_be_acted_upon(session: Session, caseworker: Actor) -> None:
    made = register(session, caseworker)
    seen = made.version
    steps.submit(session, caseworker, household_id=made.id, version=seen, now=NOW)
    session.flush()
    with pytest.raises(StaleView):
        steps.submit(session, caseworker, household_id=made.id, version=seen, now=NOW)


def test_amending_keeps_what_was_left_blank_and_adds_new_rows(session: Session, caseworker: Actor) -> None:
    made = register(session, caseworker, child())
    number, seat = made.head.id_number, made.members[1]
    facts = file_of(
        made.unit_id,
        replace(child(id_number="", name="王大宝"), member_id=seat.id, relation=Relation.OTHER),
        child(),
        head=MemberFacts(PersonFacts("王桂香")),
        category=Category.RELATIVE,
    )
    households.amend(session, caseworker, household_id=made.id, version=made.version, facts=facts, today=TODAY, now=NOW)
    session.expire_all()
    assert (made.category, made.size) == (Category.RELATIVE, 3)
    assert (made.head.name, made.head.id_number) == ("王桂香", number)
    assert "wgx" in {key.key for key in made.head.keys}
    assert (seat.person.name, seat.relation) == ("王大宝", Relation.OTHER)


def test_a_submitted_file_cannot_be_amended(session: Session, caseworker: Actor) -> None:
    made = register(session, caseworker)
    steps.submit(session, caseworker, household_id=made.id, version=made.version, now=NOW)
    session.flush()
    with pytest.raises(IllegalStep):
        households.amend(
            session, caseworker, household_id=made.id, version=made.version, facts=file_of(made.unit_id),
            today=TODAY, now=NOW,
        )  # fmt: skip


def test_the_head_cannot_leave_and_nobody_leaves_before_joining(session: Session, caseworker: Actor) -> None:
    made = register(session, caseworker, child())
    for member, day, refusal in [(made.members[0], TODAY, Refused), (made.members[1], date(2020, 1, 1), Invalid)]:
        with pytest.raises(refusal):
            households.remove_member(
                session, caseworker, household_id=made.id, version=made.version, member_id=member.id,
                left_on=day, today=TODAY, now=NOW,
            )  # fmt: skip


def test_a_file_is_put_in_force_by_somebody_else_for_a_year(session: Session, caseworker: Actor) -> None:
    made = register(session, caseworker)
    unit = made.unit
    both = make_actor(session, Role.REVIEWER, unit)
    maker = Actor(caseworker.id, caseworker.name, both.posts)
    steps.submit(session, caseworker, household_id=made.id, version=made.version, now=NOW)
    put_on_notice(session, made, caseworker, both)
    later = made.notice_ends_on + timedelta(days=1)
    with pytest.raises(NotAllowed):
        steps.approve(session, caseworker, household_id=made.id, version=made.version, today=later, now=NOW)
    with pytest.raises(NotAllowed):
        steps.approve(session, maker, household_id=made.id, version=made.version, today=later, now=NOW)
    session.refresh(made)
    steps.approve(session, both, household_id=made.id, version=made.version, today=later, now=NOW)
    session.flush()
    assert made.state is HouseholdState.ON_FILE
    assert (made.on_file_on, made.reverify_due_on) == (later, date(2026, 6, 24))


def test_the_database_refuses_an_approver_who_submitted(session: Session, caseworker: Actor) -> None:
    made = make_household(session, make_unit(session))
    made.submitted_by = made.approved_by = caseworker.id
    with pytest.raises(IntegrityError, match="approver_is_not_submitter"):
        session.flush()


def test_a_return_needs_a_reason_and_opens_the_file_again(session: Session, caseworker: Actor) -> None:
    made = register(session, caseworker)
    reviewer = make_actor(session, Role.REVIEWER, made.unit)
    steps.submit(session, caseworker, household_id=made.id, version=made.version, now=NOW)
    session.flush()
    act = {"household_id": made.id, "version": made.version, "now": NOW}
    with pytest.raises(Invalid):
        steps.send_back(session, reviewer, reason=" ", **act)
    session.refresh(made)
    steps.send_back(session, reviewer, reason="缺诊断证明", **act)
    assert (made.state, made.return_reason) == (HouseholdState.DRAFT, "缺诊断证明")


def test_leaving_the_register_frees_everybody_in_the_file(session: Session) -> None:
    unit = make_unit(session)
    made = make_household(session, unit, size=2)
    reviewer = make_actor(session, Role.REVIEWER, unit)
    steps.exit_file(session, reviewer, household_id=made.id, version=made.version, reason="就业", today=TODAY, now=NOW)
    session.flush()
    assert (made.state, made.off_file_on) == (HouseholdState.EXITED, TODAY)
    assert not any(member.live for member in made.members)
    make_household(session, unit, head=made.head)


def test_a_draft_is_closed_by_its_writer_but_a_file_in_force_is_not(session: Session, caseworker: Actor) -> None:
    draft = register(session, caseworker)
    inforce = make_household(session, draft.unit)
    act = {"reason": "重复登记", "today": TODAY, "now": NOW}
    steps.close(session, caseworker, household_id=draft.id, version=draft.version, **act)
    assert draft.state is HouseholdState.CLOSED
    with pytest.raises(NotAllowed):
        steps.close(session, caseworker, household_id=inforce.id, version=inforce.version, **act)


MOVES = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "exit", "new"]), st.integers(0, 4), st.integers(0, 3)), max_size=25
)


@settings(max_examples=40)
@given(MOVES)
def test_however_people_move_nobody_is_in_two_live_files(session: Session, moves: list[tuple[str, int, int]]) -> None:
    with session.begin_nested() as savepoint:
        unit = make_unit(session)
        caseworker, reviewer = (make_actor(session, role, unit) for role in (Role.CASEWORKER, Role.REVIEWER))
        crowd = [make_person(session, name="王小宝") for _ in range(5)]
        files = [make_household(session, unit) for _ in range(2)]
        for move, who, where in moves:
            household = files[where % len(files)]
            facts = PersonFacts("王小宝", crowd[who].id_number or "")
            act = {"household_id": household.id, "version": household.version, "today": TODAY, "now": NOW}
            try:
                if move == "join":
                    households.add_member(session, caseworker, member=MemberFacts(facts, Relation.CHILD), **act)
                elif move == "leave":
                    for place in [place for place in household.members if place.person is crowd[who]]:
                        if place.left_on is not None:
                            continue
                        households.remove_member(session, caseworker, member_id=place.id, left_on=TODAY, **act)
                elif move == "exit":
                    steps.exit_file(session, reviewer, reason="就业", **act)
                else:
                    files.append(
                        households.register(
                            session, caseworker, facts=file_of(unit.id, MemberFacts(facts, Relation.CHILD)),
                            today=TODAY, now=NOW,
                        )
                    )  # fmt: skip
            except (Invalid, IllegalStep):
                session.flush()
            session.flush()
            session.expire_all()
        seats = select(HouseholdMember.person_id).join(Household).where(HouseholdMember.left_on.is_(None))
        live = session.scalars(seats.where(Household.state.in_(LIVE_STATES), Household.unit_id == unit.id)).all()
        assert len(live) == len(set(live))
        for household in files:
            session.refresh(household)
            assert household.size == sum(member.left_on is None for member in household.members)
        savepoint.rollback()
    session.expunge_all()


def test_the_database_refuses_a_second_live_place(session: Session) -> None:
    unit = make_unit(session)
    first, second = make_household(session, unit), make_household(session, unit)
    with pytest.raises(IntegrityError):
        make_member(session, second, person=first.head)
