"""The household roster given out: within reach, masked unless the actor may see numbers, with a reason, noted."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import Relation
from caseapp.domain.households.particulars import MemberParticulars
from caseapp.domain.rosters.columns import Column
from caseapp.domain.rosters.households import FEN, HOUSEHOLD, LAYOUT, MEMBER
from caseapp.exporters.rosters import roster_workbook
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.queries.reach import within
from caseapp.services import audit
from caseapp.services.giving_out import AT_ONCE, PERSONAL, Given, Showing, of_person, reason_of, text_of

P = Permission
_SEAT = {"relation", "health", "work_state", *(one.name for one in fields(MemberParticulars))}
_NUMBER = next(column for column in HOUSEHOLD if column.key == "id_number")


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
    why, showing = reason_of(reason), Showing(actor, in_full=in_full)
    statement = within(select(Household), actor, P.FILE_READ, Household.unit_id).where(*conditions)
    seats = selectinload(Household.members).joinedload(HouseholdMember.person)
    statement = statement.options(seats, joinedload(Household.unit)).order_by(Household.file_no)
    given = Given(session.scalars(statement.execution_options(yield_per=AT_ONCE)))
    data = roster_workbook(LAYOUT, (_record(household, showing) for household in given))
    audit.record(
        session, actor, "household.export", "household", None, now=now, count=given.count, in_full=in_full, reason=why
    )
    return data


def _record(household: Household, showing: Showing) -> tuple[list[list[str]], list[list[str]]]:
    """The household's row, and those of its members."""
    full = showing.in_full(household.unit.path)
    present = [place for place in household.members if place.left_on is None]
    head = next(place for place in present if place.relation is Relation.HEAD)
    members = [
        [_member(head.person, place, column, full) for column in MEMBER] for place in present if place is not head
    ]
    return [[_household(household, head, column, full) for column in HOUSEHOLD]], members


def _household(household: Household, head: HouseholdMember, column: Column, full: bool) -> str:
    key = column.key
    if key == "unit":
        return household.unit.name
    if key == "own_income" or key in PERSONAL or key in _SEAT:
        return _of_seat(head, column, full)
    return text_of(getattr(household, FEN.get(key, key)), column)


def _member(head: Person, place: HouseholdMember, column: Column, full: bool) -> str:
    if column.key == "head_id":
        return of_person(head, _NUMBER, full=full)
    return _of_seat(place, column, full)


def _of_seat(place: HouseholdMember, column: Column, full: bool) -> str:
    if column.key in PERSONAL:
        return of_person(place.person, column, full=full)
    return text_of(getattr(place, FEN.get(column.key, column.key)), column)
