"""A batch from log to settled: three people, the lines they saw, the money bound at each step."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, Refused, StaleView
from caseapp.domain.payments.changes import Change
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.batch_snapshots import BatchSnapshot
from caseapp.models.payments import Batch, BatchStep, Payment
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.batch_changes import changes_since
from caseapp.services import aid, batches, settlement, signing, signing_rules
from tests.factories.clock import NOW, TODAY
from tests.factories.users import actor_of, make_post
from tests.integration.payments.house import House


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def bound(house: House) -> tuple[int, int, int]:
    budget = house.budget
    return budget.reserved_fen, budget.committed_fen, budget.spent_fen


def lines_of(house: House, batch: Batch) -> list[Payment]:
    return list(house.session.scalars(select(Payment).where(Payment.batch_id == batch.id).order_by(Payment.id)))


def test_money_is_reserved_committed_and_spent_on_its_way(house: House) -> None:
    house.log(100_000)
    batch = house.prepare()
    assert (batch.number, batch.line_count, batch.total_fen) == ("2025-001", 1, 100_000)
    house.submit(batch)
    assert bound(house) == (100_000, 0, 0)
    house.approve(batch)
    assert bound(house) == (0, 100_000, 0)
    house.release(batch)
    assert bound(house) == (0, 100_000, 0)
    paid = settlement.pay_all(house.session, house.cashier, batch_id=batch.id, paid_on=TODAY, now=NOW, today=TODAY)
    assert (paid, batch.state, bound(house)) == (1, BatchState.SETTLED, (0, 0, 100_000))
    steps = house.session.scalars(select(BatchStep).where(BatchStep.batch_id == batch.id).order_by(BatchStep.id)).all()
    assert [step.action.value for step in steps] == ["submit", "approve", "release", "settle"]
    assert len({steps[0].by_id, steps[1].by_id, steps[2].by_id}) == 3


def test_the_payee_is_copied_at_release_and_stays(house: House) -> None:
    batch = house.released()
    line = lines_of(house, batch)[0]
    line.person.name, line.person.account = "改名", "6222029999999999"
    house.session.flush()
    house.session.refresh(line)
    assert (line.payee_name, line.payee_account) == ("王桂兰", "6222020000000000")
    assert line.payee_id == line.person.id_number
    assert (line.household_size, line.category) == (2, line.household.category)


def test_the_maker_cannot_approve_even_with_the_right_to(house: House) -> None:
    house.log()
    batch = house.prepare()
    house.submit(batch)
    reviewer_too = actor_of(make_staff_of_both(house))
    assert reviewer_too.id == house.maker.id
    with pytest.raises(NotAllowed, match="another person must approve"):
        house.approve(batch, reviewer_too)


def make_staff_of_both(house: House):  # type: ignore[no-untyped-def]
    from caseapp.domain.access.roles import Role
    from caseapp.models.users import User
    from tests.factories.users import make_post

    user = house.session.get_one(User, house.maker.id)
    city = house.session.get_one(Unit, house.city_id)
    make_post(house.session, user, Role.REVIEWER, city)
    make_post(house.session, user, Role.CASHIER, city)
    house.session.refresh(user)
    return user


def test_who_logged_a_line_cannot_approve_it_in_another_persons_batch(house: House) -> None:
    both = actor_of(make_staff_of_both(house))
    house.log(actor=both)
    batch = house.prepare(actor=house.second_maker)
    house.submit(batch, house.second_maker)
    with pytest.raises(NotAllowed, match="another person must approve"):
        house.approve(batch, both)
    house.approve(batch)
    with pytest.raises(NotAllowed, match="third person"):
        house.release(batch, both)


def test_a_caseworker_has_no_right_to_approve(house: House) -> None:
    house.log()
    batch = house.prepare()
    house.submit(batch)
    with pytest.raises(NotAllowed, match="no right"):
        house.approve(batch, house.second_maker)


def test_an_account_changed_after_submission_stops_the_approval(house: House) -> None:
    line = house.log()
    batch = house.prepare()
    house.submit(batch)
    seen = house.seen(batch)
    house.session.get_one(Person, line.person_id).account = "6217000000000001"
    house.session.flush()
    with pytest.raises(StaleView):
        signing.approve(house.session, house.reviewer, batch_id=batch.id, seen=seen, now=NOW)
    with pytest.raises(StaleView, match="Send it back"):
        house.approve(batch)
    signing.send_back(house.session, house.reviewer, batch_id=batch.id, reason="账户已改", now=NOW)
    assert (batch.state, batch.submitted_by, bound(house)) == (BatchState.DRAFT, None, (0, 0, 0))
    house.submit(batch)
    house.approve(batch)


def test_a_cashier_sends_an_approved_batch_back_and_its_money_is_free(house: House) -> None:
    house.log()
    batch = house.prepare()
    house.submit(batch)
    house.approve(batch)
    with pytest.raises(NotAllowed):
        signing.send_back(house.session, house.maker, batch_id=batch.id, reason="x", now=NOW)
    with pytest.raises(StaleView, match="moved on"):
        signing.send_back(house.session, house.reviewer, batch_id=batch.id, reason="x", now=NOW)
    with pytest.raises(Refused, match="Write why"):
        signing.send_back(house.session, house.cashier, batch_id=batch.id, reason=" ", now=NOW)
    signing.send_back(house.session, house.cashier, batch_id=batch.id, reason="账号有误", now=NOW)
    assert (batch.state, bound(house)) == (BatchState.DRAFT, (0, 0, 0))


def test_a_batch_above_the_budget_is_not_submitted(house: House) -> None:
    house.log(1_000_001)
    batch = house.prepare()
    with pytest.raises(Refused, match=r"10,000\.00 yuan.*10,000\.01 yuan"):
        house.submit(batch)


def test_lines_change_only_in_a_draft(house: House) -> None:
    first, second = house.log(), house.log(50_000, household=1)
    batch = house.prepare(first.id)
    batches.add_lines(house.session, house.second_maker, batch_id=batch.id, line_ids=[second.id], now=NOW)
    assert (batch.line_count, batch.total_fen, batch.edited_by) == (2, 150_000, house.second_maker.id)
    batches.remove_line(house.session, house.maker, batch_id=batch.id, line_id=first.id, now=NOW)
    assert (batch.line_count, batch.total_fen) == (1, 50_000)
    house.submit(batch)
    with pytest.raises(IllegalStep):
        batches.add_lines(house.session, house.maker, batch_id=batch.id, line_ids=[first.id], now=NOW)
    with pytest.raises(IllegalStep):
        batches.remove_line(house.session, house.maker, batch_id=batch.id, line_id=second.id, now=NOW)
    with pytest.raises(Refused, match=batch.number):
        aid.undo(house.session, house.maker, line_id=second.id, now=NOW)


def test_a_line_stands_in_one_batch(house: House) -> None:
    line = house.log()
    house.prepare(line.id)
    with pytest.raises(Refused, match="no longer free"):
        house.prepare(line.id)
    with pytest.raises(Refused, match="no open lines"):
        house.prepare()


def test_a_cancelled_draft_gives_its_lines_back(house: House) -> None:
    line = house.log()
    batch = house.prepare()
    signing.cancel(house.session, house.maker, batch_id=batch.id, now=NOW)
    assert (batch.state, line.batch_id, line.state) == (BatchState.CANCELLED, None, LineState.OPEN)


def test_a_failed_line_frees_its_money_and_is_paid_again_once(house: House) -> None:
    batch = house.released(100_000, 200_000)
    first, second = lines_of(house, batch)
    settlement.record_failed(house.session, house.cashier, line_id=first.id, reason="账号错误", now=NOW)
    assert bound(house) == (0, 200_000, 0)
    settlement.record_paid(house.session, house.cashier, line_id=second.id, paid_on=TODAY, now=NOW, today=TODAY)
    assert (batch.state, bound(house)) == (BatchState.SETTLED, (0, 0, 200_000))
    again = aid.repay(house.session, house.maker, line_id=first.id, now=NOW)
    assert (again.repays_id, again.claim, again.state) == (first.id, first.claim, LineState.OPEN)
    with pytest.raises(Refused, match="live already"):
        aid.repay(house.session, house.maker, line_id=first.id, now=NOW)
    with pytest.raises(Refused, match="Only a failed"):
        aid.repay(house.session, house.maker, line_id=second.id, now=NOW)


def test_returned_money_is_free_again_after_settling(house: House) -> None:
    batch = house.released()
    settlement.pay_all(house.session, house.cashier, batch_id=batch.id, paid_on=TODAY, now=NOW, today=TODAY)
    line = lines_of(house, batch)[0]
    later = TODAY + timedelta(days=3)
    values = {"line_id": line.id, "now": NOW, "today": later}
    with pytest.raises(Invalid):
        settlement.record_return(house.session, house.cashier, returned_on=TODAY - timedelta(days=1), **values)
    settlement.record_return(house.session, house.cashier, returned_on=later, **values)
    assert (line.state, line.returned_on, bound(house)) == (LineState.RETURNED, later, (0, 0, 0))


@pytest.mark.parametrize("paid_on", [TODAY - timedelta(days=1), TODAY + timedelta(days=1), date(1970, 1, 1)])
def test_a_day_of_payment_lies_between_release_and_today(house: House, paid_on: date) -> None:
    batch = house.released()
    with pytest.raises(Invalid, match="between the release"):
        settlement.pay_all(house.session, house.cashier, batch_id=batch.id, paid_on=paid_on, now=NOW, today=TODAY)


def test_results_wait_for_the_release(house: House) -> None:
    line = house.log()
    batch = house.prepare()
    with pytest.raises(IllegalStep, match="once the batch is released"):
        settlement.record_paid(house.session, house.cashier, line_id=line.id, paid_on=TODAY, now=NOW, today=TODAY)
    with pytest.raises(IllegalStep, match="once the batch is released"):
        settlement.pay_all(house.session, house.cashier, batch_id=batch.id, paid_on=TODAY, now=NOW, today=TODAY)


def test_numbers_of_a_year_follow_each_other(house: House) -> None:
    for household in range(3):
        house.log(household=household)
    lines = house.session.scalars(select(Payment.id).order_by(Payment.id.desc()).limit(3)).all()
    assert [house.prepare(line).number for line in lines] == ["2025-001", "2025-002", "2025-003"]


def test_a_returned_batch_shows_its_reviewer_what_changed(house: House) -> None:
    house.log(100_000, household=0)
    house.log(50_000, household=1)
    batch = house.prepare()
    house.submit(batch)
    signing.send_back(house.session, house.reviewer, batch_id=batch.id, reason="请核实账号", now=NOW)
    first, second = lines_of(house, batch)
    returned = house.seen(batch)
    batches.remove_line(house.session, house.maker, batch_id=batch.id, line_id=second.id, now=NOW)
    first.person.account = "6217000000001"
    house.session.flush()
    house.submit(batch)
    found = changes_since(house.session, batch.id, returned)
    assert [(one.change, one.line.id) for one in found] == [(Change.ACCOUNT, first.id), (Change.REMOVED, second.id)]
    assert found[0].after is not None and found[0].after.tail == "0001"
    sealed = house.session.scalars(select(BatchSnapshot.lines_sealed)).all()
    assert len(sealed) == 2
    assert not any(b"6217" in one or first.person.name.encode() in one for one in sealed)


def test_a_large_batch_takes_two_approvers_before_its_release(house: House) -> None:
    signing_rules.add(
        house.session,
        SYSTEM,
        valid_from=TODAY,
        second_from_fen=100_000,
        document_no="唐工发〔2025〕9号",
        now=NOW,
        today=TODAY,
    )
    house.log(100_000)
    batch = house.prepare()
    house.submit(batch)
    house.approve(batch)
    assert (batch.state, bound(house)) == (BatchState.HALF_APPROVED, (100_000, 0, 0))
    with pytest.raises(IllegalStep):
        house.release(batch)
    with pytest.raises(NotAllowed, match="first approval"):
        house.approve(batch)
    house.approve(batch, house.second_reviewer)
    assert (batch.state, bound(house)) == (BatchState.APPROVED, (0, 100_000, 0))
    house.release(batch)
    assert batch.second_approved_digest == batch.released_digest


def test_a_payment_recorded_by_mistake_is_reversed_by_another_person_and_can_be_paid_again(house: House) -> None:
    batch = house.released()
    line = lines_of(house, batch)[0]
    values = {"line_id": line.id, "now": NOW}
    with pytest.raises(IllegalStep):
        settlement.reverse(house.session, house.reviewer, reason="误登记", **values)
    settlement.pay_all(house.session, house.cashier, batch_id=batch.id, paid_on=TODAY, now=NOW, today=TODAY)
    with pytest.raises(NotAllowed):
        settlement.reverse(house.session, house.cashier, reason="误登记", **values)
    with pytest.raises(Invalid):
        settlement.reverse(house.session, house.reviewer, reason=" ", **values)
    settlement.reverse(house.session, house.reviewer, reason="误登记", **values)
    assert (line.state, line.paid_on, line.returned_on) == (LineState.REVERSED, TODAY, None)
    assert (batch.state, bound(house)) == (BatchState.SETTLED, (0, 0, 0))
    with pytest.raises(IllegalStep):
        settlement.reverse(house.session, house.reviewer, reason="误登记", **values)
    again = aid.repay(house.session, house.maker, line_id=line.id, now=NOW)
    assert (again.repays_id, again.claim) == (line.id, line.claim)


def test_whoever_released_a_batch_reverses_none_of_its_payments(house: House) -> None:
    batch = house.released()
    settlement.pay_all(house.session, house.cashier, batch_id=batch.id, paid_on=TODAY, now=NOW, today=TODAY)
    user = house.session.get_one(User, house.cashier.id)
    make_post(house.session, user, Role.REVIEWER, house.session.get_one(Unit, house.city_id))
    house.session.refresh(user)
    with pytest.raises(NotAllowed, match="another person must reverse"):
        settlement.reverse(
            house.session, actor_of(user), line_id=lines_of(house, batch)[0].id, reason="误登记", now=NOW
        )
