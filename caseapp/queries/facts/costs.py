"""Figures from expenses and remittances: money beside the payments, money in place, quarters in time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, literal, select, union_all
from sqlalchemy.orm import Session

from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.models.activities import Expense, Remittance
from caseapp.queries.facts.entries import MemberList, View, entry_columns, listed
from caseapp.queries.facts.payments import Found, member_rows
from caseapp.queries.facts.scope import Ask, Rows, prepared


def is_of_costs(measure: Measure) -> bool:
    if measure.family in {Family.MONEY, Family.LAST_DAY}:
        return measure.subject in {"spent", "expenses", "remitted", "remittance"}
    return measure.family is Family.REMITTANCE


def figures(session: Session, asks: Sequence[Ask]) -> Found:
    """In one statement for any number of projects; of `money.spent` the part that is not payments."""
    wanted = tuple(ask for ask in asks if any(is_of_costs(m) for m in ask.measures))
    if not wanted:
        return {}
    found: Found = {}
    for row in session.execute(_statement(wanted)):
        ask = wanted[row.place]
        for measure in ask.measures:
            if is_of_costs(measure):
                found[ask.scope.project_id, measure.key] = _figure(measure, row)
    return found


def _figure(measure: Measure, row: Any) -> Figure:
    match measure.subject:
        case "spent":
            return Figure.money(int(row.expenses or 0) + int(row.passed or 0))
        case "expenses":
            return Figure.money(int(row.expenses or 0))
        case "remitted":
            return Figure.money(int(row.passed or 0))
        case "remittance":
            return Figure.last_day(row.last)
        case "in_place":
            return Figure.rate(int(row.received or 0), int(row.due or 0))
    return Figure.count(row.on_time, measure.unit)


@prepared
def _statement(wanted: tuple[Ask, ...]) -> Any:
    return union_all(*(_row(place, ask) for place, ask in enumerate(wanted)))


def _row(place: int, ask: Ask) -> Rows:
    spent = select(func.sum(Expense.amount_fen)).where(*spending_of(ask)).scalar_subquery()
    passed, due = _passed(ask), _due(ask)
    return select(
        literal(place, Integer).label("place"),
        spent.label("expenses"),
        func.sum(Remittance.passed_fen).filter(passed).label("passed"),
        func.max(Remittance.passed_on).filter(passed).label("last"),
        func.sum(Remittance.received_fen).filter(due).label("received"),
        func.sum(Remittance.due_fen).filter(due).label("due"),
        func.count(Remittance.id).filter(passed & _in_time()).label("on_time"),
    ).where(Remittance.project_id == ask.scope.project_id)


def spending_of(ask: Ask) -> list[ColumnElement[bool]]:
    return [
        Expense.project_id == ask.scope.project_id,
        Expense.paid_on.between(ask.window.start, ask.window.end),
    ]


def _passed(ask: Ask) -> ColumnElement[bool]:
    return Remittance.passed_on.between(ask.window.start, ask.window.end)


def _due(ask: Ask) -> ColumnElement[bool]:
    return Remittance.due_on.between(ask.window.start, ask.window.end)


def _in_time() -> ColumnElement[bool]:
    return Remittance.passed_on <= Remittance.due_on


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    passed, fen = _passed(ask), Remittance.passed_fen
    mine = Remittance.project_id == ask.scope.project_id
    rows: Rows
    match measure.subject:
        case "spent":
            parts = union_all(
                member_rows(ask, measure, view.actor), _expense_rows(ask), _remittance_rows(mine & passed, fen, fen)
            )
            rows = select(parts.subquery())
        case "expenses":
            rows = _expense_rows(ask)
        case "remitted":
            rows = _remittance_rows(mine & passed, fen, fen)
        case "in_place":
            rows = _remittance_rows(mine & _due(ask), Remittance.received_fen, Remittance.due_fen)
        case "remittance":
            last = select(func.max(Remittance.passed_on)).where(mine, passed).scalar_subquery()
            rows = _remittance_rows(mine & passed & (Remittance.passed_on == last))
        case _:
            rows = _remittance_rows(mine & passed & _in_time())
    return listed(session, rows, view)


def _expense_rows(ask: Ask) -> Rows:
    columns = entry_columns(
        "expense",
        id=Expense.id,
        label=Expense.subject,
        code=Expense.voucher_no,
        on=Expense.paid_on,
        amount_fen=Expense.amount_fen,
        count=Expense.amount_fen,
        of=Expense.amount_fen,
        times=1,
        sorted_on=Expense.paid_on,
    )
    return select(*columns).where(*spending_of(ask))


def _remittance_rows(where: ColumnElement[bool], count: Any = 1, of: Any = 1) -> Rows:
    columns = entry_columns(
        "remittance",
        id=Remittance.id,
        code=Remittance.voucher_no,
        on=Remittance.passed_on,
        amount_fen=Remittance.passed_fen,
        count=count,
        of=of,
        times=Remittance.quarter,
        sorted_on=Remittance.due_on,
    )
    return select(*columns).where(where)
