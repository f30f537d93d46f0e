"""Keyset paging: a page begins after (or ends before) a row, so page 400 costs what page 1 costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

PAGE = 50
R = TypeVar("R")


@dataclass(frozen=True)
class Order:
    """What a list can be sorted by; never null. `read` turns the cursor's text back into a value."""

    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    read: Callable[[str], Any] = str


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: `sort` is a key of the list's orders, with `-` for the other way round."""

    sort: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Page(Generic[R]):
    """`previous` and `next` are cursors for `before` and `after`; `found` counts all that match."""

    rows: list[R]
    found: int
    sort: str
    previous: str | None
    next: str | None


def cut(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    orders: Mapping[str, Order],
    row_id: InstrumentedAttribute[int],
    wanted: Wanted,
) -> tuple[list[Any], str, str | None, str | None]:
    """At most PAGE rows of the statement in order, the sort in force, and the cursors before and after them.

    An unknown sort falls back to the first order; a cursor that cannot be read is ignored.
    """
    sort = wanted.sort if wanted.sort.removeprefix("-") in orders else next(iter(orders))
    order = orders[sort.removeprefix("-")]
    before, after = _position(order, wanted.before), _position(order, wanted.after)
    backwards = before is not None
    falling = sort.startswith("-") != backwards
    key, position = tuple_(order.column, row_id), before if backwards else after
    if position is not None:
        statement = statement.where(key < tuple_(*position) if falling else key > tuple_(*position))
    turns = [column.desc() if falling else column.asc() for column in (order.column, row_id)]
    statement = statement.add_columns(order.column.label("cursor_value"), row_id.label("cursor_id"))
    rows = list(session.execute(statement.order_by(*turns).limit(PAGE + 1)).all())
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows.reverse()
    has_previous, has_next = (more, True) if backwards else (after is not None, more)
    return rows, sort, _cursor(rows[:1], has_previous), _cursor(rows[-1:], has_next)


def _cursor(row: list[Any], there: bool) -> str | None:
    return f"{row[0].cursor_value}~{row[0].cursor_id}" if there and row else None


def _position(order: Order, cursor: str) -> tuple[Any, int] | None:
    value, _, row_id = cursor.rpartition("~")
    try:
        return (order.read(value), int(row_id)) if cursor else None
    except ValueError:
        return None
