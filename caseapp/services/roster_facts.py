"""A household as a roster tells it, as the facts the household services take; and what would change by it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from caseapp.domain import identity, names
from caseapp.domain.accounts import mask_account, mask_phone
from caseapp.domain.errors import Invalid
from caseapp.domain.households.codes import Category, Cause, Health, Relation, WorkState
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import HouseholdParticulars, Marriage, MemberParticulars, Politics
from caseapp.domain.households.roster_columns import FEN, HOUSEHOLD, MEMBER, Column, Kind
from caseapp.domain.identity import Sex, mask
from caseapp.domain.labels import Word
from caseapp.domain.money import Money
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.readers.rosters.lines import Said
from caseapp.services import people
from caseapp.services.households import HouseholdFacts
from caseapp.services.membership import MemberFacts, Row
from caseapp.services.people import PersonFacts

E = TypeVar("E", bound=Enum)
T = TypeVar("T", HouseholdParticulars, MemberParticulars)
MASKS = {"id_number": mask, "phone": mask_phone, "other_phone": mask_phone, "account": mask_account}
_YES, _NO = ("是", "Yes"), ("否", "No")


@dataclass
class Body:
    """What the file says of one household, by the keys of the columns."""

    head: dict[str, Said]
    members: list[dict[str, Said]] = field(default_factory=list)
    unit_id: int | None = None

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def body_of(text: str) -> Body:
    return Body(**json.loads(text))


@dataclass(frozen=True)
class Change:
    """One field of the file (`who` is "") or of a person; `key` "joins" for somebody new. Both values as they are
    shown, in Chinese and English; numbers of people are masked."""

    who: str
    key: str
    before: tuple[str, str] = ("", "")
    after: tuple[str, str] = ("", "")


def number_of(said: dict[str, Said]) -> str:
    """The ID number in its stored form where it can be one, else as it is."""
    text = str(said.get("id_number", ""))
    try:
        return identity.parse(text) if text else ""
    except Invalid:
        return identity.normalise(text)


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
    applied_on = _day(head.get("applied_on"))
    return HouseholdFacts(
        unit_id=body.unit_id,
        category=_word(Category, head.get("category")) or (kept.category if kept else None),
        main_cause=_word(Cause, head.get("main_cause")) or (kept.main_cause if kept else None),
        monthly_income_fen=int(income) if income is not None else (kept.monthly_income_fen if kept else None),
        applied_on=applied_on or (kept.applied_on if kept else None),
        head=_member(head, place, Relation.HEAD),
        members=tuple(members),
        address=str(head.get("address") or (kept.address if kept else "")),
        note=str(head.get("note") or (kept.note if kept else "")),
        particulars=_particulars(HouseholdParticulars, head, HOUSEHOLD, kept),
    )


def changes(household: Household, facts: HouseholdFacts, rows: list[Row]) -> list[Change]:
    """What writing the facts would change; the rows must have been checked against the file."""
    told = []
    own_keys = ("category", "main_cause", "monthly_income_fen", "applied_on", "address", "note")
    asked = {key: getattr(facts, key) for key in own_keys} | vars(facts.particulars or HouseholdParticulars())
    for key, after in asked.items():
        before = getattr(household, key)
        if after is not None and before != after:
            told.append(Change("", key.removesuffix("_fen"), _shown(key, before), _shown(key, after)))
    for row in rows:
        person = row.facts.person
        if row.place is None:
            told.append(Change(person.name, "joins", after=_shown("relation", row.facts.relation)))
            continue
        own, name = row.place.person, row.place.person.name
        if own.name != person.name:
            told.append(Change(name, "name", (name, name), (person.name, person.name)))
        for key, after in people.differences(own, person).items():
            told.append(Change(name, key, _shown(key, getattr(own, key)), _shown(key, after)))
        seat = {key: getattr(row.facts, key) for key in ("relation", "health", "work_state")}
        for key, after in (seat | vars(row.facts.particulars or MemberParticulars())).items():
            before = getattr(row.place, key)
            if before != after:
                shown = "own_income" if key == FEN["own_income"] else key
                told.append(Change(name, shown, _shown(key, before), _shown(key, after)))
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
        return self._seats.get(number or (names.normal(str(said.get("name", ""))), _day(said.get("birth_on"))))


def _sign(person: Person) -> object:
    return person.id_number or (names.normal(person.name), person.birth_on)


def _head_of(household: Household) -> HouseholdMember:
    return next(place for place in household.members if place.left_on is None and place.relation is Relation.HEAD)


def _member(said: dict[str, Said], place: HouseholdMember | None, otherwise: Relation) -> MemberFacts:
    def text(key: str) -> str:
        return str(said.get(key, ""))

    person = PersonFacts(
        name=text("name") or (place.person.name if place else ""),
        id_number=text("id_number"),
        sex=_word(Sex, said.get("sex")) or Sex.UNKNOWN,
        birth_on=_day(said.get("birth_on")),
        phone=text("phone"),
        bank_name=text("bank_name"),
        account=text("account"),
        account_holder=text("account_holder"),
        other_phone=text("other_phone"),
        bank_branch=text("bank_branch"),
        ethnicity=_word(Ethnicity, said.get("ethnicity")),
        politics=_word(Politics, said.get("politics")),
        marriage=_word(Marriage, said.get("marriage")),
    )
    return MemberFacts(
        person,
        relation=_word(Relation, said.get("relation")) or (place.relation if place else otherwise),
        health=_word(Health, said.get("health")) or (place.health if place else Health.GOOD),
        work_state=_word(WorkState, said.get("work_state")) or (place.work_state if place else WorkState.OTHER),
        member_id=place.id if place and otherwise is not Relation.HEAD else None,
        particulars=_particulars(MemberParticulars, said, MEMBER, place),
    )


def _particulars(kind: type[T], said: dict[str, Said], columns: Iterable[Column], kept: object | None) -> T:
    """What is recorded, and over it what the row tells."""
    known = {one.name for one in fields(kind)}
    values = {name: getattr(kept, name) for name in known} if kept is not None else {}
    for column in columns:
        name = FEN.get(column.key, column.key)
        if column.key in said and name in known:
            values[name] = _value(column, said[column.key])
    return kind(**values)


def _value(column: Column, said: Said) -> Any:
    match column.kind:
        case Kind.DAY:
            return _day(said)
        case Kind.YES_NO:
            return bool(said)
        case Kind.WORD if column.words is not None:
            return column.words(str(said))
        case _:
            return said


def _word(kind: type[E], value: Said | None) -> E | None:
    return None if value is None else kind(value)


def _day(value: Said | None) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _shown(key: str, value: Any) -> tuple[str, str]:
    if value is None or value == "":
        return "", ""
    if isinstance(value, Word):
        return value.zh, value.en
    if isinstance(value, bool):
        return _YES if value else _NO
    if key.endswith("_fen"):
        value = f"{Money(value).yuan():,.2f}"
    text = MASKS[key](str(value)) if key in MASKS else str(value)
    return text, text
