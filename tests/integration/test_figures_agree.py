"""The SQL gives what the reference engine gives, in two thousand invented worlds on each database: the figures, the
lists behind them, the four ways to count and the money by month and kind."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from sqlalchemy.orm import Session

from caseapp.domain.indicators.breakdown import By, breakdown
from caseapp.domain.indicators.catalogue import CATALOGUE, COUNTED_UNITS, KIND_GROUPS
from caseapp.domain.indicators.figure import Figure, Part
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.reference import compute, counts
from caseapp.domain.indicators.slices import CATEGORIES, FILED, NONE, WHOLE, Slice
from caseapp.domain.indicators.tailoring import tailored
from caseapp.domain.periods import Window, quarter_start, year_window
from caseapp.queries import facts
from tests.factories import town_rows, worlds
from tests.factories.situations import SITUATIONS
from tests.factories.towns import YEAR
from tests.factories.worlds import MOST, World

RATES = [m for m in CATALOGUE.values() if m.family is Family.SERVED]
REPEATS = [m for m in CATALOGUE.values() if m.family is Family.REPEATS]
OTHERS = [
    m for m in CATALOGUE.values() if m.family not in {Family.PAYMENTS, Family.DEPENDANTS, Family.SERVED, Family.REPEATS}
]
TIMES, HOUSEHOLDS, TWO_QUARTERS = (
    CATALOGUE[key] for key in ("count.times.any", "count.households.any", "repeat.households.quarters")
)
EACH_KIND = [CATALOGUE[f"count.times.{group}"] for group in KIND_GROUPS if group != "any"]
Found = dict[tuple[int, str], Figure]


def counting(turn: int) -> list[Measure]:
    """The units side by side, of one group of kinds."""
    group = list(KIND_GROUPS)[turn % len(KIND_GROUPS)]
    return [CATALOGUE[f"count.{unit}.{group}"] for unit in COUNTED_UNITS]


def turning(of: list[Measure], turn: int, many: int) -> list[Measure]:
    return [of[(many * turn + n) % len(of)] for n in range(many)]


def parts_of(world: World) -> list[Slice]:
    """A breakdown, the unspecified part with it: by category, unit, quarter, month, or with and without a file."""
    own, below = world.town.units[1:3]
    return [
        [Slice(categories=frozenset({one})) for one in CATEGORIES],
        [Slice(unit=world.town.paths[own], own=True), Slice(unit=world.town.paths[below]), Slice(unit=NONE)],
        [Slice(period=f"q{number}") for number in range(1, 5)],
        [Slice(period=f"m{number}") for number in range(1, 13)],
        [Slice(filed=one) for one in FILED],
    ][world.town.number // 3 % 5]


class Comparison:
    """What was compared, for the floors; `number` of a world decides which of the many alike are asked of it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.met: Counter[str] = Counter()
        self.asked: Counter[Family] = Counter()
        self.listed: Counter[Family] = Counter()

    def agree(self, made: list[World], as_of: date) -> None:
        year = year_window(YEAR, as_of)
        thirds = [[world for world in made if world.town.number % 3 == third] for third in range(3)]
        found = self.figures_agree(made, year, self.yearly)
        for world in thirds[2]:
            self.parts_make_the_whole(found, world)
            broken = facts.broken_down(self.session, world.scope, year)
            assert broken.parts == {by: breakdown(world.recorded, by, year) for by in By}
        self.figures_agree(thirds[0], quarter(as_of), lambda world: counting(world.town.number // 3 + 1))
        self.months_agree(thirds[1], year)
        for world in made:
            self.met.update(world.shows(year))
        self.met["worlds"] += len(made)

    def yearly(self, world: World) -> list[Measure]:
        turn, third = divmod(world.town.number, 3)
        if third == 0:
            return [*counting(turn), *turning(RATES, turn, 3), *turning(REPEATS, turn, 2)]
        if third == 1:
            return [*counting(turn), *OTHERS]
        whole = [TIMES, HOUSEHOLDS, *EACH_KIND, TWO_QUARTERS]
        return [*whole, *(tailored(one.key, part=part) for part in parts_of(world) for one in (TIMES, HOUSEHOLDS))]

    def figures_agree(self, made: list[World], window: Window, measures: Callable[[World], list[Measure]]) -> Found:
        asks = [facts.Ask(world.scope, tuple(measures(world)), window) for world in made]
        found = facts.figures(self.session, asks)
        for world, ask in zip(made, asks, strict=True):
            opened = world.throw % (2 * len(ask.measures))
            for place, measure in enumerate(ask.measures):
                figure, parts = compute(world.recorded, measure, window)
                assert found[ask.scope.project_id, measure.key] == figure, measure.key
                assert figure.actual is None or figure.unit != "%" or Decimal(0) <= figure.actual <= 100
                self.asked[measure.family] += 1
                if place == opened:
                    self.list_agrees(ask, measure, figure, parts)
        return found

    def parts_make_the_whole(self, found: Found, world: World) -> None:
        """Quarters count a household again that was paid in several: the year is their sum without it."""

        def number(measure: Measure, part: Slice = WHOLE) -> int:
            return found[world.scope.project_id, tailored(measure.key, part=part).key].numerator or 0

        parts = parts_of(world)
        assert sum(number(TIMES, part) for part in parts) == number(TIMES) == sum(map(number, EACH_KIND))
        if parts[0].period == "q1":
            assert sum(number(HOUSEHOLDS, part) for part in parts) == number(HOUSEHOLDS) + number(TWO_QUARTERS)
            self.met["two quarters"] += number(TWO_QUARTERS) > 0
        self.met["unspecified part"] += any(
            number(TIMES, part) > 0 for part in parts if part.unit == NONE or NONE in part.categories
        )

    def list_agrees(self, ask: facts.Ask, measure: Measure, figure: Figure, parts: Iterable[Part]) -> None:
        listed = facts.members(self.session, ask.scope, measure, ask.window)
        entries = listed.entries
        assert sorted((e.key, e.count, e.of) for e in entries) == sorted((p.key, p.count, p.of) for p in parts)
        assert (listed.total, listed.hidden) == (len(entries), 0), measure.key
        assert figure.numerator in (None, sum(e.count for e in entries)), measure.key
        assert figure.denominator in (None, sum(e.of for e in entries)), measure.key
        self.listed[measure.family] += 1

    def months_agree(self, made: list[World], year: Window) -> None:
        found = facts.months_of(self.session, [world.scope for world in made], year.as_of)
        spent = facts.spent_of(self.session, [(world.scope, year) for world in made])
        for world in made:
            months = found[world.scope.project_id]
            assert {(m.month, m.kind): (m.amount_fen, m.times) for m in months} == money_by_month(world)
            assert spent[world.scope.project_id].total_fen == sum(m.amount_fen for m in months)


def quarter(as_of: date) -> Window:
    """The second, or the third once it is over."""
    number = 3 if as_of >= date(2025, 10, 1) else 2
    end = quarter_start(YEAR, number + 1) - timedelta(days=1)
    return Window(quarter_start(YEAR, number), min(as_of, end), as_of)


def money_by_month(world: World) -> dict[tuple[int, str], tuple[int, int]]:
    """Fen and times, each payment, expense and remittance looked at once."""
    window, known = year_window(YEAR, world.as_of), world.recorded
    out = [(p.paid_on, p.kind, p.amount_fen) for p in known.payments if p.project == known.project if counts(p, window)]
    out += [(e.paid_on, "expense", e.amount_fen) for e in known.expenses if e.project == known.project]
    out += [(r.passed_on, "remittance", r.passed_fen) for r in known.remittances if r.project == known.project]
    sums: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for day, kind, fen in out:
        if day and window.start <= day <= window.end:
            total, times = sums[day.month, str(kind)]
            sums[day.month, str(kind)] = total + fen, times + 1
    return sums


def test_sql_and_reference_agree_on_two_thousand_worlds(session: Session) -> None:
    comparison = Comparison(session)

    town_rows.lay_ground(session, range(1, MOST + 1))

    @given(plans=worlds.plans, as_of=worlds.looked_from)
    def agree(plans: dict[int, worlds.Plan], as_of: date) -> None:
        with session.begin_nested() as point:
            made = [worlds.made(plan, number, as_of) for number, plan in plans.items()]
            town_rows.lay(session, [world.town for world in made])
            comparison.agree(made, as_of)
            point.rollback()

    agree()
    met, worlds_met = comparison.met, comparison.met["worlds"]
    assert worlds_met >= 20 * settings().max_examples, met
    assert min(met[name] for name in SITUATIONS) >= worlds_met / 15, met
    assert met["unspecified part"] >= worlds_met / 20, met
    assert met["two quarters"] >= worlds_met // 200, met
    assert min(comparison.asked[family] for family in Family) >= worlds_met / 4, comparison.asked
    assert min(comparison.listed[family] for family in Family) >= worlds_met // 400, comparison.listed
