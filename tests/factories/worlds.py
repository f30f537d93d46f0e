"""Worlds of records that Hypothesis invents: rows for the tables, and the same as facts for the reference engine.

Hypothesis chooses what happens in each; the particulars are thrown with dice of the happening's own, so that taking
one away leaves the others much as they were, and a counterexample comes down to one world with few of them.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random

from hypothesis import strategies as st

from caseapp.domain.indicators import world as facts
from caseapp.domain.indicators.reference import counts
from caseapp.domain.periods import Window
from caseapp.domain.units import UnitPath
from caseapp.queries.facts import ProjectScope
from tests.factories.situations import SITUATIONS
from tests.factories.town_facts import facts_of, payment_fact
from tests.factories.town_records import keep_records
from tests.factories.towns import YEAR, Town

MOST = 22
"""Worlds beside each other."""


@dataclass(frozen=True)
class Plan:
    """What happens in a world, and what its dice are thrown with."""

    happenings: tuple[str, ...]
    dice: bytes


@dataclass(frozen=True)
class World:
    """`throw` is a number of its own."""

    town: Town
    as_of: date
    throw: int

    @property
    def scope(self) -> ProjectScope:
        return ProjectScope(self.town.project, YEAR, UnitPath(self.town.path))

    @cached_property
    def recorded(self) -> facts.World:
        return facts_of(self.town, self.as_of)

    def shows(self, window: Window) -> list[str]:
        """The situations that the figures of the window are made of."""
        mine = [line for line in self.town.payments if line["project_id"] == self.town.project]
        counted = [line for line in mine if counts(payment_fact(self.town, line), window)]
        return [name for name, one in SITUATIONS.items() if one.shows(self.town, counted, window)]


def made(told: Plan, number: int, as_of: date) -> World:
    town = Town(number, Random(told.dice))
    keep_records(town)
    for turn, name in enumerate(told.happenings):
        town.dice = Random(told.dice + bytes([turn]))
        SITUATIONS[name].happens(town)
    return World(town, as_of, told.dice[-1])


def _of_size(strategy: st.SearchStrategy[str], sizes: st.SearchStrategy[int]) -> st.SearchStrategy[list[str]]:
    return sizes.flatmap(lambda size: st.lists(strategy, min_size=size, max_size=size))


_happenings = _of_size(st.sampled_from(list(SITUATIONS)), st.integers(1, 10)).map(tuple)
plan = st.builds(Plan, _happenings, st.binary(min_size=6, max_size=6))
_kept = st.sampled_from((False, *[True] * 500))
plans = st.lists(st.tuples(_kept, plan), min_size=MOST, max_size=MOST, unique_by=lambda drawn: drawn[1].dice).map(
    lambda all_drawn: {number: one for number, (kept, one) in enumerate(all_drawn, 1) if kept}
)
"""By the world's number. Nearly always as many as go beside each other; a counterexample comes down to one."""

looked_from = st.sampled_from(
    [
        *(date(2025, 12, 31), date(2025, 6, 15), date(2025, 10, 1), date(2026, 1, 1)),
        *(date(2025, 6, 30), date(2025, 4, 1), date(2025, 1, 1)),
    ]
)
