"""One search box: names and pinyin by prefix, file numbers by prefix, ID numbers, their last four and phones exactly.

Each function gives a condition for a WHERE clause; an empty search is met by every row.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, Select, false, select, true, union_all
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
    return true() if not plain(q) else _one_of(Person.id, _people(q))


def household_matches(q: str) -> ColumnElement[bool]:
    """Households by file number or by anyone who is in them now."""
    if not plain(q):
        return true()
    inside = select(HouseholdMember.household_id).where(HouseholdMember.left_on.is_(None))
    ways = [inside.where(HouseholdMember.person_id.in_(found)) for found in _people(q)]
    return _one_of(Household.id, [*_numbered(Household, HOUSEHOLD_PREFIX, q), *ways])


def model_worker_matches(q: str) -> ColumnElement[bool]:
    """Model workers by file number or by the person."""
    if not plain(q):
        return true()
    ways = [select(ModelWorker.id).where(ModelWorker.person_id.in_(found)) for found in _people(q)]
    return _one_of(ModelWorker.id, [*_numbered(ModelWorker, MODEL_WORKER_PREFIX, q), *ways])


def _one_of(row_id: InstrumentedAttribute[int], ways: list[Select[int]]) -> ColumnElement[bool]:
    """Rows found in one of the ways: put together, each by its own index; joined by OR, no index would serve."""
    if not ways:
        return false()
    return row_id.in_(ways[0] if len(ways) == 1 else union_all(*ways))


def plain(q: str) -> str:
    """The search half-width, upper case and without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", q)).upper()


def begins(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """A prefix as a range, so that an index by code point serves it."""
    return (column >= prefix) & (column < prefix + HIGHEST)


def _people(q: str) -> list[Select[int]]:
    """The ids of people, for each way that what was typed may mean one."""
    typed = plain(q)
    ways: list[Select[int]] = []
    if re.fullmatch(r"\d{3}[\dX]", typed):
        ways.append(select(Person.id).where(Person.id_tail_index == tail_blind(typed)))
    if re.fullmatch(r"\d{7,12}", typed):
        ways.append(select(Person.id).where(Person.phone_index == Person.phone.blind(typed)))
    if re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,20}", typed):
        number = identity.from_15(typed) if re.fullmatch(r"\d{15}", typed) else typed
        ways.append(select(Person.id).where(Person.id_number_index == Person.id_number.blind(number)))
    name = names.normal(q)[: names.LONGEST]
    if name and not name.isdecimal():
        ways.append(select(PersonKey.person_id).where(begins(PersonKey.key, name)))
    return ways


def _numbered(register: type[Household] | type[ModelWorker], prefix: str, q: str) -> list[Select[int]]:
    """The ids of the files with that number, or with one that begins so; nothing where no number was typed."""
    typed = plain(q)
    if typed.isdecimal() and len(typed) <= 6:
        return [select(register.id).where(register.file_no == f"{prefix}-{int(typed):04d}")]
    if not _FILE_NO.match(typed):
        return []
    begun = typed if "-" in typed or len(typed) == 2 else f"{typed[:2]}-{typed[2:]}"
    return [select(register.id).where(begins(register.file_no, begun))]
