"""What every roster given out shares: a reason, numbers masked unless they may be shown, cells as text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.labels import Word
from caseapp.domain.money import Money
from caseapp.domain.rosters.columns import Column, Kind
from caseapp.domain.units import within as is_within
from caseapp.models.people import Person
from caseapp.services.people import PersonFacts
from caseapp.services.said import MASKS

R = TypeVar("R")
AT_ONCE = 500
PERSONAL = {one.name for one in fields(PersonFacts)}
"""The keys of columns that stand in a person's own record."""


def reason_of(text: str) -> str:
    """The reason as written; raises Invalid for none."""
    why = text.strip()
    if not why or len(why) > 256:
        raise Invalid.one("reason", N_("Write the reason, in at most 256 characters."))
    return why


class Showing:
    """Numbers stand in full only where they are asked for and the actor may have them shown in that unit."""

    def __init__(self, actor: Actor, *, in_full: bool) -> None:
        self._every = in_full and actor.is_system
        self._tops = tuple(actor.reach(Permission.PERSONAL_REVEAL)) if in_full else ()

    def in_full(self, unit_path: str) -> bool:
        return self._every or any(is_within(unit_path, top) for top in self._tops)


@dataclass
class Given(Generic[R]):
    """Rows on their way out, counted; AT_ONCE of them are in memory."""

    rows: Iterable[R]
    count: int = 0

    def __iter__(self) -> Iterator[R]:
        for row in self.rows:
            self.count += 1
            yield row


def of_person(person: Person, column: Column, *, full: bool) -> str:
    value = getattr(person, column.key)
    if value and column.key in MASKS and not full:
        return MASKS[column.key](value)
    return text_of(value, column)


def text_of(value: Any, column: Column) -> str:
    """The cell that reads as the value again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.kind is Kind.MONEY:
        return str(Money(value).yuan())
    if isinstance(value, date):
        return value.isoformat()
    return value.zh if isinstance(value, Word) else str(value)
