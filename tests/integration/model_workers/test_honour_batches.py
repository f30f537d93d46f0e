"""Preparing the year's honour batch on both databases: everybody owed, once, in a few statements."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission, Role
from caseapp.domain.errors import Invalid, NotAllowed, Refused
from caseapp.domain.model_workers.codes import Channel, Finding, HonourLevel, Outcome, Payer
from caseapp.domain.payments.codes import AidKind, FundSource, LineState
from caseapp.models.honours import HonourMonths
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.queries.honour_accounts import Reckoned, reckon
from caseapp.services import aid, honour_batches, honour_recovery, liveness
from caseapp.services.liveness import CheckFacts
from tests.factories.clock import NOW
from tests.factories.honours import make_honour_standards
from tests.factories.model_workers import make_model_worker
from tests.factories.payments import make_payment
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor

TODAY = date(2025, 12, 2)
DECEMBER = date(2025, 12, 1)
WHOLE_YEAR = 240_000


class House:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit: Unit = make_unit(session)
        self.project: Project = make_project(session, self.unit, name="劳模荣誉基金", budget_fen=200_000_000)
        self.caseworker: Actor = make_actor(session, Role.CASEWORKER, self.unit)
        self.cashier: Actor = make_actor(session, Role.CASHIER, self.unit)
        make_honour_standards(session)

    def worker(self, *, seen_on: date | None = date(2025, 10, 8), **values: object) -> ModelWorker:
        worker = make_model_worker(self.session, self.unit, person=make_person(self.session), **values)  # type: ignore[arg-type]
        worker.liveness_checked_on = seen_on
        self.session.flush()
        return worker

    def reckon(self, through: date = DECEMBER) -> dict[int, Reckoned]:
        found = reckon(self.session, self.caseworker, Permission.AID_LOG, year=2025, through=through, today=TODAY)
        return {one.worker_id: one for one in found}

    def prepare(self, *, through: date = DECEMBER, expected_fen: int | None = None, title: str = "荣誉金") -> Batch:
        total = sum(one.account.payable_fen for one in self.reckon(through).values())
        return honour_batches.prepare(
            self.session,
            self.caseworker,
            project_id=self.project.id,
            source=FundSource.FISCAL,
            through=through,
            title=title,
            expected_fen=total if expected_fen is None else expected_fen,
            today=TODAY,
            now=NOW,
        )

    def lines(self, worker: ModelWorker) -> list[Payment]:
        own = select(Payment).where(Payment.person_id == worker.person_id).order_by(Payment.id)
        return list(self.session.scalars(own.execution_options(populate_existing=True)))

    def pay(self, batch: Batch, state: LineState = LineState.PAID) -> None:
        values = {"state": state, "paid_on": TODAY if state is LineState.PAID else None}
        values |= {"failed_reason": "户名不符"} if state is LineState.FAILED else {}
        self.session.execute(update(Payment).where(Payment.batch_id == batch.id).values(**values))


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def test_everybody_owed_has_a_line_with_its_months_and_the_others_a_reason(house: House) -> None:
    kept, high = house.worker(), house.worker(level=HonourLevel.NATIONAL)
    county, overdue = house.worker(payer=Payer.COUNTY), house.worker(seen_on=date(2024, 1, 1))
    batch = house.prepare()
    assert (batch.line_count, batch.total_fen) == (2, WHOLE_YEAR + 600_000)
    line = house.lines(kept)[0]
    assert (line.amount_fen, line.proposed_fen, line.kind) == (WHOLE_YEAR, WHOLE_YEAR, AidKind.HONOUR)
    assert (line.claim, line.reason, line.batch_id) == (f"p{kept.person_id}:honour:2025", "", batch.id)
    months = house.session.scalars(select(HonourMonths).where(HonourMonths.payment_id == line.id)).one()
    assert (months.first_on, months.last_on, months.monthly_fen) == (date(2025, 1, 1), DECEMBER, 20_000)
    outcomes = {worker_id: one.account.outcome for worker_id, one in house.reckon().items()}
    assert outcomes == {
        kept.id: Outcome.SETTLED, high.id: Outcome.SETTLED, county.id: Outcome.NONE, overdue.id: Outcome.HELD,
    }  # fmt: skip


def test_preparing_twice_makes_no_second_line(house: House) -> None:
    worker = house.worker()
    house.prepare()
    with pytest.raises(Refused, match="not in a line already"):
        house.prepare()
    assert len(house.lines(worker)) == 1


def test_a_list_that_changed_since_it_was_seen_is_refused(house: House) -> None:
    house.worker()
    with pytest.raises(Refused, match="changed"):
        house.prepare(expected_fen=1)
    assert house.session.scalar(select(func.count(Payment.id)).where(Payment.project_id == house.project.id)) == 0


def test_a_batch_needs_a_title_a_month_of_the_year_and_the_right(house: House) -> None:
    house.worker()
    for values, field in (({"title": " "}, "title"), ({"through": date(2024, 12, 1)}, "through")):
        with pytest.raises(Invalid) as refused:
            house.prepare(**values)  # type: ignore[arg-type]
        assert refused.value.problems[0].field == field
    house.caseworker = house.cashier
    with pytest.raises(NotAllowed):
        house.prepare(expected_fen=0)


def test_the_half_years_add_up_to_the_year(house: House) -> None:
    worker = house.worker()
    house.pay(house.prepare(through=date(2025, 6, 1)))
    house.prepare()
    first, second = house.lines(worker)
    assert first.amount_fen + second.amount_fen == WHOLE_YEAR
    assert second.claim == f"p{worker.person_id}:honour:2025#2"
    assert "本期应发2025-07至2025-12共6个月1,200.00元" in second.reason


def test_a_failed_line_is_owed_again_unless_it_is_paid_again(house: House) -> None:
    worker = house.worker()
    house.pay(house.prepare(), LineState.FAILED)
    assert house.reckon()[worker.id].account.amount_fen == WHOLE_YEAR
    aid.repay(house.session, house.caseworker, line_id=house.lines(worker)[0].id, now=NOW)
    assert house.reckon()[worker.id].account.outcome is Outcome.SETTLED


def test_a_line_logged_by_hand_is_taken_as_the_whole_year(house: House, session: Session) -> None:
    worker = house.worker()
    make_payment(session, house.project, house.unit, person=worker.person, kind=AidKind.HONOUR, amount_fen=200_000)
    assert house.reckon()[worker.id].account.amount_fen == 40_000


def test_a_death_reported_late_leaves_an_overpayment_that_is_claimed_back(house: House) -> None:
    worker = house.worker()
    house.pay(house.prepare())
    facts = CheckFacts(TODAY, Channel.VISIT, Finding.DIED, "邻居王某", died_on=date(2025, 9, 30))
    liveness.record(house.session, house.caseworker, workers=[worker.id], facts=facts, today=TODAY, now=NOW)
    assert (worker.died_on, worker.death_reported_on) == (date(2025, 9, 30), TODAY)
    owed = house.reckon()[worker.id].account
    assert (owed.outcome, owed.amount_fen) == (Outcome.OVERPAID, -60_000)

    def claim_back(expected_fen: int, document_no: str = "收据8号") -> None:
        honour_recovery.record(
            house.session,
            house.cashier,
            model_worker_id=worker.id,
            expected_fen=expected_fen,
            returned_on=TODAY,
            document_no=document_no,
            today=TODAY,
            now=NOW,
        )

    with pytest.raises(Refused, match="changed"):
        claim_back(59_999)
    with pytest.raises(Invalid):
        claim_back(60_000, " ")
    claim_back(60_000)
    assert house.reckon()[worker.id].account.outcome is Outcome.SETTLED
    with pytest.raises(Refused, match="changed"):
        claim_back(60_000)


def test_a_check_pays_back_what_was_held(house: House) -> None:
    worker = house.worker(seen_on=None)
    assert house.reckon()[worker.id].account.outcome is Outcome.HELD
    facts = CheckFacts(TODAY, Channel.VIDEO, Finding.NOT_REACHED, "李某")
    liveness.record(house.session, house.caseworker, workers=[worker.id], facts=facts, today=TODAY, now=NOW)
    assert house.reckon()[worker.id].account.outcome is Outcome.HELD, "not reached is not seen"
    facts = CheckFacts(TODAY, Channel.VIDEO, Finding.ALIVE, "李某", "录像")
    liveness.record(house.session, house.caseworker, workers=[worker.id], facts=facts, today=TODAY, now=NOW)
    assert house.reckon()[worker.id].account.payable_fen == WHOLE_YEAR


def test_a_faulty_check_is_refused_with_everything_wrong(house: House) -> None:
    worker, other = house.worker(), house.worker()
    wrong = CheckFacts(date(2999, 1, 1), Channel.PHONE, Finding.ALIVE, " ", died_on=TODAY)
    with pytest.raises(Invalid) as refused:
        liveness.record(house.session, house.caseworker, workers=[worker.id], facts=wrong, today=TODAY, now=NOW)
    assert {one.field for one in refused.value.problems} == {"checked_on", "witness", "evidence", "died_on"}
    death = CheckFacts(TODAY, Channel.PHONE, Finding.DIED, "李某", died_on=TODAY)
    both = [worker.id, other.id]
    with pytest.raises(Invalid, match="one person at a time"):
        liveness.record(house.session, house.caseworker, workers=both, facts=death, today=TODAY, now=NOW)


def test_three_hundred_people_take_few_statements(house: House) -> None:
    for _ in range(60):
        house.worker()
    few = _statements(house.session, house.prepare)
    house.session.execute(update(Payment).values(state=LineState.CANCELLED, batch_id=None))
    for _ in range(60):
        house.worker()
    assert _statements(house.session, house.prepare) <= few + 2
    assert few <= 30


def _statements(session: Session, act: Callable[[], object]) -> int:
    counted: list[str] = []

    def count(*words: object) -> None:
        counted.append(str(words[2]))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)
