"""The rows that taking a roster in has made, put into the same tables once more: what any import has to write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from bench.site import Hand
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person, PersonKey

TABLES: tuple[Table, ...] = tuple(
    model.__table__  # type: ignore[misc]
    for model in (Person, PersonKey, Household, HouseholdMember)
)
OWNERS = {"person_id": "people", "head_id": "people", "household_id": "households"}
OTHERWISE: dict[str, Callable[[Any], Any]] = {
    "uid": lambda uid: uid[::-1],
    "id_number_index": lambda index: bytes(index)[::-1] if index else None,
    "file_no": lambda number: f"Z{number}",
}
"""What must not stand twice."""


@dataclass(frozen=True)
class Again:
    """Rows under other ids, uids and numbers, ready to be put in."""

    hand: Hand
    first: dict[str, int]
    columns: dict[str, list[str]]
    rows: dict[str, list[tuple[Any, ...]]]

    def put(self) -> None:
        """In one transaction, as fast as the database takes them: COPY, or prepared inserts on SQLite."""
        with self.hand.transaction() as cursor:
            for table, rows in self.rows.items():
                self.hand.put(cursor, table, self.columns[table], rows)


def last_ids(hand: Hand) -> dict[str, int]:
    return {table.name: hand.rows(f"SELECT coalesce(max(id), 0) FROM {table.name}")[0][0] for table in TABLES}


@contextmanager
def rows_again(hand: Hand, before: dict[str, int]) -> Iterator[Again]:
    """Of what came after those ids; what was put in is taken out at the end."""
    after = last_ids(hand)
    shift = {table: after[table] - before[table] for table in after}
    columns = {table.name: [column.name for column in table.columns] for table in TABLES}
    rows = {}
    for table, names in columns.items():
        change = [_change(table, name, shift) for name in names]
        found = hand.rows(f"SELECT {', '.join(names)} FROM {table} WHERE id > %s ORDER BY id", before[table])
        rows[table] = [tuple(act(value) for act, value in zip(change, row, strict=True)) for row in found]
    yield Again(hand, after, columns, rows)
    for table in reversed(columns):
        hand.write(f"DELETE FROM {table} WHERE id > %s", after[table])


def _change(table: str, name: str, shift: dict[str, int]) -> Callable[[Any], Any]:
    owner = table if name == "id" else OWNERS.get(name)
    if owner:
        return lambda number: number + shift[owner]
    return OTHERWISE.get(name, lambda value: value)
