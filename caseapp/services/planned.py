"""What a roster would do, whatever its kind: a record of the file beside what is recorded, units by name, repeats."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from caseapp.domain import identity, names
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.imports import Verdict
from caseapp.models.base import Base
from caseapp.models.units import Unit
from caseapp.queries.reach import units_within
from caseapp.readers.rosters import Fault, PersonLine, RecordLine, Roster
from caseapp.readers.rosters.lines import Said

R = TypeVar("R", bound=Base)


@dataclass
class Body:
    """What the file says of one record, by the keys of the columns: its own row, and the rows that belong to it."""

    head: dict[str, Said]
    members: list[dict[str, Said]] = field(default_factory=list)
    unit_id: int | None = None

    def dump(self) -> str:
        return json.dumps(vars(self), ensure_ascii=False)


def body_of(text: str) -> Body:
    return Body(**json.loads(text))


def read_body(line: RecordLine) -> Body:
    return Body(line.head.said, [member.said for member in line.members])


@dataclass(frozen=True)
class Change:
    """One field of the record (`who` is "") or of a person; `key` "joins" for somebody new. Both values as they are
    shown, in Chinese and English; numbers of people are masked."""

    who: str
    key: str
    before: tuple[str, str] = ("", "")
    after: tuple[str, str] = ("", "")


@dataclass
class Planned(Generic[R]):
    """`record` is what it is compared with; the body's unit is where a new one would belong."""

    line: RecordLine
    body: Body
    record: R | None = None
    verdict: Verdict = Verdict.NEW
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def compared(self, changes: list[Change]) -> None:
        self.changes, self.verdict = changes, Verdict.CHANGED if changes else Verdict.SAME


def number_of(said: dict[str, Said], key: str = "id_number") -> str:
    """The ID number in its stored form where it can be one, else as it is."""
    text = str(said.get(key, ""))
    try:
        return identity.parse(text) if text else ""
    except Invalid:
        return identity.normalise(text)


def people_of(line: RecordLine) -> list[PersonLine]:
    return [line.head, *line.members]


def judged(planned: list[Planned[R]], roster: Roster) -> list[Planned[R]]:
    """Whatever has a fault, of reading or of checking, is faulty as a whole."""
    unread = Counter((fault.place.sheet, fault.place.row) for fault in roster.faults)
    spoilt = {_cell(fault) for fault in roster.faults}
    for one in planned:
        one.faults = [fault for fault in one.faults if _cell(fault) not in spoilt]
        if one.faults or any(unread[person.sheet, person.row] for person in people_of(one.line)):
            one.verdict = Verdict.FAULTY
    return planned


def _cell(fault: Fault) -> tuple[str, int, int]:
    return fault.place.sheet, fault.place.row, fault.place.column


def told_twice(planned: Sequence[Planned[R]], sign: Callable[[Planned[R]], object], key: str, message: str) -> None:
    """The second of two lines that stand for the same gets a fault that names the first (`%(place)s`)."""
    first: dict[object, PersonLine] = {}
    for one in planned:
        mark = sign(one)
        if not mark:
            continue
        place = first.setdefault(mark, one.line.head)
        if place is not one.line.head:
            one.faults.append(one.line.head.fault(key, message, {"place": place.place(key)}))


class Units:
    """The actor's units by name and by code."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._units = list(session.scalars(units_within(actor, Permission.FILE_WRITE)))
        self._names: dict[str, list[Unit]] = {}
        for unit in self._units:
            for name in {names.normal(unit.name), names.normal(unit.code)}:
                self._names.setdefault(name, []).append(unit)

    def of(self, one: Planned[R], recorded: int | None) -> int | None:
        """`recorded` is the unit of what is on record, which no import changes."""
        head, said = one.line.head, str(one.line.head.said.get("unit", ""))
        found = self._names.get(names.normal(said), []) if said else self._units
        if recorded is not None and not said:
            return recorded
        if said and not found:
            one.faults.append(head.fault("unit", N_("“%(text)s” is none of your units."), {"text": said[:40]}))
        elif len(found) != 1:
            message = N_("Several units are meant by this. Write the unit's code.")
            one.faults.append(head.fault("unit", message if said else N_("Write the unit; you look after several.")))
        elif recorded is not None and found[0].id != recorded:
            message = N_("This is recorded under another unit; an import does not move it.")
            one.faults.append(head.fault("unit", message))
        else:
            return found[0].id
        return None


T = TypeVar("T")


def parts(values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """So many at a time: a statement takes only so many values."""
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]
