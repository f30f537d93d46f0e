"""The different values of a column that an index begins with: one look into the index for each, whatever the rows."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute


def each_value(column: InstrumentedAttribute[Any]) -> Select[Any]:
    """In rising order; the column is never null."""
    found = select(func.min(column).label("value")).cte("found", recursive=True)
    following = select(func.min(column)).where(column > found.c.value).scalar_subquery()
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return select(found.c.value).where(found.c.value.is_not(None)).order_by(found.c.value)
