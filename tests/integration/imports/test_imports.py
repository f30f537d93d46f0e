"""A roster taken in: every fault at its cell, every good household once, the same file again changes nothing."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, NotAllowed, NotFound
from caseapp.domain.households.codes import Category, Health, HouseholdState
from caseapp.domain.imports import ImportState, RowState, Verdict
from caseapp.models.audit import AuditEvent
from caseapp.models.engine import begin_write, open_engine
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.imports import Import, ImportRow
from caseapp.models.units import Unit
from caseapp.services import audit, imports
from caseapp.services.import_words import changes_of, problems_of
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.people import make_person
from tests.factories.rosters import Book, member_rows, number, roster, spoil
from tests.factories.units import make_unit
from tests.factories.users import actor_of, make_actor, make_staff

KINDS = 30


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit(session)


@pytest.fixture
def caseworker(session: Session, unit: Unit) -> Actor:
    return make_actor(session, Role.CASEWORKER, unit)


def take(session: Session, actor: Actor, book: Book) -> Import:
    return imports.take(session, actor, name="名册.xlsx", data=book.xlsx(), today=TODAY, now=NOW)


def finish(session: Session, kept: Import, *, start_as: Actor) -> None:
    imports.start(session, start_as, import_id=kept.id, now=NOW)
    while imports.advance(session, import_id=kept.id, today=TODAY, now=NOW, limit=7):
        pass
    session.flush()


def verdicts(session: Session, kept: Import) -> dict[Verdict, int]:
    rows = session.scalars(select(ImportRow.verdict).where(ImportRow.import_id == kept.id))
    return dict(Counter(rows))


def states(session: Session, kept: Import) -> dict[RowState, int]:
    return dict(Counter(session.scalars(select(ImportRow.state).where(ImportRow.import_id == kept.id))))


def households(session: Session) -> int:
    return session.scalar(select(func.count(Household.id))) or 0


def test_all_200_faults_of_30_kinds_among_5000_households_are_found_in_one_pass_at_their_cells(database: str) -> None:
    book = roster(5000)
    spoilt = spoil(book, 200)
    assert (len(book.planted), len(book.kinds), len(spoilt)) == (200, KINDS, 200)
    engine = open_engine(database)
    with Session(engine) as session:
        begin_write(session)
        make_unit(session)
        before = households(session)
        found = imports.look(session, SYSTEM, data=book.xlsx(), today=TODAY)
        assert {(fault.place.sheet, fault.place.cell) for fault in found.faults} == book.planted
        assert len(found.faults) == 200
        faulty = {one.line.head.row - 2 for one in found.planned if one.verdict is Verdict.FAULTY}
        orphaned = {row for row in spoilt if row not in faulty}
        assert faulty <= spoilt
        assert len(orphaned) <= 200 // KINDS + 1  # a member of nobody spoils no household
        assert not session.dirty and not session.new
        assert households(session) == before
    engine.dispose()


def test_good_households_become_drafts_with_their_members_and_faulty_ones_stay_out(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    book = roster(6)
    book.heads[2]["困难类别"] = "特别困难"
    kept = take(session, caseworker, book)
    assert verdicts(session, kept) == {Verdict.NEW: 5, Verdict.FAULTY: 1}
    before = households(session)
    finish(session, kept, start_as=caseworker)
    assert households(session) == before + 5
    assert states(session, kept) == {RowState.DONE: 5, RowState.SKIPPED: 1}
    first = select(Household).join(ImportRow, ImportRow.household_id == Household.id)
    made = session.scalars(first.where(ImportRow.import_id == kept.id).order_by(Household.id)).first()
    assert (made.state, made.size, made.created_by) == (HouseholdState.DRAFT, 3, caseworker.id)
    assert made.monthly_income_fen == 69_050
    assert made.head.id_number == book.heads[0]["身份证号"]
    assert kept.state is ImportState.DONE


def test_the_same_file_again_changes_nothing(session: Session, caseworker: Actor) -> None:
    book = roster(6)
    finish(session, take(session, caseworker, book), start_as=caseworker)
    before = session.scalars(select(Household.version).order_by(Household.id)).all()
    again = take(session, caseworker, book)
    assert verdicts(session, again) == {Verdict.SAME: 6}
    finish(session, again, start_as=caseworker)
    assert session.scalars(select(Household.version).order_by(Household.id)).all() == before


def test_a_household_on_record_is_updated_field_by_field_and_keeps_what_the_file_leaves_empty(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    book = roster(1)
    finish(session, take(session, caseworker, book), start_as=caseworker)
    head = book.heads[0]
    head |= {"困难类别": "深度困难", "家庭住址": None, "手机": "13911112222", "健康状况": "残疾"}
    head_id = head["身份证号"]
    book.members = [{"户主身份证号": head_id, "姓名": "王新生", "与户主关系": "父母", "身份证号": number(9000)}]
    kept = take(session, caseworker, book)
    row = session.scalars(select(ImportRow).where(ImportRow.import_id == kept.id)).one()
    told = {(one.key, one.before[0], one.after[0]) for one in changes_of(row.changes)}
    assert told == {
        ("category", "相对困难", "深度困难"),
        ("phone", "138****0000", "139****2222"),
        ("health", "良好", "残疾"),
        ("joins", "", "父母"),
    }
    finish(session, kept, start_as=caseworker)
    household = session.get_one(Household, row.household_id)
    assert (household.category, household.address, household.size) == (Category.DEEP, "路北区0号", 4)
    assert household.head.phone == "13911112222"
    assert household.members[0].health is Health.DISABLED


def test_a_household_may_be_left_out(session: Session, caseworker: Actor) -> None:
    kept = take(session, caseworker, roster(4))
    first = session.scalars(select(ImportRow.id).where(ImportRow.import_id == kept.id).order_by(ImportRow.id)).first()
    imports.decide(session, caseworker, import_id=kept.id, row_id=first, skip=True)
    before = households(session)
    finish(session, kept, start_as=caseworker)
    assert households(session) == before + 3
    with pytest.raises(IllegalStep):
        imports.decide(session, caseworker, import_id=kept.id, row_id=first, skip=False)


def test_all_updates_may_be_left_out_or_taken_at_once(session: Session, caseworker: Actor) -> None:
    kept = take(session, caseworker, roster(4))
    imports.decide_all(session, caseworker, import_id=kept.id, verdict=Verdict.NEW, skip=True)
    assert states(session, kept) == {RowState.SKIPPED: 4}
    imports.decide_all(session, caseworker, import_id=kept.id, verdict=Verdict.NEW, skip=False)
    assert states(session, kept) == {RowState.WAITING: 4}


def test_what_changed_since_the_look_is_refused_and_told(session: Session, caseworker: Actor) -> None:
    book = roster(2)
    finish(session, take(session, caseworker, book), start_as=caseworker)
    for head in book.heads:
        head["困难类别"] = "深度困难"
    kept = take(session, caseworker, book)
    touched = session.scalars(select(ImportRow).where(ImportRow.import_id == kept.id)).first()
    household = session.get_one(Household, touched.household_id)
    household.note = "别人刚改过"
    session.flush()
    finish(session, kept, start_as=caseworker)
    assert states(session, kept) == {RowState.DONE: 1, RowState.REFUSED: 1}
    assert "Somebody changed this file" in problems_of(touched.refusal)[0].message
    assert household.category is Category.RELATIVE


def test_somebody_placed_meanwhile_is_refused_and_nothing_is_half_done(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    book = roster(3)
    kept = take(session, caseworker, book)
    spouse = book.members[member_rows(book)[1]]
    person = make_person(session, name=spouse["姓名"], id_number=spouse["身份证号"])
    make_household(session, unit, head=person)
    before, events = households(session), len(session.info["pending audit events"])
    finish(session, kept, start_as=caseworker)
    assert states(session, kept) == {RowState.DONE: 2, RowState.REFUSED: 1}
    assert households(session) == before + 2
    assert len(session.info["pending audit events"]) == events + 2 + 2  # two registered, started and done


def test_a_person_in_another_units_file_is_refused_without_a_word_about_it(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    other = make_unit(session, name="路南区总工会")
    book = roster(1)
    head = book.heads[0]
    make_household(session, other, head=make_person(session, name=head["户主姓名"], id_number=head["身份证号"]))
    found = imports.look(session, caseworker, data=book.xlsx(), today=TODAY)
    [fault] = found.faults
    assert fault.place.cell == "D2"
    assert found.planned[0].record is None
    assert "already in a live household file" in fault.message


def test_a_file_number_beyond_reach_is_not_there(session: Session, caseworker: Actor) -> None:
    other = make_unit(session, name="路南区总工会")
    hidden = make_household(session, other)
    book = roster(1)
    book.heads[0]["档案编号"] = hidden.file_no
    found = imports.look(session, caseworker, data=book.xlsx(), today=TODAY)
    assert [fault.place.cell for fault in found.faults] == ["A2"]


def test_only_the_sender_finds_an_import_and_only_caseworkers_send(
    session: Session, unit: Unit, caseworker: Actor
) -> None:
    kept = take(session, caseworker, roster(1))
    colleague = make_actor(session, Role.CASEWORKER, unit)
    with pytest.raises(NotFound):
        imports.opened(session, colleague, kept.id)
    with pytest.raises(NotAllowed):
        take(session, make_actor(session, Role.REVIEWER, unit), roster(1))


def test_rows_are_taken_in_with_the_senders_rights_of_that_day(session: Session, unit: Unit) -> None:
    user = make_staff(session, Role.CASEWORKER, unit)
    kept = take(session, actor_of(user), roster(2))
    imports.start(session, actor_of(user), import_id=kept.id, now=NOW)
    user.posts[0].to_on = TODAY - timedelta(days=1)
    session.flush()
    before = households(session)
    imports.advance(session, import_id=kept.id, today=TODAY, now=NOW)
    assert households(session) == before
    assert states(session, kept) == {RowState.REFUSED: 2}


def test_a_cancelled_import_stops_where_it_is(session: Session, caseworker: Actor) -> None:
    kept = take(session, caseworker, roster(5))
    imports.start(session, caseworker, import_id=kept.id, now=NOW)
    assert imports.advance(session, import_id=kept.id, today=TODAY, now=NOW, limit=2)
    imports.cancel(session, caseworker, import_id=kept.id, now=NOW)
    assert not imports.advance(session, import_id=kept.id, today=TODAY, now=NOW)
    assert states(session, kept) == {RowState.DONE: 2, RowState.WAITING: 3}
    with pytest.raises(IllegalStep):
        imports.start(session, caseworker, import_id=kept.id, now=NOW)


def test_neither_the_file_nor_what_was_read_of_it_lies_open(session: Session, caseworker: Actor) -> None:
    book = roster(1)
    kept = take(session, caseworker, book)
    row = session.scalars(select(ImportRow).where(ImportRow.import_id == kept.id)).one()
    number_, name = book.heads[0]["身份证号"].encode(), book.heads[0]["户主姓名"].encode()
    for stored in (kept.content_sealed, kept.faults_sealed or b"", row.facts_sealed, row.changes_sealed or b""):
        assert number_ not in stored
        assert name not in stored
    assert imports.content(kept) == book.xlsx()


def test_who_sent_what_and_how_it_ended_stands_in_the_audit_trail(database: str) -> None:
    engine = open_engine(database)
    with Session(engine) as session:
        begin_write(session)
        make_unit(session)
        kept = take(session, SYSTEM, roster(3))
        finish(session, kept, start_as=SYSTEM)
        session.commit()
        told = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
        assert [event.action for event in told] == [
            "import.take",
            "import.running",
            *["household.register"] * 3,
            "import.done",
        ]
        assert told[0].details == {"kind": "households", "faults": 0, "faulty": 0, "changed": 0, "new": 3, "same": 0}
        assert told[-1].details == {"done": 3}
        assert audit.verify(session) == []
        live = session.scalar(select(func.count(HouseholdMember.id)).where(HouseholdMember.live))
        assert live == 3 + 4
    engine.dispose()


def test_faults_of_a_member_leave_the_whole_household_out(session: Session, caseworker: Actor) -> None:
    book = roster(2)
    book.members[member_rows(book)[1]]["身份证号"] = "123"
    found = imports.look(session, caseworker, data=book.xlsx(), today=TODAY)
    assert [one.verdict for one in found.planned] == [Verdict.NEW, Verdict.FAULTY]


def test_a_file_that_waits_for_approval_is_not_changed(session: Session, unit: Unit, caseworker: Actor) -> None:
    book = roster(1)
    finish(session, take(session, caseworker, book), start_as=caseworker)
    session.scalars(select(Household).order_by(Household.id.desc())).first().state = HouseholdState.SUBMITTED
    session.flush()
    assert imports.look(session, caseworker, data=book.xlsx(), today=TODAY).faults == []
    book.heads[0]["申请日期"] = date(2025, 3, 2)
    [fault] = imports.look(session, caseworker, data=book.xlsx(), today=TODAY).faults
    assert "cannot be changed" in fault.message
