"""The budgets of a year: every sum opens, a cashier adjusts, a refusal keeps what was typed, the workbook agrees."""

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import FundSource
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.units import Unit
from tests.integration.payments.house import House

TYPED = {"source": "fiscal", "document_no": "唐财〔2025〕8号", "decided_on": "2025-06-01", "reason": "省级追加"}


class Desk:
    def __init__(self, session: Session, sign_in: Callable) -> None:
        self.session = session
        self.house = House(session)
        self.house.released(100_000, 200_000)
        self.budget_id = self.house.budget.id
        self.sign_in = sign_in
        self.city = session.get_one(Unit, self.house.city_id)
        self.url = f"/budgets/projects/{self.house.project_id}/adjust"

    def entries(self) -> list[BudgetAdjustment]:
        found = list(self.session.scalars(select(BudgetAdjustment).order_by(BudgetAdjustment.id)))
        self.session.commit()
        return found


@pytest.fixture
def desk(world: Session, sign_in: Callable) -> Desk:
    return Desk(world, sign_in)


def test_a_cashier_adjusts_and_every_sum_opens(desk: Desk) -> None:
    cashier = desk.sign_in(Role.CASHIER, unit=desk.city)
    answer = cashier.send(desk.url, {**TYPED, "direction": "raise", "amount_fen": "１,000.50"})
    assert answer.headers["Location"].endswith(f"/budgets/{desk.budget_id}")
    page = cashier.get("/budgets?year=2025").get_data(as_text=True)
    assert "+1,000.50" in page and "11,000.50" in page and "8,000.50" in page
    links = set(re.findall(rf'href="(/budgets/{desk.budget_id}[^"#]*)', page))
    assert {url.rpartition("/")[2] for url in links} == {str(desk.budget_id), "reserved", "committed", "spent", "freed"}
    committed = cashier.get(f"/budgets/{desk.budget_id}/committed").get_data(as_text=True)
    assert "/batches/" in committed and "3,000.00" in committed
    assert "唐财〔2025〕8号" in cashier.get(f"/budgets/{desk.budget_id}").get_data(as_text=True)


def test_a_cut_below_what_is_bound_comes_back_with_what_was_typed(desk: Desk) -> None:
    cashier = desk.sign_in(Role.CASHIER, unit=desk.city)
    answer = cashier.send(desk.url, {**TYPED, "direction": "lower", "amount_fen": "7000.01"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "would leave 2,999.99 yuan, and 3,000.00 yuan are reserved" in page
    assert 'value="7000.01"' in page and TYPED["document_no"] in page
    assert desk.entries() == []


def test_a_wrong_entry_is_taken_back_on_its_own_page(desk: Desk) -> None:
    cashier = desk.sign_in(Role.CASHIER, unit=desk.city)
    cashier.send(desk.url, {**TYPED, "direction": "lower", "amount_fen": "500"})
    (wrong,) = desk.entries()
    url = f"/budgets/{desk.budget_id}/adjustments/{wrong.id}/reverse"
    assert f"{TYPED['document_no']}（冲销）" in cashier.get(url).get_data(as_text=True)
    typed = {"document_no": "冲销1", "decided_on": "2025-06-02", "reason": "误登记"}
    assert cashier.send(url, {**typed, "decided_on": "2025-02-30"}).status_code == 422
    assert cashier.send(url, typed).status_code == 302
    assert [entry.amount_fen for entry in desk.entries()] == [-50_000, 50_000]
    assert "taken back" in cashier.get(f"/budgets/{desk.budget_id}").get_data(as_text=True)


def test_others_read_and_do_not_adjust(desk: Desk) -> None:
    for role in (Role.CASEWORKER, Role.REVIEWER, Role.PERFORMANCE, Role.AUDITOR):
        client = desk.sign_in(role, unit=desk.city)
        assert desk.url not in client.get(f"/budgets/{desk.budget_id}").get_data(as_text=True)
        assert client.get(desk.url).status_code == 403


def test_the_workbook_holds_the_sums_and_the_documents(desk: Desk) -> None:
    cashier = desk.sign_in(Role.CASHIER, unit=desk.city)
    typed = {**TYPED, "source": FundSource.CARRIED.value, "direction": "raise", "amount_fen": "20"}
    cashier.send(desk.url, typed)
    book = openpyxl.load_workbook(BytesIO(cashier.get("/budgets/list.xlsx?year=2025").data))
    cells = [str(cell) for row in book.active.values for cell in row if cell is not None]
    assert {"10,000.00", "3,000.00", "7,020.00", "Carried over", TYPED["document_no"], TYPED["reason"]} <= set(cells)
