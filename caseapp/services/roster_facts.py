"""A household as a roster tells it, as the facts the household services take; and what would change by it."""

from dataclasses import fields
from typing import Any, TypeVar

from caseapp.domain import names
from caseapp.domain.households.codes import Category, Cause, Health, Relation, WorkState
from caseapp.domain.households.particulars import HouseholdParticulars, MemberParticulars
from caseapp.domain.rosters.columns import Column, Kind
from caseapp.domain.rosters.households import FEN, HOUSEHOLD, MEMBER
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.readers.rosters.lines import Said
from caseapp.services.household_facts import HouseholdFacts
from caseapp.services.membership import MemberFacts, Row
from caseapp.services.planned import Body, Change, number_of
from caseapp.services.said import changes_of_person, day_of, person_of, shown, word_of

T = TypeVar("T", HouseholdParticulars, MemberParticulars)


def _filled(kind: type[T], columns: tuple[Column, ...]) -> dict[str, Column]:
    """The columns that fill a field of the kind, by the field."""
    known = {one.name for one in fields(kind)}
    return {name: one for one in columns if (name := FEN.get(one.key, one.key)) in known}


_OF_HOUSEHOLD = _filled(HouseholdParticulars, HOUSEHOLD)
_OF_MEMBER = _filled(MemberParticulars, MEMBER)


def facts_of(body: Body, household: Household | None) -> HouseholdFacts:
    """The facts to register, or to write over `household`: there, what the file leaves empty stays as recorded."""
    head, kept = body.head, household
    place = _head_of(kept) if kept else None
    seats = _Seats(kept)
    members = []
    for said in body.members:
        seat = seats.of(said)
        members.append(_member(said, seat, Relation.OTHER))
    income = head.get("monthly_income")
    applied_on = day_of(head.get("applied_on"))
    return HouseholdFacts(
        unit_id=body.unit_id,
        category=word_of(Category, head.get("category")) or (kept.category if kept else None),
        main_cause=word_of(Cause, head.get("main_cause")) or (kept.main_cause if kept else None),
        monthly_income_fen=int(income) if income is not None else (kept.monthly_income_fen if kept else None),
        applied_on=applied_on or (kept.applied_on if kept else None),
        head=_member(head, place, Relation.HEAD),
        members=tuple(members),
        address=str(head.get("address") or (kept.address if kept else "")),
        note=str(head.get("note") or (kept.note if kept else "")),
        particulars=_particulars(HouseholdParticulars, head, _OF_HOUSEHOLD, kept),
    )


def changes(household: Household, facts: HouseholdFacts, rows: list[Row]) -> list[Change]:
    """What writing the facts would change; the rows must have been checked against the file."""
    told = []
    own_keys = ("category", "main_cause", "monthly_income_fen", "applied_on", "address", "note")
    asked = {key: getattr(facts, key) for key in own_keys} | vars(facts.particulars or HouseholdParticulars())
    for key, after in asked.items():
        before = getattr(household, key)
        if after is not None and before != after:
            told.append(Change("", key.removesuffix("_fen"), shown(key, before), shown(key, after)))
    for row in rows:
        person = row.facts.person
        if row.place is None:
            told.append(Change(person.name, "joins", after=shown("relation", row.facts.relation)))
            continue
        name = row.place.person.name
        told += changes_of_person(row.place.person, person)
        seat = {key: getattr(row.facts, key) for key in ("relation", "health", "work_state")}
        for key, after in (seat | vars(row.facts.particulars or MemberParticulars())).items():
            before = getattr(row.place, key)
            if before != after:
                name_of_column = "own_income" if key == FEN["own_income"] else key
                told.append(Change(name, name_of_column, shown(key, before), shown(key, after)))
    return told


class _Seats:
    """Who sits in the file beside the head: by ID number, else by name and birth date."""

    def __init__(self, household: Household | None) -> None:
        self._seats: dict[object, HouseholdMember] = {}
        for place in household.members if household else ():
            if place.left_on is None and place.relation is not Relation.HEAD:
                self._seats[_sign(place.person)] = place

    def of(self, said: dict[str, Said]) -> HouseholdMember | None:
        number = number_of(said)
        return self._seats.get(number or (names.normal(str(said.get("name", ""))), day_of(said.get("birth_on"))))


def _sign(person: Person) -> object:
    return person.id_number or (names.normal(person.name), person.birth_on)


def _head_of(household: Household) -> HouseholdMember:
    return next(place for place in household.members if place.left_on is None and place.relation is Relation.HEAD)


def _member(said: dict[str, Said], place: HouseholdMember | None, otherwise: Relation) -> MemberFacts:
    return MemberFacts(
        person_of(said, place.person if place else None),
        relation=word_of(Relation, said.get("relation")) or (place.relation if place else otherwise),
        health=word_of(Health, said.get("health")) or (place.health if place else Health.GOOD),
        work_state=word_of(WorkState, said.get("work_state")) or (place.work_state if place else WorkState.OTHER),
        member_id=place.id if place and otherwise is not Relation.HEAD else None,
        particulars=_particulars(MemberParticulars, said, _OF_MEMBER, place),
    )


def _particulars(kind: type[T], said: dict[str, Said], columns: dict[str, Column], kept: object | None) -> T:
    """What is recorded, and over it what the row tells."""
    values = {one.name: getattr(kept, one.name) for one in fields(kind)} if kept is not None else {}
    values |= {name: _value(column, said[column.key]) for name, column in columns.items() if column.key in said}
    return kind(**values)


def _value(column: Column, said: Said) -> Any:
    match column.kind:
        case Kind.DAY:
            return day_of(said)
        case Kind.YES_NO:
            return bool(said)
        case Kind.WORD if column.words is not None:
            return column.words(str(said))
        case _:
            return said
