"""The demo world as one value: the same bytes for the same seed, drawn without a clock or a database."""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum

from caseapp.demo.acts import Act, CopyYear, LoadBook
from caseapp.demo.events import events
from caseapp.demo.families import FEWEST, STANDING, FamilySpec, families, file_acts
from caseapp.demo.groups import ListingSpec, listing_act, listings
from caseapp.demo.honours import ReliefSpec, WorkerSpec, check_acts, relief_acts, reliefs, worker_acts, workers
from caseapp.demo.people import Crowd
from caseapp.demo.places import STAFF, UNITS, StaffSpec, UnitSpec
from caseapp.demo.standards import STANDARDS, StandardSpec
from caseapp.demo.year2025 import year_2025
from caseapp.demo.year2026 import year_2026

SEED = 42


@dataclass(frozen=True)
class World:
    """Who there is, and in the order of days what the staff did."""

    seed: int
    units: tuple[UnitSpec, ...]
    staff: tuple[StaffSpec, ...]
    standards: tuple[StandardSpec, ...]
    families: tuple[FamilySpec, ...]
    workers: tuple[WorkerSpec, ...]
    reliefs: tuple[ReliefSpec, ...]
    listings: tuple[ListingSpec, ...]
    acts: tuple[Act, ...]


def draw(seed: int = SEED, households: int = FEWEST) -> World:
    """A world with that many household files, at least FEWEST."""
    if households < FEWEST:
        raise ValueError(f"the demo world has at least {FEWEST} households")
    crowd = Crowd(seed)
    everyone = workers(seed, crowd)
    listed = listings(seed, crowd)
    aid = reliefs(seed)
    files = families(seed, crowd, households)
    unit_of = {worker.key: worker.unit for worker in everyone}
    acts: list[Act] = [LoadBook(date(2024, 12, 20), "jixiao"), CopyYear(date(2025, 12, 29), "jixiao", 2025, 2026)]
    acts += [act for file in files for act in file_acts(file)]
    acts += [act for number, worker in enumerate(everyone) for act in worker_acts(worker, number)]
    acts += check_acts(everyone)
    acts += [listing_act(listing, number) for number, listing in enumerate(listed)]
    for year in (2025, 2026):
        own = [relief for relief in aid if relief.year == year]
        acts += [act for number, one in enumerate(own) for act in relief_acts(one, number, unit_of[one.worker])]
    first, second = ([one for one in listed if one.year == year] for year in (2025, 2026))
    acts += year_2025(seed, files[:STANDING], first, everyone, [one for one in aid if one.year == 2025])
    acts += year_2026(seed, files, second, everyone, [one for one in aid if one.year == 2026])
    acts += events()
    acts.sort(key=lambda act: act.on)
    return World(seed, UNITS, STAFF, STANDARDS, files, everyone, aid, listed, tuple(acts))


def spec_bytes(seed: int = SEED, households: int = FEWEST) -> bytes:
    """The world as canonical JSON."""
    plain = _plain(draw(seed, households))
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"is": type(value).__name__, **named}
    return value
