"""The demo's model workers: 320 in all, 309 of them entitled to the honour allowance of 2025."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caseapp.demo.acts import Act, ApplyForRelief, ApproveRelief, CheckLiveness, NoteDeath, TakeWorker
from caseapp.demo.calendar import workday
from caseapp.demo.people import Crowd, PersonSpec
from caseapp.demo.places import WORKER_UNITS, caseworker_of, reviewer_of, unit_name
from caseapp.domain.model_workers.codes import Channel, Finding, HonourLevel, Payer, ReliefCause, WorkerState

WORKERS, ENTITLED = 320, 309
_OTHERS = (
    *("working", "county", "dead", "working", "revoked", "county"),
    *("working", "dead", "county", "working", "revoked"),
)
"""Why the last eleven have no honour allowance from the city."""
_TITLES = {
    HonourLevel.NATIONAL: ("全国劳动模范", "国务院"),
    HonourLevel.PROVINCIAL: ("河北省劳动模范", "河北省人民政府"),
    HonourLevel.MUNICIPAL: ("唐山市劳动模范", "唐山市人民政府"),
}
_YEARS = {
    HonourLevel.NATIONAL: (1989, 1995, 2000, 2005),
    HonourLevel.PROVINCIAL: (1987, 1994, 1999, 2004, 2009),
    HonourLevel.MUNICIPAL: (1986, 1991, 1996, 2001, 2006, 2011),
}
_DEATHS = {40: date(2025, 12, 26), 121: date(2026, 3, 8), 207: date(2026, 7, 19)}
"""When some of the entitled die, by their number."""
RELIEF_2025, APPROVED_2025 = 134, 131
RELIEF_2026, APPROVED_2026 = 118, 97


@dataclass(frozen=True)
class HonourSpec:
    title: str
    level: HonourLevel
    year: int
    issuer: str
    certificate_no: str
    revoked_on: date | None


@dataclass(frozen=True)
class WorkerSpec:
    """A worker as first registered; a death that comes later stands in `dies_on`."""

    key: str
    person: PersonSpec
    unit: str
    employer: str
    work_state: WorkerState
    level: HonourLevel
    payer: Payer
    retired_on: date | None
    died_on: date | None
    dies_on: date | None
    particulars: tuple[tuple[str, str], ...]
    honours: tuple[HonourSpec, ...]


@dataclass(frozen=True)
class ReliefSpec:
    key: str
    worker: str
    year: int
    cause: ReliefCause
    amount_fen: int


def workers(seed: int, crowd: Crowd) -> tuple[WorkerSpec, ...]:
    dice = random.Random(f"{seed}:workers")
    return tuple(_worker(dice, crowd, number) for number in range(WORKERS))


def _worker(dice: random.Random, crowd: Crowd, number: int) -> WorkerSpec:
    why_not = _OTHERS[number - ENTITLED] if number >= ENTITLED else ""
    born = (1966, 1985) if why_not == "working" else (1938, 1960)
    person = crowd.person(*born)
    level = _level(number)
    unit = WORKER_UNITS[number % len(WORKER_UNITS)]
    retired_on = None if why_not == "working" else date(int(person.id_number[6:10]) + 60, dice.randint(1, 12), 1)
    return WorkerSpec(
        key=f"w{number + 1}",
        person=person,
        unit=unit,
        employer=unit_name(unit).removesuffix("总工会").removesuffix("工会") + "（演示单位）",
        work_state=WorkerState.WORKING if why_not == "working" else WorkerState.RETIRED,
        level=level,
        payer=Payer.COUNTY if why_not == "county" else Payer.CITY,
        retired_on=retired_on,
        died_on=date(2024, dice.randint(2, 9), dice.randint(1, 28)) if why_not == "dead" else None,
        dies_on=_DEATHS.get(number),
        particulars=_particulars(number, person.name[:1]),
        honours=_honours(dice, number, level, date(2023, 5, 18) if why_not == "revoked" else None),
    )


def _particulars(number: int, surname: str) -> tuple[tuple[str, str], ...]:
    """Every third worker's file says more than the register needs."""
    if number % 3:
        return ()
    relation, given_name = ("子", "志远") if number % 2 else ("女", "晓梅")
    return (
        ("native_place", "河北唐山"),
        ("schooling", ("初中", "高中", "中专", "大专")[number % 4]),
        ("position", ("班长", "技术员", "车间主任")[number % 3]),
        ("skill_grade", "高级工"),
        ("monthly_income_fen", f"{2600 + number * 7}"),
        ("family_size", f"{1 + number % 3}"),
        ("health", ("良好", "高血压病")[number % 2]),
        ("insurance", "职工医保、养老保险"),
        ("kin_name", surname + given_name),
        ("kin_relation", relation),
        ("kin_phone", f"1390315{number:04d}"),
    )


def _level(number: int) -> HonourLevel:
    if number % 34 == 5:
        return HonourLevel.NATIONAL
    return HonourLevel.PROVINCIAL if number % 5 == 2 else HonourLevel.MUNICIPAL


def _honours(dice: random.Random, number: int, level: HonourLevel, revoked_on: date | None) -> tuple[HonourSpec, ...]:
    """The honour of the treatment level; every fourth holder of a high one has a municipal one before it."""
    levels = [HonourLevel.MUNICIPAL] if level is not HonourLevel.MUNICIPAL and number % 4 == 0 else []
    return tuple(
        HonourSpec(
            title=_TITLES[one][0],
            level=one,
            year=dice.choice(_YEARS[one]) - (2 if one is not level else 0),
            issuer=_TITLES[one][1],
            certificate_no=f"演示{one.value[:1].upper()}{number + 1:04d}",
            revoked_on=revoked_on,
        )
        for one in (*levels, level)
    )


def reliefs(seed: int) -> tuple[ReliefSpec, ...]:
    """Applications of both years: mostly of the entitled, a few of those the city pays no allowance to."""
    dice = random.Random(f"{seed}:relief")
    alive = [number for number in range(WORKERS) if number not in (ENTITLED + 2, ENTITLED + 7)]
    found: list[ReliefSpec] = []
    for year, count in ((2025, RELIEF_2025), (2026, RELIEF_2026)):
        outside = [ENTITLED, ENTITLED + 1, ENTITLED + 5]
        inside = dice.sample([number for number in alive if number < ENTITLED and number not in _DEATHS], count - 3)
        for turn, number in enumerate([*outside, *sorted(inside)]):
            amount = dice.randrange(300_000, 500_001, 50_000)
            cause = dice.choice(tuple(ReliefCause))
            found.append(ReliefSpec(f"r{year}-{turn + 1}", f"w{number + 1}", year, cause, amount))
    return tuple(found)


def worker_acts(worker: WorkerSpec, number: int) -> list[Act]:
    maker = caseworker_of(worker.unit)
    acts: list[Act] = [TakeWorker(workday(date(2024, 11, 25) + timedelta(days=number % 20)), maker, worker.key)]
    if worker.dies_on:
        acts.append(NoteDeath(workday(worker.dies_on + timedelta(days=3)), maker, worker.key, worker.dies_on))
    return acts


def check_acts(everyone: Sequence[WorkerSpec]) -> list[Act]:
    """A round each autumn; in the last one a dozen have not been asked after yet, and three were not reached."""
    entitled = everyone[:ENTITLED]
    acts: list[Act] = []
    for day in (date(2024, 12, 23), date(2025, 11, 10)):
        alive = tuple(one.key for one in entitled)
        acts.append(CheckLiveness(day, "jingban2", alive, Channel.VISIT, Finding.ALIVE, "走访照片及本人签字"))
    living = [one.key for one in entitled if one.dies_on is None]
    seen = tuple(key for turn, key in enumerate(living) if turn % 20)
    acts.append(CheckLiveness(date(2026, 10, 20), "jingban2", seen, Channel.VISIT, Finding.ALIVE, "走访照片及本人签字"))
    missed = tuple(living[20:61:20])
    acts.append(CheckLiveness(date(2026, 10, 21), "jingban2", missed, Channel.PHONE, Finding.NOT_REACHED, ""))
    return acts


def relief_acts(relief: ReliefSpec, number: int, unit: str) -> list[Act]:
    """Applied for in August and September; approved ones have their turn before `approved` of the year."""
    applied_on = workday(date(relief.year, 8, 18) + timedelta(days=number % 24))
    acts: list[Act] = [ApplyForRelief(applied_on, caseworker_of(unit), relief.key)]
    if number < (APPROVED_2025 if relief.year == 2025 else APPROVED_2026):
        approved_on = workday(date(relief.year, 9, 15) + timedelta(days=number % 12))
        acts.append(ApproveRelief(approved_on, reviewer_of(unit), relief.key))
    return acts
