"""The roster of households, with those who are in them now, as it is given out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from caseapp.domain.households.codes import Relation
from caseapp.domain.households.particulars import MemberParticulars
from caseapp.domain.rosters.columns import Column
from caseapp.domain.rosters.households import FEN, HEAD_ID, HOUSEHOLD, LAYOUT, MEMBER
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.services.giving_out import AT_ONCE, PERSONAL, SHOWN, Record, Register, Showing
from caseapp.services.said import MASKS

_SEAT = {"relation", "health", "work_state", "own_income", *(one.name for one in fields(MemberParticulars))}
_OF_SEAT = tuple({one.key: one for one in (*HOUSEHOLD, *MEMBER) if one.key in PERSONAL | _SEAT}.values())
_OF_HOUSEHOLD = tuple(one for one in HOUSEHOLD if one.key not in PERSONAL | _SEAT)

Texts = dict[str, str]
"""Cells with something in them, by the keys of their columns."""


def _source(column: Column) -> ColumnElement[Any]:
    """Where the value of the column stands."""
    key = column.key
    name = FEN.get(key, key)
    if key == "unit":
        found = Unit.name
    elif column in _OF_HOUSEHOLD:
        found = getattr(Household, name)
    elif key in _SEAT:
        found = getattr(HouseholdMember, name)
    else:
        found = getattr(Person, f"{key}_sealed" if key in MASKS else key)
    return found.label(key)


_FAMILIES = select(Household.id, Unit.path, *map(_source, _OF_HOUSEHOLD)).join(Household.unit)
_SEATS = (
    select(HouseholdMember.household_id, Person.uid, *map(_source, _OF_SEAT))
    .join(HouseholdMember.person)
    .where(HouseholdMember.left_on.is_(None))
    .order_by(HouseholdMember.id)
)


def _records(session: Session, asked: Select[Any], showing: Showing) -> Iterator[Record]:
    """Of each household its row, and those of the members who are in it now."""
    for families in session.execute(asked.execution_options(yield_per=AT_ONCE)).partitions():
        seats: dict[int, list[Any]] = defaultdict(list)
        for seat in session.execute(_SEATS.where(HouseholdMember.household_id.in_([one.id for one in families]))):
            seats[seat.household_id].append(seat)
        for family in families:
            full = showing.in_full(family.path)
            head, *others = _people(seats[family.id], full)
            own = _texts(family, _OF_HOUSEHOLD, full) | head
            owner = {HEAD_ID.key: head.get("id_number", "")}
            yield [_row(own, HOUSEHOLD)], [_row(one | owner, MEMBER) for one in others]


def _row(told: Texts, columns: Sequence[Column]) -> list[str]:
    return [told.get(column.key, "") for column in columns]


def _people(seats: Sequence[Any], full: bool) -> list[Texts]:
    """Those in the file, the head first."""
    in_turn = sorted(seats, key=lambda seat: seat.relation is not Relation.HEAD)
    return [_texts(seat, _OF_SEAT, full) for seat in in_turn]


def _texts(row: Any, columns: Sequence[Column], full: bool) -> Texts:
    """What is told of the row's values; they stand in the order of the columns, after two of the row's own."""
    told = {}
    for value, column in zip(row[2:], columns, strict=True):
        if value is None or value == "":
            continue
        key = column.key
        if key in MASKS:
            number = getattr(Person, key).opened(row, value)
            told[key] = number if full else MASKS[key](number)
        else:
            told[key] = SHOWN[column.kind](value)
    return told


HOUSEHOLDS = Register("household", LAYOUT, Household, _FAMILIES, (Household.file_no,), _records)
