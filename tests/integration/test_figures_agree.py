"""The SQL gives what the reference engine gives: the figure and the list behind it, on both databases."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.figure import Part
from caseapp.domain.indicators.measures import Family
from caseapp.domain.indicators.reference import compute
from caseapp.domain.periods import Window, quarter_start, year_window
from caseapp.domain.units import UnitPath
from caseapp.models.units import Unit
from caseapp.queries import facts
from tests.factories import world_rows, worlds

SCOPE = facts.ProjectScope(worlds.MINE, worlds.YEAR, UnitPath(worlds.PATHS[2]))
KINDS = ("any", "living", "honour", "consolation")
SOME = (*KINDS, ".quarters")
MEASURES = [m for m in CATALOGUE.values() if not m.key.startswith(("count.", "repeat.")) or m.key.endswith(SOME)]


def windows(as_of: date) -> list[Window]:
    second_quarter = Window(quarter_start(2025, 2), min(as_of, date(2025, 6, 30)), as_of)
    return [year_window(worlds.YEAR, as_of), second_quarter]


@given(made=worlds.generated(), as_of=worlds.looked_from, whole_year=st.booleans(), third=st.integers(0, 2))
def test_sql_and_reference_agree(
    session: Session, made: worlds.Generated, as_of: date, whole_year: bool, third: int
) -> None:
    """All figures of each world, and the lists of a third of them."""
    window = windows(as_of)[0 if whole_year else 1]
    world = made.as_seen(as_of)
    asked = [m for m in MEASURES if whole_year or m.family is not Family.SERVED]
    with session.begin_nested() as point:
        if not session.get(Unit, 1):
            world_rows.lay_ground(session)
        world_rows.load(session, made)
        found = facts.figures(session, [facts.Ask(SCOPE, tuple(asked), window)])
        for place, measure in enumerate(asked):
            figure, parts = compute(world, measure, window)
            assert found[worlds.MINE, measure.key] == figure, measure.key
            if place % 3 != third:
                continue
            listed = facts.members(session, SCOPE, measure, window)
            assert {Part(e.key, e.count, e.of) for e in listed.entries} == parts, measure.key
            assert (len(listed.entries), listed.total, listed.hidden) == (len(parts), len(parts), 0), measure.key
            if figure.numerator is not None:
                assert sum(e.count for e in listed.entries) == figure.numerator, measure.key
            if figure.denominator is not None:
                assert sum(e.of for e in listed.entries) == figure.denominator, measure.key
                assert figure.actual is None or Decimal(0) <= figure.actual <= 100, measure.key
        point.rollback()
    session.expunge_all()
