"""A roster of special-group people: each listing new, changed, the same or faulty; then taken in."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain import names
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.accounts import parse_phone
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.imports import Verdict
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.imports import ImportRow
from caseapp.models.special_groups import GroupListing
from caseapp.queries.reach import reached
from caseapp.readers.rosters import RecordLine, Roster
from caseapp.readers.rosters.lines import Said
from caseapp.services import special_groups
from caseapp.services.planned import Body, Change, Planned, Units, body_of, judged, number_of, read_body, told_twice
from caseapp.services.said import changes_of_person, person_of, shown, word_of
from caseapp.services.special_groups import ListingFacts

P = Permission
_UNSIGNED = N_(
    "The same line stands in this file already: %(place)s. For another person of that name add an ID number or a phone."
)


def plan(session: Session, actor: Actor, roster: Roster, *, today: date) -> list[Planned[GroupListing]]:
    """In the order of the file. The faults of reading make a line faulty too; nothing is written."""
    actor.demand(P.FILE_WRITE)
    listings = _Listings(session, actor, roster.records)
    units = Units(session, actor)
    planned = []
    for line in roster.records:
        one: Planned[GroupListing] = Planned(line, read_body(line))
        one.record = listings.of(line.head.said)
        one.body.unit_id = units.of(one, one.record.unit_id if one.record else None)
        _check(session, one, today)
        planned.append(one)
    told_twice(planned, lambda one: _mark(one.body.head), "id_number", _UNSIGNED)
    return judged(planned, roster)


def _check(session: Session, one: Planned[GroupListing], today: date) -> None:
    head = one.line.head
    if "special_group" not in head.said:
        one.faults.append(head.fault("special_group", N_("Write the group.")))
    facts = _facts(one.body, one.record)
    for problem in special_groups.check(session, facts, one.record, today):
        name = problem.field or "id_number"
        one.faults.append(head.fault("unit" if name == "unit_id" else name, problem.message, problem.values))
    if one.record is not None and not one.faults:
        one.compared(_changes(one.record, facts))


def _facts(body: Body, listing: GroupListing | None) -> ListingFacts:
    """What the file leaves empty stays as recorded."""
    said = body.head
    year = said.get("year")
    return ListingFacts(
        unit_id=body.unit_id,
        year=int(year) if year is not None else None,
        special_group=word_of(SpecialGroup, said.get("special_group"))
        or (listing.special_group if listing else SpecialGroup.OTHER),
        person=person_of(said, listing.person if listing else None),
        employer=str(said.get("employer") or (listing.employer if listing else "")),
    )


def _changes(listing: GroupListing, facts: ListingFacts) -> list[Change]:
    told = changes_of_person(listing.person, facts.person)
    for key in ("special_group", "employer"):
        before, after = getattr(listing, key), getattr(facts, key)
        if before != after:
            told.append(Change("", key, shown(key, before), shown(key, after)))
    return told


class _Listings:
    """The listings within reach of the years that the roster names: by ID number, else by all that is known; where one
    side has no ID number, by name, group and a telephone or workplace in common."""

    def __init__(self, session: Session, actor: Actor, lines: Iterable[RecordLine]) -> None:
        years = {line.head.said["year"] for line in lines if "year" in line.head.said}
        statement = (
            select(GroupListing)
            .where(GroupListing.year.in_(years), reached(actor, P.FILE_WRITE, GroupListing.unit_id))
            .options(joinedload(GroupListing.person))
        )
        self._by_id: dict[tuple[object, object], GroupListing] = {}
        self._by_name: dict[object, list[GroupListing]] = defaultdict(list)
        self._alike: dict[object, list[GroupListing]] = defaultdict(list)
        for listing in session.scalars(statement):
            person = listing.person
            if person.id_number:
                self._by_id[listing.year, person.id_number] = listing
            sign = _sign(listing.year, person.name, listing.employer, person.phone or "")
            self._by_name[sign].append(listing)
            self._alike[listing.year, names.normal(person.name), listing.special_group.value].append(listing)

    def of(self, said: dict[str, Said]) -> GroupListing | None:
        year, number = said.get("year"), number_of(said)
        if number and (year, number) in self._by_id:
            return self._by_id[year, number]
        same = [] if number else self._by_name.get(_mark(said), [])
        same = same or [one for one in self._alike.get(_kin(said), []) if _is_likely(one, said, has_id=bool(number))]
        return same[0] if len(same) == 1 else None


def _kin(said: dict[str, Said]) -> object:
    return said.get("year"), names.normal(str(said.get("name", ""))), said.get("special_group")


def _is_likely(listing: GroupListing, said: dict[str, Said], *, has_id: bool) -> bool:
    """Whether the listing may be the person of the row, one of the two being without an ID number."""
    if has_id and listing.person.id_number:
        return False
    phone, known = _phone(said), listing.person.phone or ""
    if phone and known:
        return phone == known
    employer = names.normal(str(said.get("employer", "")))
    return bool(employer) and employer == names.normal(listing.employer)


def _mark(said: dict[str, Said]) -> object:
    """What tells a line from every other of its file."""
    year, number = said.get("year"), number_of(said)
    if number:
        return year, number
    return _sign(year, str(said.get("name", "")), str(said.get("employer", "")), _phone(said))


def _sign(year: object, name: str, employer: str, phone: str) -> object:
    return year, names.normal(name), names.normal(employer), phone


def _phone(said: dict[str, Said]) -> str:
    text = str(said.get("phone", ""))
    try:
        return parse_phone(text) if text else ""
    except Invalid:
        return text


def take(session: Session, actor: Actor, row: ImportRow, today: date, now: datetime) -> int:
    body = body_of(row.facts or "")
    if row.verdict is Verdict.NEW:
        return special_groups.register(session, actor, facts=_facts(body, None), today=today, now=now).id
    listing = special_groups.open_listing(session, actor, P.FILE_WRITE, row.listing_id or 0, row.version)
    return special_groups.amend(
        session,
        actor,
        listing_id=listing.id,
        version=listing.version,
        facts=_facts(body, listing),
        today=today,
        now=now,
    ).id
