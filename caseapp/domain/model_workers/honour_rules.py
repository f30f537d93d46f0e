"""The dated configuration of the honour allowance: when it begins and ends, and what a month is worth."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.identity import Sex
from caseapp.domain.model_workers.codes import HonourLevel, Turn

AGES = range(40, 81)
MOST_MONTHS = 36


@dataclass(frozen=True)
class HonourRules:
    """`starts`: the first month paid after retirement. `death_stops`, `revocation_stops`: the first month not paid.
    A liveness check is good for `liveness_months`. Months before the first rules are not reckoned at all."""

    document_no: str
    valid_from: date
    valid_to: date | None
    starts: Turn
    death_stops: Turn
    revocation_stops: Turn
    liveness_months: int
    farmer_age_men: int
    farmer_age_women: int

    def farmer_age(self, sex: Sex) -> int:
        """The later age for whoever's sex is not known."""
        return self.farmer_age_women if sex is Sex.FEMALE else self.farmer_age_men


@dataclass(frozen=True)
class Rate:
    """What one level of treatment is worth a month."""

    level: HonourLevel
    monthly_fen: int
    valid_from: date
    valid_to: date | None
    document_no: str


@dataclass(frozen=True)
class Standards:
    """All rules and rates there are, in any order."""

    rules: tuple[HonourRules, ...]
    rates: tuple[Rate, ...]

    def rules_in(self, month: date) -> HonourRules | None:
        """Those in force on the first day of the month; of several, the newest."""
        found = [one for one in self.rules if _in_force(one, month)]
        return max(found, key=lambda one: one.valid_from, default=None)

    def rate_in(self, month: date, levels: frozenset[HonourLevel]) -> Rate | None:
        """The highest of the levels' rates in the month: several honours are never added up."""
        newest: dict[HonourLevel, Rate] = {}
        for one in sorted(self.rates, key=lambda rate: rate.valid_from):
            if one.level in levels and _in_force(one, month):
                newest[one.level] = one
        return max(newest.values(), key=lambda rate: rate.monthly_fen, default=None)

    @property
    def first_month(self) -> date | None:
        return min((one.valid_from.replace(day=1) for one in self.rules), default=None)


def _in_force(one: HonourRules | Rate, month: date) -> bool:
    return one.valid_from <= month and (one.valid_to is None or month <= one.valid_to)


def faults(one: HonourRules | Rate) -> Iterator[Problem]:
    """What keeps a row from being taken, by the fields of its form."""
    if not one.document_no.strip():
        yield Problem("document_no", N_("Write the number of the document these rules come from."))
    elif len(one.document_no.strip()) > 64:
        yield Problem("document_no", N_("Write at most %(limit)s characters."), {"limit": 64})
    if one.valid_from.day != 1:
        yield Problem("valid_from", N_("The allowance goes by whole months: begin on the first of a month."))
    if isinstance(one, Rate):
        if one.monthly_fen <= 0:
            yield Problem("monthly", N_("Write an amount above zero."))
        return
    if not 1 <= one.liveness_months <= MOST_MONTHS:
        yield Problem("liveness_months", N_("Write 1 to %(most)s months."), {"most": MOST_MONTHS})
    for name in ("farmer_age_men", "farmer_age_women"):
        if getattr(one, name) not in AGES:
            values: dict[str, object] = {"first": AGES[0], "last": AGES[-1]}
            yield Problem(name, N_("Write an age between %(first)s and %(last)s."), values)
