"""The household roster given out: within reach, masked unless the actor may see numbers, with a reason, noted."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.accounts import mask_account, mask_phone
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.households.codes import Relation
from caseapp.domain.households.particulars import MemberParticulars
from caseapp.domain.households.roster_columns import FEN, HOUSEHOLD, MEMBER, Column
from caseapp.domain.identity import mask
from caseapp.domain.labels import Word
from caseapp.domain.money import Money
from caseapp.domain.units import within as is_within
from caseapp.exporters.rosters import household_roster
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.queries.reach import within
from caseapp.services import audit
from caseapp.services.people import PersonFacts

P = Permission
_MASKS = {"id_number": mask, "phone": mask_phone, "other_phone": mask_phone, "account": mask_account}
_PERSONAL = {one.name for one in fields(PersonFacts)}
_SEAT = {"relation", "health", "work_state", *(one.name for one in fields(MemberParticulars))}


def export_households(
    session: Session,
    actor: Actor,
    *,
    conditions: list[ColumnElement[bool]],
    reason: str,
    in_full: bool,
    now: datetime,
) -> bytes:
    """A workbook of the files that meet the conditions, with those who are in them now. Numbers stand in full only
    where they are asked for and the actor may have them shown."""
    actor.demand(P.FILE_READ)
    why = reason.strip()
    if not why or len(why) > 256:
        raise Invalid.one("reason", N_("Write the reason, in at most 256 characters."))
    statement = within(select(Household), actor, P.FILE_READ, Household.unit_id).where(*conditions)
    seats = selectinload(Household.members).joinedload(HouseholdMember.person)
    statement = statement.options(seats, joinedload(Household.unit)).order_by(Household.file_no)
    heads, members = [], []
    tops = actor.reach(P.PERSONAL_REVEAL)
    for household in session.scalars(statement):
        full = in_full and (actor.is_system or any(is_within(household.unit.path, top) for top in tops))
        present = [place for place in household.members if place.left_on is None]
        head = next(place for place in present if place.relation is Relation.HEAD)
        heads.append([_household(household, head, column, full) for column in HOUSEHOLD])
        others = [place for place in present if place is not head]
        members += [[_member(head.person, place, column, full) for column in MEMBER] for place in others]
    audit.record(
        session, actor, "household.export", "household", None, now=now, count=len(heads), in_full=in_full, reason=why
    )
    return household_roster(heads, members)


def _household(household: Household, head: HouseholdMember, column: Column, full: bool) -> str:
    key = column.key
    if key == "unit":
        return household.unit.name
    return _of_person(head, key, full) if _is_of_person(key) else _text(getattr(household, FEN.get(key, key)), key)


def _member(head: Person, place: HouseholdMember, column: Column, full: bool) -> str:
    if column.key == "head_id":
        return _number("id_number", head.id_number, full)
    return _of_person(place, column.key, full)


def _is_of_person(key: str) -> bool:
    return key == "own_income" or key in _PERSONAL or key in _SEAT


def _of_person(place: HouseholdMember, key: str, full: bool) -> str:
    if key not in _PERSONAL:
        return _text(getattr(place, FEN.get(key, key)), key)
    value = getattr(place.person, key)
    return _number(key, value, full) if key in _MASKS else _text(value, key)


def _number(key: str, value: str | None, full: bool) -> str:
    return (value if full else _MASKS[key](value)) if value else ""


def _text(value: Any, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if key in FEN:
        return str(Money(value).yuan())
    return value.zh if isinstance(value, Word) else str(value)
