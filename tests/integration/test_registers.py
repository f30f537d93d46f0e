"""Model workers, special groups and people known to several units, through the services on both databases."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotAllowed, NotFound, StaleView
from caseapp.domain.households.codes import Category, Cause, Relation
from caseapp.domain.model_workers.codes import HonourLevel, Payer, ReliefCause, WorkerState
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.engine import open_engine
from caseapp.models.households import HouseholdMember
from caseapp.models.units import Unit
from caseapp.services import audit, households, model_workers, special_groups
from caseapp.services.household_facts import HouseholdFacts
from caseapp.services.membership import MemberFacts
from caseapp.services.model_workers import HonourFacts, ModelWorkerFacts
from caseapp.services.people import PersonFacts
from caseapp.services.special_groups import ListingFacts
from caseapp.services.transaction import transact
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_model_worker, make_relief_application
from tests.factories.people import resident_id
from tests.factories.units import make_unit
from tests.factories.users import make_actor


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit(session)


@pytest.fixture
def caseworker(session: Session, unit: Unit) -> Actor:
    return make_actor(session, Role.CASEWORKER, unit)


def worker_of(unit: Unit) -> ModelWorkerFacts:
    return ModelWorkerFacts(
        unit_id=unit.id,
        person=PersonFacts("赵建国", resident_id(birth=date(1950, 2, 3))),
        work_state=WorkerState.RETIRED,
        payer=Payer.CITY,
        retired_on=date(2010, 2, 3),
        honours=(HonourFacts("唐山市劳动模范", HonourLevel.MUNICIPAL, 1998), None),
    )


def listing_of(unit: Unit, person: PersonFacts) -> ListingFacts:
    return ListingFacts(unit.id, 2025, SpecialGroup.SANITATION, person)


def fields(error: pytest.ExceptionInfo[Invalid]) -> set[str | None]:
    return {problem.field for problem in error.value.problems}


def test_what_another_register_fills_in_about_a_person_is_told_in_the_trail(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    worker = model_workers.register(session, caseworker, facts=worker_of(unit), today=TODAY, now=NOW)
    again = PersonFacts("赵建国", worker.person.id_number or "", account="6222020000000006", bank_name="工商银行")
    session.info.clear()
    special_groups.register(session, caseworker, facts=listing_of(unit, again), today=TODAY, now=NOW)
    told = [(one.action, [change.field for change in one.changes]) for one in session.info["pending audit events"]]
    assert ("person.amend", ["account", "account_holder", "bank_name"]) in told
    assert worker.person.account == "6222020000000006"


def test_nobody_has_two_model_worker_files(session: Session, unit: Unit, caseworker: Actor) -> None:
    facts = worker_of(unit)
    made = model_workers.register(session, caseworker, facts=facts, today=TODAY, now=NOW)
    assert made.file_no.startswith("LM-") and len(made.honours) == 1
    with pytest.raises(Invalid) as refused:
        model_workers.register(session, caseworker, facts=facts, today=TODAY, now=NOW)
    assert fields(refused) == {"id_number"}


def test_dates_and_honours_of_a_model_worker_must_fit_each_other(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    wrong = replace(
        worker_of(unit),
        died_on=date(2009, 1, 1),
        death_reported_on=date(2999, 1, 1),
        honours=(HonourFacts("", HonourLevel.NATIONAL, 1955, revoked_on=date(1950, 1, 1)),),
    )
    with pytest.raises(Invalid) as refused:
        model_workers.register(session, caseworker, facts=wrong, today=TODAY, now=NOW)
    assert fields(refused) == {
        "died_on", "death_reported_on", "honours-0-title", "honours-0-year", "honours-0-revoked_on",
        "honours-0-revocation_no",
    }  # fmt: skip


def test_an_honour_of_another_file_cannot_be_slipped_in(session: Session, unit: Unit, caseworker: Actor) -> None:
    own, other = make_model_worker(session, unit), make_model_worker(session, unit)
    foreign = HonourFacts("称号", HonourLevel.NATIONAL, 1998, honour_id=other.honours[0].id)
    facts = replace(worker_of(unit), person=PersonFacts("赵建国"), honours=(foreign,))
    act = {"model_worker_id": own.id, "version": own.version, "today": TODAY, "now": NOW}
    with pytest.raises(StaleView):
        model_workers.amend(session, caseworker, facts=facts, **act)


def test_relief_is_approved_by_somebody_who_did_not_enter_it(session: Session, unit: Unit, caseworker: Actor) -> None:
    worker = make_model_worker(session, unit)
    act = {"year": 2025, "cause": ReliefCause.ILLNESS, "amount_fen": 300_000, "applied_on": date(2025, 3, 1)}
    made = model_workers.apply_relief(session, caseworker, model_worker_id=worker.id, today=TODAY, now=NOW, **act)
    reviewer = make_actor(session, Role.REVIEWER, unit)
    approve = {"application_id": made.id, "approved_on": TODAY, "today": TODAY, "now": NOW}
    with pytest.raises(NotAllowed):
        model_workers.approve_relief(session, Actor(caseworker.id, "同一人", reviewer.posts), **approve)
    foreign = make_actor(session, Role.REVIEWER, make_unit(session))
    with pytest.raises(NotFound):
        model_workers.approve_relief(session, foreign, **approve)
    model_workers.approve_relief(session, reviewer, **approve)
    assert (made.approved_on, made.approved_by) == (TODAY, reviewer.id)


def test_the_database_refuses_relief_approved_by_its_applicant(session: Session, unit: Unit, caseworker: Actor) -> None:
    application = make_relief_application(session, make_model_worker(session, unit))
    application.applied_by = application.approved_by = caseworker.id
    with pytest.raises(IntegrityError, match="approver_is_not_applicant"):
        session.flush()


def test_a_listing_needs_no_id_number_but_a_right_one(session: Session, unit: Unit, caseworker: Actor) -> None:
    made = special_groups.register(
        session, caseworker, facts=listing_of(unit, PersonFacts("孙秀英")), today=TODAY, now=NOW
    )
    assert made.person.id_number is None
    with pytest.raises(Invalid) as refused:
        special_groups.register(
            session, caseworker, facts=listing_of(unit, PersonFacts("孙秀英", "123")), today=TODAY, now=NOW
        )
    assert fields(refused) == {"id_number"}


def test_another_unit_cannot_lead_a_persons_money_to_another_account(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    elsewhere = make_household(session, make_unit(session, name="路南区总工会"))
    person = elsewhere.head
    person.account = "6222021111111111111"
    session.flush()
    known = PersonFacts(person.name, person.id_number or "")
    listing = special_groups.register(session, caseworker, facts=listing_of(unit, known), today=TODAY, now=NOW)
    assert listing.person is person
    act = {"listing_id": listing.id, "version": listing.version, "today": TODAY, "now": NOW}
    own_account = replace(known, id_number="", account="6222029999999999999")
    with pytest.raises(Invalid), session.begin_nested():
        special_groups.amend(session, caseworker, facts=listing_of(unit, own_account), **act)
    session.refresh(person)
    assert person.account == "6222021111111111111"
    special_groups.amend(session, caseworker, facts=listing_of(unit, replace(known, id_number="")), **act)


def test_one_persons_listing_is_amended_in_place(session: Session, unit: Unit, caseworker: Actor) -> None:
    listing = make_listing(session, unit)
    facts = replace(listing_of(unit, PersonFacts("孙秀兰", phone="13812345678")), year=2026)
    act = {"listing_id": listing.id, "version": listing.version, "today": TODAY, "now": NOW}
    special_groups.amend(session, caseworker, facts=facts, **act)
    assert (listing.year, listing.person.name, listing.person.phone) == (2026, "孙秀兰", "13812345678")
    with pytest.raises(StaleView):
        special_groups.amend(session, caseworker, facts=facts, **act)


def test_eight_at_once_place_a_person_in_one_file_only(database: str) -> None:
    engine = open_engine(database)
    number, outcomes = resident_id(), []
    with Session(engine.execution_options(write=True)) as session:
        unit = make_unit(session)
        caseworker, unit_id = make_actor(session, Role.CASEWORKER, unit), unit.id
        session.commit()

    def register() -> None:
        child = MemberFacts(PersonFacts("王小宝", number))
        facts = HouseholdFacts(
            unit_id, Category.DEEP, Cause.OTHER, 0, TODAY,
            head=MemberFacts(PersonFacts("王桂兰", resident_id())), members=(child,),
        )  # fmt: skip
        facts = replace(facts, members=(replace(child, relation=Relation.CHILD),))
        with Session(engine) as own:
            try:
                transact(own, lambda: households.register(own, caseworker, facts=facts, today=TODAY, now=NOW))
                outcomes.append("in")
            except Invalid:
                outcomes.append("refused")

    hands = [threading.Thread(target=register) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    with Session(engine) as session:
        live = select(func.count()).select_from(HouseholdMember).where(HouseholdMember.live)
        assert sorted(outcomes) == ["in", *["refused"] * 7]
        assert session.scalar(live) == 2
        assert audit.verify(session) == []
    engine.dispose()
