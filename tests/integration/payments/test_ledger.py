"""The ledger: one posting an act, never changed, and the budget's sums are its sums."""

import ast
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Table, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.errors import Refused
from caseapp.domain.payments.codes import LineState
from caseapp.domain.payments.ledger import MOVES, Account, Move
from caseapp.models.ledger import Posting
from caseapp.models.payments import Payment
from caseapp.services import aid, records, settlement, signing
from tests.factories.clock import NOW, TODAY
from tests.integration.payments.house import FISCAL, House

ROOT = Path(__file__).parents[3]


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def moves(house: House) -> list[tuple[Move, int]]:
    rows = house.session.execute(select(Posting.move, Posting.amount_fen).order_by(Posting.id))
    return [(move, amount) for move, amount in rows]


def balance(house: House, account: Account) -> int:
    def total(side: object) -> int:
        return house.session.scalar(select(func.coalesce(func.sum(Posting.amount_fen), 0)).where(side == account)) or 0  # type: ignore[arg-type]

    return int(total(Posting.given_to)) - int(total(Posting.taken_from))


def test_each_act_leaves_one_posting_and_the_budget_keeps_their_sums(house: House) -> None:
    batch = house.released(100_000, 70_000, 30_000)
    first, second, third = house.session.scalars(select(Payment).order_by(Payment.id)).all()
    cashier, when = house.cashier, {"now": NOW, "today": TODAY}
    settlement.record_failed(house.session, cashier, line_id=second.id, reason="账号有误", now=NOW)
    settlement.record_paid(house.session, cashier, line_id=third.id, paid_on=TODAY, **when)  # type: ignore[arg-type]
    settlement.pay_all(house.session, cashier, batch_id=batch.id, paid_on=TODAY, **when)  # type: ignore[arg-type]
    settlement.record_return(house.session, cashier, line_id=first.id, returned_on=TODAY, **when)  # type: ignore[arg-type]
    assert moves(house) == [
        (Move.RESERVE, 200_000),
        (Move.COMMIT, 200_000),
        (Move.FREE_COMMITTED, 70_000),
        (Move.SPEND, 30_000),
        (Move.SPEND, 100_000),
        (Move.REFUND, 100_000),
    ]
    budget = house.budget
    kept = (budget.reserved_fen, budget.committed_fen, budget.spent_fen)
    assert kept == tuple(balance(house, one) for one in (Account.RESERVED, Account.COMMITTED, Account.SPENT))
    assert sum(balance(house, one) for one in Account) == 0
    assert set(house.session.scalars(select(Posting.batch_id))) == {batch.id}


def test_an_act_that_is_refused_leaves_no_posting(house: House) -> None:
    house.log(house.budget_fen + 1)
    batch = house.prepare()
    with pytest.raises(Refused, match="budget is not enough"):
        house.submit(batch)
    assert moves(house) == []


def test_a_batch_sent_back_gives_all_its_money_back(house: House) -> None:
    house.log()
    batch = house.prepare()
    house.submit(batch)
    signing.send_back(house.session, house.reviewer, batch_id=batch.id, reason="x", now=NOW)
    assert [move for move, _ in moves(house)] == [Move.RESERVE, Move.FREE_RESERVED]
    assert balance(house, Account.FREE) == 0
    line = house.session.scalars(select(Payment)).one()
    aid.undo(house.session, house.maker, line_id=line.id, now=NOW)
    assert line.state is LineState.CANCELLED


def test_an_expense_and_a_remittance_post_what_they_spent(house: House) -> None:
    shared = {"project_id": house.project_id, "source": FISCAL, "now": NOW, "today": TODAY}
    records.record_expense(
        house.session, house.maker, amount_fen=5_000, paid_on=TODAY, voucher_no="1", subject="横幅", **shared
    )
    for passed in (1_000, 4_000):
        records.record_remittance(
            house.session,
            house.maker,
            quarter=1,
            due_on=date(2025, 4, 20),
            due_fen=9_000,
            received_fen=9_000,
            passed_fen=passed,
            passed_on=TODAY,
            voucher_no="2",
            **shared,
        )
    assert moves(house) == [(Move.SPEND_DIRECTLY, 5_000), (Move.SPEND_DIRECTLY, 1_000), (Move.SPEND_DIRECTLY, 3_000)]
    assert house.budget.spent_fen == balance(house, Account.SPENT) == 9_000


def _row(house: House, **values: object) -> dict[str, object]:
    taken_from, given_to = MOVES[Move.RESERVE]
    row = {"move": Move.RESERVE, "taken_from": taken_from, "given_to": given_to, "amount_fen": 1}
    return {**row, "project_id": house.project_id, "source": FISCAL, "at": NOW, **values}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("amount_is_positive", {"amount_fen": 0}),
        ("amount_is_positive", {"amount_fen": -1}),
        ("move_is_known", {"given_to": Account.SPENT}),
        ("move_is_known", {"taken_from": Account.RESERVED, "given_to": Account.FREE}),
    ],
)
def test_a_posting_that_cannot_be_is_refused(house: House, name: str, values: dict[str, object]) -> None:
    table = Posting.__table__
    assert isinstance(table, Table)
    with pytest.raises(IntegrityError, match=f"ck_postings_{name}"), house.session.begin_nested():
        house.session.execute(insert(table).values(_row(house, **values)))


@pytest.mark.parametrize("act", ["change", "delete"])
def test_a_posting_stands_as_it_was_written(house: House, act: str) -> None:
    house.log()
    house.submit(house.prepare())
    posting = house.session.scalars(select(Posting)).one()
    if act == "change":
        posting.amount_fen += 1
    else:
        house.session.delete(posting)
    with pytest.raises(RuntimeError, match="stands as it was written"):
        house.session.flush()


def test_nothing_in_the_house_updates_or_deletes_postings() -> None:
    """Bulk statements go round the mapper's guard, so none may name the ledger."""
    for file in (ROOT / "caseapp").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"update", "delete"}:
                assert "Posting" not in ast.unparse(node), f"{file}:{node.lineno}"


def test_only_one_room_writes_postings() -> None:
    makers = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "caseapp").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node).startswith(("insert(Posting", "Posting("))
    }
    assert makers == {"caseapp/services/budget.py"}
