"""Figures from the payments that count: households, persons, times, money, quarters, the last day."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    case,
    cast,
    distinct,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from caseapp.domain.access.actor import Actor
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.periods import Window, quarter_of, quarter_start
from caseapp.models.households import Household
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.queries.facts.entries import Entry, MemberList, View, entry_columns, listed, shown_to, whole
from caseapp.queries.facts.scope import Ask, Rows, counting, of_kinds, prepared

Found = dict[tuple[int, str], Figure]


def figures(session: Session, asks: Sequence[Ask]) -> Found:
    """Every figure from payments, but for the dependants, of any number of projects in one statement."""
    counted = ((ask, tuple(m for m in ask.measures if feeds(m))) for ask in asks)
    wanted = tuple((ask, measures) for ask, measures in counted if measures)
    if not wanted:
        return {}
    found: Found = {}
    for place, last, *numbers in session.execute(_statement(wanted)):
        ask, measures = wanted[place]
        for measure, number in zip(measures, numbers, strict=False):
            found[ask.scope.project_id, measure.key] = _figure(measure, last, int(number or 0))
    return found


def feeds(measure: Measure) -> bool:
    """Whether the measure takes a part, or all, of its figure from payments."""
    if measure.family in {Family.MONEY, Family.LAST_DAY}:
        return measure.subject in {"spent", "paid", "payment"}
    return measure.family in {Family.PAYMENTS, Family.QUARTERS}


def _figure(measure: Measure, last: date | None, number: int) -> Figure:
    if measure.family is Family.LAST_DAY:
        return Figure.last_day(last)
    if measure.family is Family.MONEY:
        return Figure.money(number)
    return Figure.count(number, measure.unit)


@prepared
def _statement(wanted: tuple[tuple[Ask, tuple[Measure, ...]], ...]) -> Any:
    width = max(len(measures) for _, measures in wanted)
    return union_all(*(_row(place, ask, measures, width) for place, (ask, measures) in enumerate(wanted)))


def _row(place: int, ask: Ask, measures: tuple[Measure, ...], width: int) -> Rows:
    numbers = [cast(_number(measure, ask), BigInteger) for measure in measures]
    numbers += [cast(literal(0), BigInteger)] * (width - len(numbers))
    return select(
        literal(place, Integer),
        func.max(Payment.paid_on).label("last"),
        *(number.label(f"n{index}") for index, number in enumerate(numbers)),
    ).where(counting(ask))


def _number(measure: Measure, ask: Ask) -> ColumnElement[Any]:
    if measure.family is Family.LAST_DAY:
        return literal(0)
    if measure.family is Family.QUARTERS:
        served: ColumnElement[Any] = literal(0)
        for start, end in _quarters(ask.window).values():
            served += func.coalesce(func.max(literal(1)).filter(Payment.paid_on.between(start, end)), 0)
        return served
    wanted = [of_kinds(measure.kinds)] if measure.kinds else []
    alone = Payment.household_id.is_(None)
    numbers: dict[str, Callable[[], ColumnElement[Any]]] = {
        "households": lambda: _among(func.count(distinct(Payment.household_id)), wanted),
        "persons": lambda: _among(func.count(distinct(Payment.person_id)), wanted),
        "household_times": lambda: _among(func.count(Payment.household_id), wanted),
        "beneficiaries": lambda: (
            _among(func.count(distinct(Payment.household_id)), wanted)
            + _among(func.count(distinct(Payment.person_id)), [*wanted, alone])
        ),
        "spent": lambda: _among(func.sum(Payment.amount_fen), wanted),
        "paid": lambda: _among(func.sum(Payment.amount_fen), wanted),
    }
    return numbers.get(measure.subject, lambda: _among(func.count(Payment.id), wanted))()


def _among(number: FunctionElement[Any], wanted: list[ColumnElement[bool]]) -> ColumnElement[Any]:
    return number.filter(*wanted) if wanted else number


def _quarters(window: Window) -> dict[int, tuple[date, date]]:
    """The quarters of the window's year that it reaches into, each as the days looked at."""
    year = window.start.year
    days = {}
    for quarter in range(quarter_of(window.start), 5):
        start = quarter_start(year, quarter)
        end = min(quarter_start(year + quarter // 4, quarter % 4 + 1), date.max)
        days[quarter] = (start, date.fromordinal(end.toordinal() - 1))
    return days


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    """The list behind a figure of these families."""
    if measure.family is Family.QUARTERS:
        return whole(_quarter_entries(session, ask), view)
    return listed(session, member_rows(ask, measure, view.actor), view)


def member_rows(ask: Ask, measure: Measure, actor: Actor | None) -> Rows:
    where = counting(ask, measure.kinds)
    with_file, without_file = Payment.household_id.is_not(None), Payment.household_id.is_(None)
    last = select(func.max(Payment.paid_on)).where(where).scalar_subquery()
    makers: dict[str, Callable[[], Rows]] = {
        "households": lambda: household_rows(where, actor),
        "persons": lambda: person_rows(where, actor),
        "beneficiaries": lambda: _joined(household_rows(where, actor), person_rows(where & without_file, actor)),
        "household_times": lambda: payment_rows(where & with_file, actor),
        "payment": lambda: payment_rows(where & (Payment.paid_on == last), actor),
        "spent": lambda: payment_rows(where, actor, Payment.amount_fen),
        "paid": lambda: payment_rows(where, actor, Payment.amount_fen),
    }
    return makers.get(measure.subject, lambda: payment_rows(where, actor))()


def _joined(*parts: Rows) -> Rows:
    return select(union_all(*parts).subquery())


def payment_rows(where: ColumnElement[bool], actor: Actor | None, weight: ColumnElement[Any] | Any = 1) -> Rows:
    columns = entry_columns(
        "payment",
        id=Payment.id,
        label=Person.name,
        code=func.coalesce(Household.file_no, ""),
        on=Payment.paid_on,
        amount_fen=Payment.amount_fen,
        count=weight,
        of=weight,
        times=1,
        batch_id=Payment.batch_id,
        batch_number=Batch.number,
        household_id=Payment.household_id,
        person_id=Payment.person_id,
        voucher_no=case((Payment.history_import_id.is_not(None), Payment.voucher_no)),
        shown=shown_to(actor, Payment.unit_id),
        sorted_on=Payment.paid_on,
    )
    return (
        select(*columns)
        .select_from(Payment)
        .join(Person, Person.id == Payment.person_id)
        .join(Household, Household.id == Payment.household_id, isouter=True)
        .join(Batch, Batch.id == Payment.batch_id, isouter=True)
        .where(where)
    )


def household_rows(where: ColumnElement[bool], actor: Actor | None, weight: ColumnElement[Any] | Any = 1) -> Rows:
    columns = entry_columns(
        "household",
        id=Household.id,
        label=Person.name,
        code=Household.file_no,
        on=func.max(Payment.paid_on),
        amount_fen=func.sum(Payment.amount_fen),
        count=weight,
        of=weight,
        times=func.count(Payment.id),
        household_id=Household.id,
        person_id=Person.id,
        shown=shown_to(actor, Payment.unit_id, any_of_group=True),
        sorted_by=Household.file_no,
    )
    return (
        select(*columns)
        .select_from(Payment)
        .join(Household, Household.id == Payment.household_id)
        .join(Person, Person.id == Household.head_id)
        .where(where)
        .group_by(Household.id, Household.file_no, Person.id, Person.name)
    )


def person_rows(where: ColumnElement[bool], actor: Actor | None, weight: ColumnElement[Any] | Any = 1) -> Rows:
    columns = entry_columns(
        "person",
        id=Person.id,
        label=Person.name,
        on=func.max(Payment.paid_on),
        amount_fen=func.sum(Payment.amount_fen),
        count=weight,
        of=weight,
        times=func.count(Payment.id),
        person_id=Person.id,
        shown=shown_to(actor, Payment.unit_id, any_of_group=True),
        sorted_by=Person.name,
    )
    return (
        select(*columns)
        .select_from(Payment)
        .join(Person, Person.id == Payment.person_id)
        .where(where)
        .group_by(Person.id, Person.name)
    )


def _quarter_entries(session: Session, ask: Ask) -> list[Entry]:
    columns: list[Any] = []
    quarters = _quarters(ask.window)
    for start, end in quarters.values():
        within = Payment.paid_on.between(start, end)
        columns += [func.count(Payment.id).filter(within), func.sum(Payment.amount_fen).filter(within)]
    row = session.execute(select(*columns).where(counting(ask))).one()
    return [
        Entry(
            "quarter",
            quarter,
            f"{ask.scope.year}年第{quarter}季度",
            f"{ask.scope.year}Q{quarter}",
            start,
            int(row[2 * place + 1]),
            1,
            1,
            row[2 * place],
        )
        for place, (quarter, (start, _)) in enumerate(quarters.items())
        if row[2 * place]
    ]
