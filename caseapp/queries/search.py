"""One search box: names and pinyin by prefix, file numbers by prefix, ID numbers, their last four and phones exactly.

Each function gives a condition for a WHERE clause; an empty search is met by every row.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from caseapp.domain import identity, names
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person, PersonKey, tail_blind

HIGHEST = "\U0010ffff"
HOUSEHOLD_PREFIX = "TS"
MODEL_WORKER_PREFIX = "LM"
_FILE_NO = re.compile(r"^[A-Z]{2}-?\d*$")


def person_matches(q: str) -> ColumnElement[bool]:
    """People by name, pinyin, initials, ID number, its last four characters, or phone."""
    return true() if not plain(q) else or_(*_of_person(q))


def household_matches(q: str) -> ColumnElement[bool]:
    """Households by file number or by anyone who is in them now."""
    if not plain(q):
        return true()
    inside = select(HouseholdMember.household_id).where(
        HouseholdMember.left_on.is_(None), HouseholdMember.person_id.in_(_people(q))
    )
    return or_(_numbered(Household.file_no, HOUSEHOLD_PREFIX, q), Household.id.in_(inside))


def model_worker_matches(q: str) -> ColumnElement[bool]:
    """Model workers by file number or by the person."""
    if not plain(q):
        return true()
    return or_(_numbered(ModelWorker.file_no, MODEL_WORKER_PREFIX, q), ModelWorker.person_id.in_(_people(q)))


def plain(q: str) -> str:
    """The search half-width, upper case and without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", q)).upper()


def begins(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """A prefix as a range, so that an index by code point serves it."""
    return (column >= prefix) & (column < prefix + HIGHEST)


def _people(q: str) -> Select[Any]:
    return select(Person.id).where(or_(*_of_person(q)))


def _of_person(q: str) -> list[ColumnElement[bool]]:
    typed = plain(q)
    conditions: list[ColumnElement[bool]] = []
    if re.fullmatch(r"\d{3}[\dX]", typed):
        conditions.append(Person.id_tail_index == tail_blind(typed))
    if re.fullmatch(r"\d{7,12}", typed):
        conditions.append(Person.phone_index == Person.phone.blind(typed))
    if re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,20}", typed):
        number = identity.from_15(typed) if re.fullmatch(r"\d{15}", typed) else typed
        conditions.append(Person.id_number_index == Person.id_number.blind(number))
    name = names.normal(q)[: names.LONGEST]
    if name and not name.isdecimal():
        found = select(PersonKey.person_id).where(begins(PersonKey.key, name))
        conditions.append(Person.id.in_(found))
    return conditions or [false()]


def _numbered(column: InstrumentedAttribute[str], prefix: str, q: str) -> ColumnElement[bool]:
    typed = plain(q)
    if typed.isdecimal() and len(typed) <= 6:
        return column == f"{prefix}-{int(typed):04d}"
    if not _FILE_NO.match(typed):
        return false()
    return begins(column, typed if "-" in typed or len(typed) == 2 else f"{typed[:2]}-{typed[2:]}")
