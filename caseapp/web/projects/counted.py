"""The same payments in every counted unit, side by side: each says how it comes from the one it is compared with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caseapp.domain.indicators.breakdown import Counts
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.slices import Slice
from caseapp.domain.indicators.tailoring import tailored
from caseapp.domain.periods import Window
from caseapp.models.projects import Project
from caseapp.queries import facts
from caseapp.web.projects.rows import definition_of, name_of
from caseapp.web.support.language import count, current, wan


@dataclass(frozen=True)
class Cell:
    """A number as printed and the list behind it; nothing counted has no list."""

    text: str
    url: str | None


@dataclass(frozen=True)
class Line:
    label: str
    cells: tuple[Cell, ...]
    role: str = "part"
    """part, unspecified, repeated or sum"""
    share: Decimal = Decimal(0)


@dataclass(frozen=True)
class Table:
    """The parts of one way, what was counted in several of them, and the total that they tie to."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    is_charted: bool = False


@dataclass(frozen=True)
class Unit:
    """One counted unit beside the others, with the gap to the one before in words."""

    name: str
    cell: Cell
    definition: str
    gap: str


@dataclass(frozen=True)
class Book:
    """The addresses of the lists: a catalogue word and the part of the records."""

    project: Project
    as_of: date

    def cell(self, number: int, base: str, kinds: Iterable[str] = (), part: Slice | None = None) -> Cell:
        text = wan(number) if base.startswith("money.") else count(number)
        if not number:
            return Cell(text, None)
        key = tailored(base, tuple(kinds), part or Slice()).key
        year, code, day = self.project.year, self.project.code, self.as_of.isoformat()
        return Cell(text, url_for("projects.measured", year=year, code=code, key=key, as_of=day))


def units_of(session: Session, scope: facts.ProjectScope, window: Window, book: Book, whole: Counts) -> list[Unit]:
    """Each unit says how it comes from the one it is compared with; the numbers in the sentence add up."""
    between, dependants = facts.gaps(session, scope, window), CATALOGUE["count.with_dependants.any"]
    people = facts.figure(session, scope, dependants, window).numerator or 0
    told = {
        "households": "",
        "persons": _persons(whole, between),
        "household_times": _again(between.household_times, whole.households, whole.household_times),
        "person_times": _again_persons(between.person_times, whole.persons, whole.times),
        "times": _times(whole),
        "beneficiaries": _beneficiaries(whole),
        "with_dependants": _dependants(whole, people),
    }
    numbers = {
        "households": whole.households,
        "persons": whole.persons,
        "household_times": whole.household_times,
        "person_times": whole.times,
        "times": whole.times,
        "beneficiaries": whole.beneficiaries,
        "with_dependants": people,
    }
    found = []
    for unit, number in numbers.items():
        measure = CATALOGUE[f"count.{unit}.any"]
        name = measure.unit if current() == "zh" else name_of(measure).partition(":")[0]
        found.append(Unit(name, book.cell(number, measure.key), definition_of(measure), told[unit]))
    return found


def _persons(whole: Counts, between: facts.Gaps) -> str:
    if not between.payees.more and not between.places.more:
        one_each = {"households": count(whole.households), "unfiled": count(whole.unfiled)}
        return str(
            _(
                "%(households)s households with one payee each and %(unfiled)s persons without a file: %(persons)s "
                "persons.",
                persons=count(whole.persons),
                **one_each,
            )
        )
    numbers = {
        "households": count(whole.households),
        "payees": count(between.payees.more),
        "several": count(between.payees.owners),
        "unfiled": count(whole.unfiled),
        "places": count(between.places.more),
        "persons": count(whole.persons),
    }
    return str(
        _(
            "%(households)s households, and %(payees)s more payees in the %(several)s households with several; with "
            "%(unfiled)s persons without a file, less %(places)s who were paid in more than one place: "
            "%(persons)s persons.",
            **numbers,
        )
    )


def _again(again: facts.Again, households: int, times: int) -> str:
    if not again.more:
        return str(_("No household was paid more than once."))
    numbers = {"owners": count(again.owners), "more": count(again.more)}
    return str(
        _(
            "%(owners)s households were paid more than once, %(more)s times beyond the first: hence %(households)s "
            "households and %(times)s household payments.",
            households=count(households),
            times=count(times),
            **numbers,
        )
    )


def _again_persons(again: facts.Again, persons: int, times: int) -> str:
    if not again.more:
        return str(_("Nobody was paid more than once."))
    numbers = {"owners": count(again.owners), "more": count(again.more)}
    return str(
        _(
            "%(owners)s persons were paid more than once, %(more)s times beyond the first: hence %(persons)s persons "
            "and %(times)s person payments.",
            persons=count(persons),
            times=count(times),
            **numbers,
        )
    )


def _times(whole: Counts) -> str:
    return str(
        _(
            "%(filed)s payments to households and %(alone)s to persons without a file: %(times)s payments.",
            filed=count(whole.household_times),
            alone=count(whole.times - whole.household_times),
            times=count(whole.times),
        )
    )


def _beneficiaries(whole: Counts) -> str:
    return str(
        _(
            "%(households)s households and %(unfiled)s persons without a file.",
            households=count(whole.households),
            unfiled=count(whole.unfiled),
        )
    )


def _dependants(whole: Counts, people: int) -> str:
    return str(
        _(
            "The %(households)s households have %(members)s people; the %(unfiled)s persons without a file count one "
            "each.",
            households=count(whole.households),
            members=count(people - whole.unfiled),
            unfiled=count(whole.unfiled),
        )
    )
