"""Before and after of every field of a file, of its members and of the people in it, kept with the event that tells it.

The session notes what a field was when its change is first seen; an event of the trail takes what has changed about its
subject since the event before. What nobody told of by the end of the transaction the trail tells of itself.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from caseapp.domain.accounts import mask_account, mask_phone, mask_text
from caseapp.domain.identity import mask
from caseapp.models.base import Moment
from caseapp.models.columns import Sealed
from caseapp.models.field_changes import FieldChange
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import Honour, ModelWorker
from caseapp.models.people import Person
from caseapp.models.sealing import ring
from caseapp.models.special_groups import GroupListing
from caseapp.models.worker_particulars import WorkerParticulars

Subject = tuple[str, int]
OWNERS = {
    Household: ("household", "id"),
    HouseholdMember: ("household", "household_id"),
    Person: ("person", "id"),
    ModelWorker: ("model_worker", "id"),
    Honour: ("model_worker", "model_worker_id"),
    WorkerParticulars: ("model_worker", "model_worker_id"),
    GroupListing: ("listing", "id"),
}
"""Whose changes are kept, and under which subject of the trail they are told."""
NAMED_BY = {HouseholdMember: "person_id", Honour: "title"}
"""Rows that come to a file already standing, and the field that says which."""
MASKS = {
    "id_number": mask,
    **dict.fromkeys(("phone", "other_phone", "kin_phone", "contact_phone"), mask_phone),
    **dict.fromkeys(("account", "kin_account"), mask_account),
    **dict.fromkeys(("illness_note", "spouse_name", "kin_name", "contact_name"), mask_text),
}
ASIDE = {"uid", "version", "live", "notice_guessed", "address_key"}
KEPT = {
    kind: [
        column
        for column in inspect(kind).local_table.columns
        if not (column.primary_key or column.foreign_keys or isinstance(column.type, Moment))
        and not (column.name.endswith("_index") or column.name in ASIDE)
    ]
    for kind in OWNERS
}
"""The columns that say something: not the row's keys, marks and moments."""
ORDER = (FieldChange.place, FieldChange.row_id, FieldChange.field, FieldChange.id)
"""In which an event tells its changes."""
_MEMORY = "what rows were"


@dataclass
class _Memory:
    """Of one transaction, by subject: the fields that were touched, as they were or as they were last told; and the
    rows made, still to be told of. `fresh` are rows made whose subject has no number yet."""

    before: dict[Subject, dict[tuple[Any, str], Any]] = field(default_factory=lambda: defaultdict(dict))
    made: dict[Subject, list[Any]] = field(default_factory=lambda: defaultdict(list))
    fresh: list[Any] = field(default_factory=list)


def _memory(session: Session) -> _Memory:
    memory: _Memory = session.info.setdefault(_MEMORY, _Memory())
    return memory


@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, context: UOWTransaction, instances: object) -> None:
    _memory(session).fresh += [row for row in session.new if type(row) in OWNERS]
    _note(session)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_MEMORY, None)


def _note(session: Session) -> None:
    for row in session.dirty:
        if type(row) not in OWNERS:
            continue
        before = _memory(session).before[_subject(row)]
        for column in KEPT[type(row)]:
            history = inspect(row).attrs[column.name].history
            if history.has_changes():
                before.setdefault((row, column.name), history.deleted[0] if history.deleted else None)


def take(session: Session, subject: Subject) -> list[FieldChange]:
    """What changed about the subject since this was last asked in the transaction; the rows are of no event yet.
    A file made since then has not changed: it is new."""
    memory = _memory(session)
    _note(session)
    fresh, memory.fresh = memory.fresh, []
    for row in fresh:
        if inspect(row).persistent:
            memory.made[_subject(row)].append(row)
    made = [row for row in memory.made.pop(subject, ()) if inspect(row).persistent]
    is_new = any(type(row) not in NAMED_BY for row in made)
    found = [] if is_new else [_joined(row) for row in made]
    changed = list(_settle(memory, subject))
    for row in made:
        if hasattr(row, "person_id"):
            list(_settle(memory, ("person", row.person_id)))
            memory.made.pop(("person", row.person_id), None)
    found += [] if is_new else [change for row, change in changed if row not in made]
    return sorted(found, key=order)


def order(change: FieldChange) -> tuple[str, int, str]:
    return change.place, change.row_id, change.field


def _settle(memory: _Memory, subject: Subject) -> Iterator[tuple[Any, FieldChange]]:
    """The row and the change of each field that is not as it was; from now on it is what it was."""
    before = memory.before.get(subject, {})
    for (row, name), was in list(before.items()):
        if not inspect(row).persistent:
            continue
        before[row, name] = is_now = getattr(row, name)
        if was == is_now:
            continue
        pair: tuple[Any, Any]
        shown = name.removesuffix("_sealed")
        if shown != name:
            column: Sealed = vars(type(row))[shown]
            pair = column.opened(row, was), column.opened(row, is_now)
        else:
            pair = was, is_now
        if pair[0] != pair[1]:
            show = MASKS.get(shown, _plain)
            yield row, _change(row, shown, *(show(value) if value else value for value in pair))


def rest(session: Session) -> Iterator[tuple[Subject, list[FieldChange]]]:
    """What no event has told of; the memory ends here."""
    _note(session)
    for subject in list(_memory(session).before):
        changes = take(session, subject)
        if changes:
            yield subject, changes
    session.info.pop(_MEMORY, None)


def _joined(row: Any) -> FieldChange:
    name = NAMED_BY[type(row)]
    return _change(row, name, None, row.person.name if name == "person_id" else row.title)


def _subject(row: Any) -> Subject:
    subject, key = OWNERS[type(row)]
    return subject, getattr(row, key)


def _change(row: Any, name: str, was: object, is_now: object) -> FieldChange:
    change = FieldChange(place=row.__tablename__, row_id=row.id, field=name)
    change.pair = json.dumps([was, is_now], ensure_ascii=False)
    return change


def _plain(value: Any) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def told(changes: list[FieldChange]) -> dict[str, Any]:
    """What the event says of its changes: the names of the fields and a digest of the rest."""
    return {"fields": sorted({one.field for one in changes}), "changes": digest(changes)} if changes else {}


def digest(changes: Iterable[FieldChange]) -> str:
    """Of an event's changes in their order; raises Unsealable when one was changed outside the program."""
    text = json.dumps([[one.place, one.row_id, one.field, one.pair] for one in changes], ensure_ascii=False)
    return ring().chain(text)
