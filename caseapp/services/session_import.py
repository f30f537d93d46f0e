"""The list of a session taken in from a workbook: read and checked whole, then all of it or nothing.

Who stands on the list already, by ID number or else by name and workplace, is brought up to date; others are added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from caseapp.domain import identity
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Refused
from caseapp.domain.rosters.attendants import ATTENDANTS
from caseapp.models.sessions import Attendant
from caseapp.readers.rosters import Fault, Roster, read_plain
from caseapp.readers.rosters.lines import PersonLine
from caseapp.services.carried_files import demand_small
from caseapp.services.sessions import MOST, NAME, TOO_MANY, WORKPLACE, AttendantFacts, keep_list, session_of


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
    demand_small(data)
    roster = read_plain(data, ATTENDANTS)
    index = _OnTheList(held.attendants)
    rows = [_standing(one) for one in held.attendants]
    faults, changed = list(roster.faults), set[int]()
    seen: dict[object, int] = {}
    for line in (record.head for record in roster.records):
        facts = _facts(line, faults)
        at = index.find(line, facts, faults)
        key = at if at is not None else _key(facts)
        if key in seen:
            faults.append(line.fault("name", N_("This person stands in row %(row)s already."), {"row": seen[key]}))
        seen.setdefault(key, line.row)
        if at is None:
            rows.append(facts)
            continue
        now = replace(facts, attendant_id=rows[at].attendant_id)
        if replace(now, id_number="") != rows[at] or (now.id_number and not held.attendants[at].id_number_index):
            changed.add(at)
        rows[at] = now
    if len(rows) > MOST:
        raise Invalid.one("file", TOO_MANY, most=MOST)
    order = sorted(faults, key=lambda one: (one.place.row, one.place.column))
    return ListFound(roster, tuple(rows), len(rows) - len(held.attendants), len(changed), tuple(order))


def take(session: Session, actor: Actor, *, session_id: int, data: bytes, now: datetime) -> int:
    """How many people came onto the list or changed. Raises Refused for a file with faults."""
    found = look(session, actor, session_id=session_id, data=data)
    if found.faults:
        raise Refused(N_("This file has errors; nothing of it was taken in. Correct them and send it again."))
    if found.fresh or found.changed:
        held = session_of(session, actor, session_id, Permission.RECORD_WRITE)
        keep_list(session, actor, session_id=session_id, version=held.version, rows=found.rows, now=now)
    return found.fresh + found.changed


def _standing(one: Attendant) -> AttendantFacts:
    return AttendantFacts(one.name, one.workplace, "", one.present, one.examined, one.passed, one.id)


def _key(facts: AttendantFacts) -> object:
    return Attendant.id_number.blind(facts.id_number) if facts.id_number else (facts.name, facts.workplace)


class _OnTheList:
    """Where somebody stands on the list: by ID number; else by name and workplace, where one of the two has none."""

    def __init__(self, attendants: Sequence[Attendant]) -> None:
        self._by_number = {one.id_number_index: at for at, one in enumerate(attendants) if one.id_number_index}
        self._by_name: dict[tuple[str, str], list[int]] = {}
        for at, one in enumerate(attendants):
            self._by_name.setdefault((one.name, one.workplace), []).append(at)

    def find(self, line: PersonLine, facts: AttendantFacts, faults: list[Fault]) -> int | None:
        named = self._by_name.get((facts.name, facts.workplace), [])
        if facts.id_number:
            at = self._by_number.get(Attendant.id_number.blind(facts.id_number))
            if at is not None:
                return at
            numbered = set(self._by_number.values())
            named = [one for one in named if one not in numbered]
        if len(named) > 1:
            message = N_("Several people on the list have this name and workplace. Give them their ID numbers there.")
            faults.append(line.fault("name", message))
        return named[0] if len(named) == 1 else None


def _facts(line: PersonLine, faults: list[Fault]) -> AttendantFacts:
    said = line.said
    name, workplace = str(said.get("name", "")), str(said.get("workplace", ""))
    if not name and "name" in line.columns:
        faults.append(line.fault("name", N_("Write the name.")))
    for key, text, most in (("name", name, NAME), ("workplace", workplace, WORKPLACE)):
        if len(text) > most:
            faults.append(line.fault(key, N_("Write at most %(limit)s characters."), {"limit": most}))
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
