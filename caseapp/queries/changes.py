"""What the events of a file changed, field by field."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Enum, select
from sqlalchemy.orm import Session

from caseapp.models.base import Base
from caseapp.models.field_changes import FieldChange


@dataclass(frozen=True)
class Change:
    """Values as the column has them (a Word, a day, fen …), those of numbers masked; None where nothing was told.
    `before` None and `field` person_id or title: the row came to the file."""

    place: str
    row_id: int
    field: str
    before: Any
    after: Any


def of_events(session: Session, seqs: Collection[int]) -> dict[int, list[Change]]:
    """By event; of a file the caller may read; one statement."""
    found: dict[int, list[Change]] = defaultdict(list)
    if not seqs:
        return found
    kept = select(FieldChange).where(FieldChange.event_seq.in_(seqs)).order_by(FieldChange.event_seq, FieldChange.id)
    for row in session.scalars(kept):
        before, after = (_typed(row.place, row.field, value) for value in json.loads(row.pair or "[]"))
        found[row.event_seq].append(Change(row.place, row.row_id, row.field, before, after))
    return found


def _typed(place: str, field: str, value: Any) -> Any:
    column = Base.metadata.tables[place].columns.get(field)
    if column is None or value in (None, ""):
        return value
    if isinstance(column.type, Enum) and column.type.enum_class:
        return column.type.enum_class(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
