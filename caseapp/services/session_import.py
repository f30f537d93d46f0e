"""The list of a session taken in from a workbook: read and checked whole, then all of it or nothing.

Who stands on the list already, by ID number or else by name and workplace, is brought up to date; others are added.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from caseapp.domain import identity
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Refused
from caseapp.domain.rosters.attendants import ATTENDANTS
from caseapp.models.sealing import Unsealable, ring
from caseapp.models.sessions import Attendant
from caseapp.readers.rosters import Fault, Roster, read_plain
from caseapp.readers.rosters.lines import PersonLine
from caseapp.services.sessions import AttendantFacts, keep_list, session_of

LARGEST = 340 * 1024
"""Bytes of a file; it travels in a field of the page, which holds half a million letters."""


@dataclass(frozen=True)
class ListFound:
    """A file looked at: the whole list as it would stand, how many are new and how many changed."""

    roster: Roster
    rows: tuple[AttendantFacts, ...]
    fresh: int
    changed: int
    faults: tuple[Fault, ...]


def look(session: Session, actor: Actor, *, session_id: int, data: bytes) -> ListFound:
    """Stores nothing. Raises Invalid for a file that is no list."""
    held = session_of(session, actor, session_id, Permission.RECORD_WRITE)
    if held.held_on is None:
        raise Refused(N_("Say first when the session was held; then its list can be kept."))
    if len(data) > LARGEST:
        raise Invalid.one("file", N_("The file is larger than %(most)s KB. Divide it."), most=LARGEST // 1024)
    roster = read_plain(data, ATTENDANTS)
    rows = [_standing(one) for one in held.attendants]
    places = {key: at for at, one in enumerate(held.attendants) for key in _keys(one)}
    faults = list(roster.faults)
    seen: dict[object, int] = {}
    before = list(rows)
    for line in (record.head for record in roster.records):
        facts = _facts(line, faults)
        key = _key(facts)
        if key in seen:
            faults.append(line.fault("name", N_("This person stands in row %(row)s already."), {"row": seen[key]}))
        seen.setdefault(key, line.row)
        at = places.get(key)
        if at is None:
            rows.append(facts)
        else:
            rows[at] = replace(facts, attendant_id=rows[at].attendant_id)
    changed = sum(replace(now, id_number="") != old for now, old in zip(rows, before, strict=False))
    order = sorted(faults, key=lambda one: (one.place.row, one.place.column))
    return ListFound(roster, tuple(rows), len(rows) - len(before), changed, tuple(order))


def take(session: Session, actor: Actor, *, session_id: int, data: bytes, now: datetime) -> int:
    """How many people came onto the list or changed. Raises Refused for a file with faults."""
    found = look(session, actor, session_id=session_id, data=data)
    if found.faults:
        raise Refused(N_("This file has errors; nothing of it was taken in. Correct them and send it again."))
    if found.fresh or found.changed:
        held = session_of(session, actor, session_id, Permission.RECORD_WRITE)
        keep_list(session, actor, session_id=session_id, version=held.version, rows=found.rows, now=now)
    return found.fresh + found.changed


def seal(data: bytes, *, session_id: int, actor: Actor) -> bytes:
    """The file for the way through the page: it opens for this person and this session only."""
    return ring().seal_bytes(zlib.compress(data), row=_bound(session_id, actor))


def unseal(sealed: bytes, *, session_id: int, actor: Actor) -> bytes:
    try:
        return zlib.decompress(ring().unseal_bytes(sealed, row=_bound(session_id, actor)))
    except Unsealable:
        raise Refused(N_("This page is too old, or not yours. Choose the file again.")) from None


def _bound(session_id: int, actor: Actor) -> str:
    return f"session_import:{session_id}:{actor.id}"


def _standing(one: Attendant) -> AttendantFacts:
    return AttendantFacts(one.name, one.workplace, "", one.present, one.examined, one.passed, one.id)


def _keys(one: Attendant) -> Sequence[object]:
    return [one.id_number_index] if one.id_number_index else [(one.name, one.workplace)]


def _key(facts: AttendantFacts) -> object:
    return Attendant.id_number.blind(facts.id_number) if facts.id_number else (facts.name, facts.workplace)


def _facts(line: PersonLine, faults: list[Fault]) -> AttendantFacts:
    said = line.said
    name, workplace = str(said.get("name", "")), str(said.get("workplace", ""))
    if not name and "name" in line.columns:
        faults.append(line.fault("name", N_("Write the name.")))
    number = ""
    if "id_number" in said:
        try:
            number = identity.parse(str(said["id_number"]))
        except Invalid as invalid:
            faults += [line.fault("id_number", one.message, one.values) for one in invalid.problems]
    passed = bool(said.get("passed", 0))
    examined = bool(said.get("examined", passed))
    present = bool(said.get("present", 1))
    if examined and not present:
        faults.append(line.fault("examined", N_("Only who was present can have been examined.")))
    if passed and not examined:
        faults.append(line.fault("passed", N_("Only who was examined can have passed.")))
    return AttendantFacts(name, workplace, number, present, examined, passed)
