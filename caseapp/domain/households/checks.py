"""What a household file must be like to be taken, and the days of its life."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.households.codes import Relation


@dataclass(frozen=True)
class Place:
    """One row of a file: what it is called in the form (a prefix), who, and how related to the head."""

    prefix: str
    id_number: str
    relation: Relation


def places(rows: Sequence[Place], kept: Sequence[Relation] = ()) -> Iterable[Problem]:
    """One head, at most one spouse, nobody twice; `kept` are the relations of those who stay beside the rows."""
    seen: set[str] = set()
    spouses = kept.count(Relation.SPOUSE)
    heads = kept.count(Relation.HEAD)
    for row in rows:
        heads += row.relation is Relation.HEAD
        if row.relation is Relation.HEAD and heads > 1:
            yield Problem(row.prefix + "relation", N_("A household has one head; choose the relation to the head."))
        spouses += row.relation is Relation.SPOUSE
        if row.relation is Relation.SPOUSE and spouses > 1:
            yield Problem(row.prefix + "relation", N_("A household has at most one spouse of the head."))
        if row.id_number and row.id_number in seen:
            yield Problem(row.prefix + "id_number", N_("This ID number stands twice in this form."))
        seen.add(row.id_number)


def next_reverification(day: date) -> date:
    """A year later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)


def days_left(due_on: date | None, today: date) -> int | None:
    """Days until the yearly re-verification; negative when it is overdue."""
    return None if due_on is None else (due_on - today).days
