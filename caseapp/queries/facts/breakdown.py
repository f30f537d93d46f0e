"""Payments parted every way at once, and the gaps between the ways of counting them; `domain.indicators.breakdown` says
what they must be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    case,
    cast,
    distinct,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from caseapp.domain.indicators.breakdown import NOTHING, By, Counts
from caseapp.domain.periods import Window
from caseapp.domain.units import STEP, branch
from caseapp.models.payments import Payment
from caseapp.models.units import Unit
from caseapp.queries.facts.scope import ProjectScope, Rows, counted

Parts = dict[By, dict[str | None, Counts]]


@dataclass(frozen=True)
class Broken:
    """`parts` by way and part (None: unspecified), only parts with a payment; `whole`: all of them together."""

    whole: Counts
    parts: Parts


@dataclass(frozen=True)
class Again:
    """How many owners were met more than once, and how many times beyond the first, added up."""

    owners: int
    more: int


@dataclass(frozen=True)
class Gaps:
    """`household_times` and `person_times`: paid more than once. `payees`: households with several payees; `places`:
    persons paid for several households, or for one and for themselves without a file."""

    household_times: Again
    payees: Again
    person_times: Again
    places: Again


def broken_down(session: Session, scope: ProjectScope, window: Window) -> Broken:
    """In one statement."""
    parts: Parts = {by: {} for by in By}
    whole = NOTHING
    for way, part, *numbers in session.execute(union_all(*_rows(scope, window))):
        found = Counts(*(int(number or 0) for number in numbers))
        if way == "":
            whole = found
        else:
            parts[By(way)][part] = found
    return Broken(whole, parts)


def gaps(session: Session, scope: ProjectScope, window: Window) -> Gaps:
    """In one statement."""
    where = counted(scope, window)
    household = _met(Payment.household_id, Payment.person_id, where & Payment.household_id.is_not(None))
    person = _met(Payment.person_id, func.coalesce(Payment.household_id, 0), where)
    found = {
        owner: (Again(int(a or 0), int(b or 0)), Again(int(c or 0), int(d or 0)))
        for owner, a, b, c, d in session.execute(union_all(_again("household", household), _again("person", person)))
    }
    return Gaps(*found["household"], *found["person"])


def _met(owner: Any, other: Any, where: ColumnElement[bool]) -> Rows:
    return (
        select((func.count(Payment.id) - 1).label("times"), (func.count(distinct(other)) - 1).label("others"))
        .where(where)
        .group_by(owner)
    )


def _again(owner: str, rows: Rows) -> Rows:
    met = rows.subquery()
    times, others = met.c.times, met.c.others
    return select(
        literal(owner, String),
        func.count().filter(times > 0),
        func.sum(times),
        func.count().filter(others > 0),
        func.sum(others),
    )


def part_expression(by: By, scope: ProjectScope) -> ColumnElement[Any]:
    """The part a payment lies in, as text; null: unspecified."""
    makers: dict[By, Callable[[], ColumnElement[Any]]] = {
        By.KIND: lambda: cast(Payment.kind, String),
        By.CATEGORY: lambda: cast(Payment.category, String),
        By.UNIT: lambda: _unit_of(scope),
        By.MONTH: lambda: cast(_month(), String),
        By.QUARTER: lambda: cast((_month() + 2) // 3, String),
    }
    return makers[by]()


def _month() -> ColumnElement[int]:
    return cast(extract("month", Payment.paid_on), Integer)


def _unit_of(scope: ProjectScope) -> ColumnElement[Any]:
    low, high = branch(scope.path)
    below = cast(func.substr(Unit.path, 1, len(scope.path) + STEP), String)
    inside = case(((Unit.path >= low) & (Unit.path < high), below), else_=null())
    return select(inside).where(Unit.id == Payment.unit_id).correlate(Payment).scalar_subquery()


def _rows(scope: ProjectScope, window: Window) -> list[Rows]:
    where = counted(scope, window)
    columns = (
        func.count(distinct(Payment.household_id)),
        func.count(distinct(Payment.person_id)),
        func.count(distinct(Payment.person_id)).filter(Payment.household_id.is_(None)),
        func.count(Payment.household_id),
        func.count(Payment.id),
        func.sum(Payment.amount_fen),
    )
    rows: list[Rows] = [
        select(literal("", String).label("way"), cast(null(), String).label("part"), *columns).where(where)
    ]
    for by in By:
        part = part_expression(by, scope).label("part")
        rows.append(select(literal(by.value, String).label("way"), part, *columns).where(where).group_by(part))
    return rows
