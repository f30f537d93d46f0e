"""The demo's special-group lists: 300 people in 2025, and a list of 2026 that keeps most of them."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from caseapp.demo.acts import Act, ListPerson
from caseapp.demo.calendar import workday
from caseapp.demo.people import Crowd, PersonSpec
from caseapp.demo.places import COURIERS, DRIVERS, LUBEI, SANITATION, caseworker_of
from caseapp.domain.special_groups.codes import SpecialGroup

LISTED_2025, KEPT_2026, NEW_2026 = 300, 220, 40
SHARER = 17
"""This one of the new people gave the bank card of the one before, for the findings to find."""
_GROUPS = (
    (SpecialGroup.SANITATION, SANITATION, "演示环卫服务中心"),
    (SpecialGroup.COURIER, COURIERS, "演示快递唐山分公司"),
    (SpecialGroup.SANITATION, SANITATION, "演示城市清洁队"),
    (SpecialGroup.RIDER, COURIERS, "演示外卖配送站"),
    (SpecialGroup.DRIVER, DRIVERS, "演示货运车队"),
    (SpecialGroup.MIGRANT, LUBEI, "演示建筑工地"),
)


@dataclass(frozen=True)
class ListingSpec:
    key: str
    person: PersonSpec
    unit: str
    year: int
    group: SpecialGroup
    employer: str


def listings(seed: int, crowd: Crowd) -> tuple[ListingSpec, ...]:
    dice = random.Random(f"{seed}:groups")
    people = [crowd.person(1966, 2002) for _ in range(LISTED_2025)]
    first = [_listing(2025, number, person, number) for number, person in enumerate(people)]
    kept = sorted(dice.sample(range(LISTED_2025), KEPT_2026))
    second = [_listing(2026, turn, people[number], number) for turn, number in enumerate(kept)]
    newcomers = [crowd.person(1966, 2004) for _ in range(NEW_2026)]
    newcomers[SHARER] = replace(newcomers[SHARER], account=newcomers[SHARER - 1].account)
    second += [_listing(2026, KEPT_2026 + turn, person, turn) for turn, person in enumerate(newcomers)]
    return (*first, *second)


def _listing(year: int, number: int, person: PersonSpec, kind: int) -> ListingSpec:
    group, unit, employer = _GROUPS[kind % len(_GROUPS)]
    return ListingSpec(f"g{year}-{number + 1}", person, unit, year, group, employer)


def listing_act(listing: ListingSpec, number: int) -> Act:
    on = workday(date(listing.year, 1, 4) + timedelta(days=number % 4))
    return ListPerson(on, caseworker_of(listing.unit), listing.key)
