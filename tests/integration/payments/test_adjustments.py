"""A budget is raised and lowered by documents, never below what is bound, whoever signs at the same moment."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import Invalid, NotAllowed
from caseapp.domain.payments.adjusting import Paper
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.payments.ledger import Account
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.engine import open_engine
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.queries import budgets, invariants
from caseapp.queries.adjusted import adjusted_on
from caseapp.queries.projects import projects_of
from caseapp.services import adjustments, settlement, signing
from caseapp.services.evaluations import funds_of
from caseapp.services.transaction import transact
from tests.factories.clock import NOW, TODAY
from tests.integration.payments.house import FISCAL, House
from tests.integration.payments.test_at_once import together

LINE = 300_000


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def paper(number: object = 1, *, decided_on: date = TODAY) -> Paper:
    return Paper(f"唐财〔2025〕{number}号", decided_on, "年中追加")


def adjust(
    house: House, fen: int, told: Paper | None = None, *, source: FundSource = FISCAL, actor: Actor | None = None
) -> BudgetAdjustment:
    return adjustments.adjust(
        house.session,
        actor or house.cashier,
        project_id=house.project_id,
        source=source,
        amount_fen=fen,
        paper=told or paper(),
        now=NOW,
    )


def test_any_run_of_adjustments_keeps_the_budget_at_or_above_what_is_bound(house: House) -> None:
    house.released(LINE)
    chance, kept = random.Random(4), house.budget_fen
    for number in range(30):
        fen = chance.choice((1, -1)) * chance.choice((1, LINE, kept - LINE, kept - LINE + 1))
        try:
            adjust(house, fen, paper(number))
        except Invalid:
            assert kept + fen < LINE
        else:
            kept += fen
        assert house.budget.adjusted_fen == kept >= LINE
    assert not list(invariants.faults(house.session))


def test_one_below_what_is_bound_is_refused_in_a_sentence(house: House) -> None:
    house.released(LINE)
    with pytest.raises(
        Invalid, match=r"would leave 2,999\.99 yuan, and 3,000\.00 yuan are reserved, committed or spent"
    ):
        adjust(house, -(house.budget_fen - LINE) - 1)
    assert house.budget.adjusted_fen == house.budget_fen


def test_a_wrong_entry_is_taken_back_once_by_another_and_both_stay(house: House) -> None:
    wrong = adjust(house, 50_000)
    back = adjustments.reverse(house.session, house.cashier, adjustment_id=wrong.id, paper=paper("1冲销"), now=NOW)
    assert house.budget.adjusted_fen == house.budget_fen
    for entry, number in ((wrong, 2), (back, 3)):
        with pytest.raises(Invalid, match="taken back already"):
            adjustments.reverse(house.session, house.cashier, adjustment_id=entry.id, paper=paper(number), now=NOW)
    row = budgets.budget_of(house.session, house.cashier, house.budget.id)
    shown = budgets.adjustments_of(house.session, [row])[row.id]
    assert [(one.amount_fen, one.after_fen, one.stands) for one in shown] == [
        (-50_000, house.budget_fen, False),
        (50_000, house.budget_fen + 50_000, False),
    ]


def test_a_raise_that_is_spent_already_is_not_taken_back(house: House) -> None:
    raised = adjust(house, 50_000)
    house.released(house.budget_fen + 50_000)
    with pytest.raises(Invalid, match="reserved, committed or spent already"):
        adjustments.reverse(house.session, house.cashier, adjustment_id=raised.id, paper=paper(2), now=NOW)


def test_an_entry_is_written_once(house: House) -> None:
    entry = adjust(house, 50_000)
    entry.reason = "另一个原因"
    with pytest.raises(RuntimeError, match="stands as it was written"):
        house.session.flush()


def test_only_a_cashier_enters_one_and_a_document_counts_once(house: House) -> None:
    for other in (house.maker, house.reviewer):
        with pytest.raises(NotAllowed):
            adjust(house, 1, actor=other)
    adjust(house, 1)
    with pytest.raises(Invalid, match="changed this source already"):
        adjust(house, 1)
    told = Paper(" ", TODAY + timedelta(days=1), "")
    with pytest.raises(Invalid) as refused:
        adjust(house, 0, told)
    assert {problem.field for problem in refused.value.problems} == {
        "document_no",
        "reason",
        "decided_on",
        "amount_fen",
    }


def test_a_source_the_book_does_not_know_begins_with_its_first_document(house: House) -> None:
    adjust(house, 70_000, source=FundSource.CARRIED)
    rows = budgets.budgets_of(house.session, house.cashier, 2025)
    assert [(one.source, one.first_fen, one.adjusted_fen) for one in rows] == [
        (FISCAL, house.budget_fen, house.budget_fen),
        (FundSource.CARRIED, 0, 70_000),
    ]
    assert not list(invariants.faults(house.session))


def test_each_sum_is_what_stands_behind_it(house: House) -> None:
    first = house.released(LINE, 100_000)
    for line, act in zip(first_lines(house, first), (settlement.record_paid, settlement.record_failed), strict=True):
        told = {"paid_on": TODAY, "today": TODAY} if act is settlement.record_paid else {"reason": "账号有误"}
        act(house.session, house.cashier, line_id=line, now=NOW, **told)  # type: ignore[operator]
    for number, steps in enumerate(((), (house.approve,)), 2):
        house.log(number * 10_000, household=2, reason="另一次")
        batch = house.prepare()
        house.submit(batch)
        for step in steps:
            step(batch)
    row = budgets.budget_of(house.session, house.maker, house.budget.id)
    assert (row.spent_fen, row.freed_fen, row.reserved_fen, row.committed_fen) == (LINE, 100_000, 20_000, 30_000)
    for account in Account:
        found = budgets.behind(house.session, row, account, after=None)
        assert sum(one.amount_fen for one in found.rows) == row.of(account)
    assert row.left_fen == row.adjusted_fen - LINE - 50_000


def first_lines(house: House, batch: Batch) -> list[int]:
    return list(house.session.scalars(select(Payment.id).where(Payment.batch_id == batch.id).order_by(Payment.id)))


def test_plan_and_monitoring_reckon_with_what_was_decided_by_the_day(house: House) -> None:
    adjust(house, house.budget_fen, paper(decided_on=TODAY - timedelta(days=1)))
    project = house.session.get_one(Project, house.project_id)
    for day, times in ((TODAY - timedelta(days=2), 1), (TODAY - timedelta(days=1), 2)):
        assert adjusted_on(house.session, [project.id], day) == {project.id: {FISCAL: house.budget_fen * times}}
        (row,) = projects_of(house.session, house.maker, 2025, day)
        (fund,) = funds_of(house.session, project, day)
        assert row.budget_fen == fund.adjusted_fen == house.budget_fen * times


def test_adjustments_submissions_and_approvals_at_once_never_pass_the_budget(database: str) -> None:
    """10,000 of which one batch of 3,000 waits: of two more batches and two cuts of 3,000, exactly two find room."""
    engine = open_engine(database)

    def begin(session: Session) -> tuple[House, list[int]]:
        house = House(session)
        batches = []
        for number in range(3):
            house.log(LINE, household=number)
            batches.append(house.prepare())
        house.submit(batches[0])
        return house, [batch.id for batch in batches]

    with Session(engine) as session:
        house, ids = transact(session, lambda: begin(session))

    def act(session: Session, number: int) -> None:
        seen = {"seen": signing.seen_digest(session, ids[number % 3]), "now": NOW}
        if number == 0:
            signing.approve(session, house.reviewer, batch_id=ids[0], **seen)  # type: ignore[arg-type]
        elif number < 3:
            signing.submit(session, house.maker, batch_id=ids[number], **seen)  # type: ignore[arg-type]
        else:
            project = {"project_id": house.project_id, "source": FISCAL, "amount_fen": -LINE}
            adjustments.adjust(session, house.cashier, paper=paper(number), now=NOW, **project)  # type: ignore[arg-type]

    done = together(engine, act, range(5))
    assert done[0] == "done" and done[1:].count("done") == 2
    with Session(engine) as session:
        budget = session.scalars(select(ProjectBudget)).one()
        bound = budget.reserved_fen + budget.committed_fen + budget.spent_fen
        assert budget.adjusted_fen - bound == house.budget_fen - 3 * LINE
        assert not list(invariants.faults(session))
    engine.dispose()
