"""What the payment screens read, the same on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.errors import NotFound
from caseapp.domain.payments.anomalies import Anomaly
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, BatchState, LineState
from caseapp.models.households import Household
from caseapp.models.units import Unit
from caseapp.queries import aid, batch_lines, batches, beneficiaries
from caseapp.queries.standards import standards_on
from caseapp.services import settlement
from tests.factories.clock import NOW, TODAY
from tests.factories.payments import make_standard
from tests.factories.units import make_unit
from tests.factories.users import make_actor
from tests.integration.payments.house import FISCAL, House


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def test_the_page_shows_the_digest_that_the_service_compares(house: House) -> None:
    batch = house.released(100_000, 200_000)
    lines, digest = batch_lines.lines_of(house.session, batch.id, TODAY)
    assert digest == batch_lines.digest_of(house.session, batch.id) == batch.released_digest
    assert [line.amount_fen for line in lines] == [100_000, 200_000]


def test_the_list_puts_what_waits_for_the_actor_first(house: House) -> None:
    session = house.session
    first, second = house.log(), house.log(household=1)
    waiting, draft = house.prepare(first.id), house.prepare(second.id)
    house.submit(waiting)
    found = batches.list_batches(session, house.reviewer, state=None, q="", after=None)
    assert [(row.id, row.waits_for_me) for row in found.rows] == [(waiting.id, True), (draft.id, False)]
    assert (found.found, found.next) == (2, None)
    drafts = batches.list_batches(session, house.reviewer, state=BatchState.DRAFT, q="2025-", after="0-99999")
    assert [row.id for row in drafts.rows] == [draft.id]
    assert batches.list_batches(session, house.reviewer, state=None, q="%", after=None).found == 0


def test_a_batch_outside_ones_units_is_not_there(house: House) -> None:
    batch = house.released()
    with pytest.raises(NotFound):
        batches.batch_file(house.session, house.county_maker, batch.id)
    file = batches.batch_file(house.session, house.cashier, batch.id)
    assert [file.prepared.name, file.submitted and file.submitted.name] == ["张经办", "张经办"]
    assert (file.adjusted_fen, file.bound_fen) == (1_000_000, 100_000)
    assert [step.action.value for step in batches.steps_of(house.session, batch.id)] == ["release", "approve", "submit"]


def test_lines_wait_by_project_and_source(house: House) -> None:
    house.log(100_000)
    house.log(50_000, household=1)
    (fund,) = batch_lines.waiting_by_fund(house.session, house.maker)
    assert (fund.project_id, fund.source, fund.count, fund.total_fen) == (house.project_id, FISCAL, 2, 150_000)
    free = batch_lines.free_lines(house.session, house.maker, project_id=house.project_id, source=FISCAL)
    assert [line.amount_fen for line in free] == [100_000, 50_000]
    house.prepare()
    assert batch_lines.waiting_by_fund(house.session, house.maker) == []


def test_a_household_no_longer_on_file_is_pointed_out(house: House) -> None:
    line = house.log()
    batch = house.prepare()
    household = house.session.get_one(Household, line.household_id)
    household.state, household.off_file_on = type(household.state).EXITED, TODAY
    household.head.account_holder = "他人"
    house.session.flush()
    (row,), _ = batch_lines.lines_of(house.session, batch.id, TODAY)
    assert row.anomalies == (Anomaly.OTHER_HOLDER, Anomaly.NOT_ON_FILE)


def test_this_years_aid_counts_open_and_paid_lines(house: House) -> None:
    batch = house.released()
    house.log(70_000, kind=AidKind.ONE_OFF)
    household = house.session.get_one(Household, house.households[0])
    who = {"person_id": household.head_id, "household_id": household.id}
    assert sum(line.amount_fen for line in aid.live_aid(house.session, **who)) == 170_000
    (line,), _ = batch_lines.lines_of(house.session, batch.id, TODAY)
    settlement.record_failed(house.session, house.cashier, line_id=line.id, reason="账号错误", now=NOW)
    left = aid.live_aid(house.session, **who)
    assert [(line.kind, line.amount_fen) for line in left] == [(AidKind.ONE_OFF, 70_000)]


def test_money_is_that_of_the_year_or_of_the_newest(house: House) -> None:
    (fund,) = aid.funds_of_year(house.session, 2025)
    assert (fund.project_id, fund.free_fen) == (house.project_id, 1_000_000)
    assert aid.funds_of_year(house.session, 2031) == [fund]


def test_the_last_logged_can_be_undone_until_submitted(house: House) -> None:
    house.log()
    batch = house.prepare()
    assert [one.can_be_undone for one in aid.last_logged(house.session, house.maker)] == [True]
    house.submit(batch)
    (one,) = aid.last_logged(house.session, house.maker)
    assert (one.can_be_undone, one.state) == (False, LineState.OPEN)


def test_standards_end_and_the_newest_stands(house: House) -> None:
    make_standard(house.session, amount_fen=100, valid_to=date(2024, 12, 31))
    make_standard(house.session, amount_fen=200, valid_from=date(2025, 1, 1))
    make_standard(house.session, amount_fen=300, valid_from=date(2026, 1, 1))
    make_standard(house.session, amount_fen=400, grade="deep", project_id=house.project_id)
    shelf = standards_on(house.session, AidKind, TODAY)
    for project_id, grade, amount in (
        (None, "deep", 200),
        (house.project_id, "deep", 400),
        (house.project_id, "", 200),
    ):
        standard = shelf.of(AidKind.LIVING, project_id, [grade])
        assert standard is not None and standard.amount_fen == amount
    assert shelf.of(AidKind.MEDICAL, None, ["deep"]) is None


def test_a_beneficiary_is_found_and_known_only_within_reach(house: House) -> None:
    to = Beneficiary(Register.HOUSEHOLD, house.households[0])
    found = beneficiaries.find(house.session, house.county_maker, "wgl", 2025)
    assert to in [one.to for one in found]
    known = beneficiaries.profile(house.session, house.county_maker, to)
    assert (known.name, known.account_tail, known.can_be_aided) == ("王桂兰", "0000", True)
    city = house.session.get_one(Unit, house.city_id)
    stranger = make_actor(house.session, Role.CASEWORKER, make_unit(house.session, parent=city, name="丰南区总工会"))
    assert beneficiaries.find(house.session, stranger, "wgl", 2025) == []
    with pytest.raises(NotFound):
        beneficiaries.profile(house.session, stranger, to)


def test_a_standard_is_in_force_from_its_first_to_its_last_day(house: House) -> None:
    first, last = date(2025, 3, 1), date(2025, 9, 30)
    make_standard(house.session, amount_fen=100, valid_from=first, valid_to=last)
    one = timedelta(days=1)
    for day, amount in ((first - one, None), (first, 100), (last, 100), (last + one, None)):
        found = standards_on(house.session, (AidKind.LIVING,), day).of(AidKind.LIVING, None, ())
        assert (found.amount_fen if found else None) == amount
