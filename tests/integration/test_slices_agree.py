"""Measures with parameters: the SQL gives what the reference gives, and what is counted twice closes each gap."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from caseapp.domain.indicators.breakdown import By, breakdown
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.figure import Part
from caseapp.domain.indicators.measures import Measure
from caseapp.domain.indicators.reference import compute
from caseapp.domain.indicators.slices import ACTIVITIES, CATEGORIES, DUE, FILED, NONE, PERIODS, Slice
from caseapp.domain.indicators.tailoring import knows, measure_of, tailored
from caseapp.domain.payments.codes import AidKind
from caseapp.domain.periods import year_window
from caseapp.queries import facts
from tests.factories import town_rows, worlds
from tests.factories.towns import YEAR, Place

HERE = Place(1)
KINDS = [kind.value for kind in AidKind]
BASES = [m for m in CATALOGUE.values() if not m.key.startswith("count.") or m.key.endswith(".any")]
REPEATED = {By.KIND: "kinds", By.CATEGORY: "categories", By.UNIT: "units", By.MONTH: "months", By.QUARTER: "quarters"}


def some_of(of: Any) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(of)), max_size=3)


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    """Any word of the catalogue with any of the parameters it knows."""
    base = draw(st.sampled_from(BASES))
    known = knows(base)
    given: dict[str, Any] = {}
    if "category" in known:
        given["categories"] = draw(some_of(CATEGORIES))
    if "file" in known:
        given["filed"] = draw(st.sampled_from(["", *FILED]))
    if "unit" in known:
        paths = [*HERE.paths.values(), *([NONE] if "file" in known else [])]
        given["unit"] = draw(st.sampled_from(["", *paths]))
        given["own"] = given["unit"] not in {"", NONE} and draw(st.booleans())
    if "period" in known:
        given["period"] = draw(st.sampled_from(["", *PERIODS]))
    if "due" in known:
        given["due"] = draw(st.sampled_from(["", *DUE]))
    if "activity" in known:
        given["activities"] = draw(some_of(ACTIVITIES))
    if "survey" in known:
        given["survey"] = draw(st.sampled_from(["", *(f"t{HERE.id(n)}" for n in range(2))]))
        given["answers"] = draw(st.sampled_from([(), (("very", "满意"), ("better", "改善")), (("neutral", "一般"),)]))
    kinds = draw(some_of(KINDS)) if "kinds" in known and not base.kinds else ()
    return tailored(base.key, kinds, Slice(**given))


@settings(max_examples=20)
@given(
    plan=worlds.plan,
    as_of=worlds.looked_from,
    asked=st.lists(measures(), min_size=4, max_size=12, unique_by=lambda m: m.key),
)
def test_sql_and_reference_agree_on_every_slice(
    session: Session, plan: worlds.Plan, as_of: date, asked: list[Measure]
) -> None:
    world, window = worlds.made(plan, HERE.number, as_of), year_window(YEAR, as_of)
    with session.begin_nested() as point:
        town_rows.lay_ground(session, range(HERE.number, HERE.number + 1))
        town_rows.lay(session, [world.town])
        found = facts.figures(session, [facts.Ask(world.scope, tuple(asked), window)])
        for measure in asked:
            figure, parts = compute(world.recorded, measure, window)
            assert found[HERE.project, measure.key] == figure, measure.key
            listed = facts.members(session, world.scope, measure, window)
            assert {Part(e.key, e.count, e.of) for e in listed.entries} == parts, measure.key
            assert len(listed.entries) == listed.total == len(parts), measure.key
        broken = facts.broken_down(session, world.scope, window)
        assert broken.parts == {by: breakdown(world.recorded, by, window) for by in By}
        between = facts.gaps(session, world.scope, window)
        for gap, key in (
            (between.household_times, "repeat.households.payments"),
            (between.payees, "repeat.households.payees"),
            (between.person_times, "repeat.persons.payments"),
            (between.places, "repeat.persons.places"),
        ):
            figure, parts = compute(world.recorded, CATALOGUE[key], window)
            assert (gap.owners, gap.more) == (len(parts), figure.numerator), key
        point.rollback()


@given(measure=measures())
def test_a_key_says_all_of_its_measure(measure: Measure) -> None:
    assert measure_of(measure.key) == measure
    assert (measure.slice == Slice()) == (measure == measure_of(measure.key.partition(";")[0])) or measure.kinds
    assert measure.slice == Slice() or "限定" in measure.definition_zh


@settings(max_examples=25)
@given(plan=worlds.plan, as_of=worlds.looked_from)
def test_what_was_counted_twice_closes_every_gap_between_two_counts(plan: worlds.Plan, as_of: date) -> None:
    world, window = worlds.made(plan, HERE.number, as_of).recorded, year_window(YEAR, as_of)

    def count(key: str, **part: Any) -> int:
        return compute(world, tailored(key, (), Slice(**part)), window)[0].numerator or 0

    unfiled = count("count.persons.any", filed="without")
    households, persons = count("count.households.any"), count("count.persons.any")
    assert count("count.household_times.any") == households + count("repeat.households.payments")
    assert count("count.person_times.any") == persons + count("repeat.persons.payments")
    assert count("count.times.any") == count("count.household_times.any") + count("count.times.any", filed="without")
    assert count("count.beneficiaries.any") == households + unfiled
    assert persons == households + count("repeat.households.payees") + unfiled - count("repeat.persons.places")
    for owner in ("households", "persons", "beneficiaries"):
        quarters = sum(count(f"count.{owner}.any", period=f"q{quarter}") for quarter in range(1, 5))
        assert quarters == count(f"count.{owner}.any") + count(f"repeat.{owner}.quarters")
        for by, over in REPEATED.items():
            parts = breakdown(world, by, window).values()
            assert sum(getattr(part, owner) for part in parts) == count(f"count.{owner}.any") + count(
                f"repeat.{owner}.{over}"
            )
            assert sum(part.times for part in parts) == count("count.times.any")
