"""A rule of the money and the shape its findings share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Integer, Select, String, cast, literal, null

Found = Select[*tuple[Any, ...]]
Asked = BindParameter[int] | None
"""The project whose books are asked for, told when the statement runs; None asks for all."""


@dataclass(frozen=True)
class Rule:
    """`sentence` takes %(id)s, %(name)s, %(expected)s and %(found)s; the last two are yuan when `is_money`.

    `broken` gives the rows that break it, in the columns of `finding`, of one project or (None) of all.
    """

    key: str
    sentence: str
    broken: Callable[[Asked], Found]
    is_money: bool = False

    def statement(self, project_id: Asked) -> Found:
        found = self.broken(project_id).subquery()
        return Select(literal(self.key, String).label("rule"), *found.c)


def finding(row_id: Any, name: Any, expected: Any = None, found: Any = None) -> list[Any]:
    """The columns of a finding: which row, how people call it, and two whole numbers that should be one."""
    numbers = [null() if number is None else number for number in (expected, found)]
    return [
        cast(row_id, Integer).label("id"),
        cast(name, String).label("name"),
        cast(numbers[0], BigInteger).label("expected"),
        cast(numbers[1], BigInteger).label("found"),
    ]
