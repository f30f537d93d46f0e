"""What every roster given out shares: a reason, numbers masked unless they may be shown, cells as text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.money import Money
from caseapp.domain.rosters.columns import Column, Kind, Layout
from caseapp.domain.units import within as is_within
from caseapp.exporters.rosters import roster_workbook
from caseapp.models.people import Person
from caseapp.services import audit
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


def give_out(
    session: Session,
    actor: Actor,
    rows: Select[*tuple[Any, ...]],
    *,
    subject: str,
    layout: Layout,
    record: Callable[..., Sequence[list[list[str]]]],
    reason: str,
    in_full: bool,
    now: datetime,
) -> bytes:
    """A workbook of the rows, which lie within the actor's reach; `record` makes of each, and of what may be shown,
    the lines for the sheets of the layout. Noted in the audit trail with the reason and the count."""
    actor.demand(Permission.FILE_READ)
    why, showing = reason_of(reason), Showing(actor, in_full=in_full)
    given = Given(session.execute(rows.execution_options(yield_per=AT_ONCE)))
    data = roster_workbook(layout, (record(*row, showing) for row in given))
    told = {"count": given.count, "in_full": in_full, "reason": why}
    audit.record(session, actor, f"{subject}.export", subject, None, now=now, **told)
    return data


def of_person(person: Person, column: Column, *, full: bool) -> str:
    value = getattr(person, column.key)
    if value and column.key in MASKS and not full:
        return MASKS[column.key](value)
    return text_of(value, column)


def text_of(value: Any, column: Column) -> str:
    """The cell that reads as the value again."""
    return "" if value is None else SHOWN[column.kind](value)


SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.MONEY: lambda fen: str(Money(fen).yuan()),
    Kind.DAY: date.isoformat,
    Kind.WORD: attrgetter("zh"),
    Kind.WHOLE: str,
    Kind.YES_NO: lambda is_so: "是" if is_so else "否",
}
"""A value that is there, by the kind of its column."""
