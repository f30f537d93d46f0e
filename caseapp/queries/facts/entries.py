"""The list behind a figure: one shape for every kind of thing counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    String,
    case,
    func,
    literal,
    null,
    select,
)
from sqlalchemy import (
    cast as cast_to,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.queries.facts.scope import Rows
from caseapp.queries.reach import reached


@dataclass(frozen=True)
class Entry:
    """One thing behind a figure; `count` goes into its numerator, `of` into its denominator.

    `kind`: household, person, payment, expense, remittance, activity, session, quarter or answer; `id` is its row (of a
    quarter its number, of an answer 0: `code` has the word). `times` and `amount_fen` add up the payments behind it.
    `voucher_no` is that of a payment of past years, which no batch carried.
    """

    kind: str
    id: int
    label: str
    code: str
    on: date | None
    amount_fen: int | None
    count: int
    of: int
    times: int
    batch_id: int | None = None
    batch_number: str | None = None
    household_id: int | None = None
    person_id: int | None = None
    voucher_no: str | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.code if self.kind == 'answer' else self.id}"


@dataclass(frozen=True)
class MemberList:
    """`total`: entries within the actor's reach, of which `entries` may be a page; `hidden`: those outside it."""

    entries: tuple[Entry, ...]
    total: int
    hidden: int


@dataclass(frozen=True)
class View:
    """Who looks (None: everything is shown) and at which part of the list."""

    actor: Actor | None = None
    limit: int | None = None
    offset: int = 0


_TYPES: dict[str, Any] = {
    "kind": String,
    "id": Integer,
    "label": String,
    "code": String,
    "on": Date,
    "amount_fen": BigInteger,
    "count": BigInteger,
    "of": BigInteger,
    "times": Integer,
    "batch_id": Integer,
    "batch_number": String,
    "household_id": Integer,
    "person_id": Integer,
    "voucher_no": String,
    "shown": Integer,
    "sorted_on": Date,
    "sorted_by": String,
}
_DEFAULTS: dict[str, Any] = {"label": "", "code": "", "count": 1, "of": 1, "times": 0, "shown": 1, "sorted_by": ""}


def entry_columns(kind: str | ColumnElement[str], **columns: Any) -> list[ColumnElement[Any]]:
    """The columns of an entry in their order, what is not given being empty, so that lists can be joined by UNION."""
    given = {**_DEFAULTS, **columns, "kind": kind}
    return [_typed(given.get(name), form).label(name) for name, form in _TYPES.items()]


def shown_to(
    actor: Actor | None, unit_id: InstrumentedAttribute[int], *, any_of_group: bool = False
) -> ColumnElement[int]:
    """1 where the actor may read the file behind the row, else 0; over a group, where one row of it may be read."""
    if actor is None or actor.is_system:
        return literal(1, Integer)
    flag = case((reached(actor, Permission.FILE_READ, unit_id), 1), else_=0)
    return func.max(flag) if any_of_group else flag


def listed(session: Session, rows: Rows, view: View) -> MemberList:
    """The entries of a statement made of `entry_columns`, by day, then by `sorted_by`, then by id."""
    table = rows.subquery()
    everything, shown = session.execute(select(func.count(), func.sum(table.c.shown)).select_from(table)).one()
    page = (
        select(*(table.c[name] for name in Entry.__dataclass_fields__))
        .where(table.c.shown == 1)
        .order_by(func.coalesce(table.c.sorted_on, date.max), table.c.sorted_by, table.c.kind, table.c.id)
        .limit(view.limit)
        .offset(view.offset or None)
    )
    visible = int(shown or 0)
    entries = tuple(_entry(row._mapping) for row in session.execute(page))
    return MemberList(entries, visible, everything - visible)


def whole(entries: list[Entry], view: View) -> MemberList:
    """A list that holds no personal data: everybody who sees the figure sees it."""
    end = None if view.limit is None else view.offset + view.limit
    return MemberList(tuple(entries[view.offset : end]), len(entries), 0)


def _entry(row: Any) -> Entry:
    numbers = {name: int(row[name]) for name in ("count", "of", "times")}
    amount = row["amount_fen"]
    return Entry(**{**row, **numbers, "amount_fen": None if amount is None else int(amount)})


def _typed(value: Any, form: Any) -> ColumnElement[Any]:
    if value is None:
        return cast_to(null(), form)
    plain = isinstance(value, str | int)
    return literal(value, form) if plain else cast(ColumnElement[Any], value)
