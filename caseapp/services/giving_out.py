"""What every roster given out shares: a reason, numbers masked unless they may be shown, cells as text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.money import Money
from caseapp.domain.rosters.columns import Column, Kind, Layout
from caseapp.domain.units import within as is_within
from caseapp.exporters.rosters import roster_workbook
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.queries.reach import within
from caseapp.services import audit
from caseapp.services.people import PersonFacts
from caseapp.services.said import MASKS

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


Record = Sequence[Sequence[Sequence[str]]]
"""What is told of one record: for each sheet of the layout its rows."""


@dataclass(frozen=True)
class Register:
    """What can be given out. `rows` are all its records in no order; `records` makes lines of some of them and of what
    may be shown, reading AT_ONCE at a time."""

    subject: str
    layout: Layout
    table: type[Household | ModelWorker | GroupListing]
    rows: Select[*tuple[Any, ...]]
    order: tuple[InstrumentedAttribute[Any], ...]
    records: Callable[[Session, Select[Any], Showing], Iterator[Record]]

    def asked(self, actor: Actor, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
        """Those within the actor's reach that meet the conditions, in order."""
        actor.demand(Permission.FILE_READ)
        reached = within(self.rows, actor, Permission.FILE_READ, self.table.unit_id)
        return reached.where(*conditions).order_by(*self.order)

    def ids(self, session: Session, actor: Actor, conditions: Sequence[ColumnElement[bool]]) -> list[int]:
        """The same, by their ids."""
        asked = self.asked(actor, conditions)
        return list(session.scalars(asked.with_only_columns(self.table.id, maintain_column_froms=True)))


@dataclass(frozen=True)
class Given:
    """A workbook, and how many records are in it."""

    data: bytes
    count: int


def made(
    session: Session,
    actor: Actor,
    register: Register,
    *,
    conditions: Sequence[ColumnElement[bool]],
    in_full: bool,
) -> Given:
    """The workbook of the records that meet the conditions, within the actor's reach; writes nothing."""
    count, showing = 0, Showing(actor, in_full=in_full)

    def each() -> Iterator[Record]:
        nonlocal count
        for record in register.records(session, register.asked(actor, conditions), showing):
            count += 1
            yield record

    data = roster_workbook(register.layout, each())
    return Given(data, count)


def note(
    session: Session, actor: Actor, register: Register, *, count: int, reason: str, in_full: bool, now: datetime
) -> None:
    """That so many records were given out, in the audit trail."""
    told = {"count": count, "in_full": in_full, "reason": reason_of(reason)}
    audit.record(session, actor, f"{register.subject}.export", register.subject, None, now=now, **told)


def give_out(
    session: Session,
    actor: Actor,
    register: Register,
    *,
    conditions: Sequence[ColumnElement[bool]],
    reason: str,
    in_full: bool,
    now: datetime,
) -> bytes:
    """The workbook, noted in the audit trail with the reason and the count."""
    reason_of(reason)
    given = made(session, actor, register, conditions=conditions, in_full=in_full)
    note(session, actor, register, count=given.count, reason=reason, in_full=in_full, now=now)
    return given.data


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
