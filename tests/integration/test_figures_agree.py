"""The SQL gives what the reference engine gives, in two thousand invented worlds on each database: the figures, the
lists behind them, the four ways to count and the money by month and kind."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from sqlalchemy.orm import Session

from caseapp.domain.indicators.catalogue import CATALOGUE, COUNTED_UNITS, KIND_GROUPS
from caseapp.domain.indicators.figure import Figure, Part
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.reference import compute, counts
from caseapp.domain.periods import Window, quarter_start, year_window
from caseapp.queries import facts
from tests.factories import many_worlds, town_rows
from tests.factories.situations import SITUATIONS
from tests.factories.towns import YEAR
from tests.factories.many_worlds import MOST, World

RATES = [m for m in CATALOGUE.values() if m.family is Family.SERVED]
OTHERS = [m for m in CATALOGUE.values() if m.family is not Family.SERVED and not m.key.startswith("count.")]


def counting(turn: int) -> list[Measure]:
    """The units side by side, of one group of kinds."""
    group = list(KIND_GROUPS)[turn % len(KIND_GROUPS)]
    return [CATALOGUE[f"count.{unit}.{group}"] for unit in COUNTED_UNITS]


class Comparison:
    """What was compared, for the floors; `number` of a world decides which of the many alike are asked of it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.met: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.listed: Counter[Family] = Counter()

    def agree(self, made: list[World], as_of: date) -> None:
        year = year_window(YEAR, as_of)
        self.figures_agree(made, year, self.yearly)
        some = [world for world in made if world.town.number % 3 == 0]
        self.figures_agree(some, quarter(as_of), self.quarterly)
        self.months_agree(some, year)
        for world in made:
            self.met.update(world.shows(year))
        self.met["worlds"] += len(made)

    def yearly(self, turn: int) -> list[Measure]:
        others = OTHERS if turn % 2 else [RATES[turn // 2 % len(RATES)]]
        return [*counting(turn // 2), *others]

    def quarterly(self, turn: int) -> list[Measure]:
        return counting(turn // 3)

    def figures_agree(self, made: list[World], window: Window, measures: Callable[[int], list[Measure]]) -> None:
        asks = [facts.Ask(world.scope, tuple(measures(world.town.number)), window) for world in made]
        found = facts.figures(self.session, asks)
        for world, ask in zip(made, asks, strict=True):
            for measure in ask.measures:
                figure, parts = compute(world.recorded, measure, window)
                assert found[ask.scope.project_id, measure.key] == figure, measure.key
                assert figure.actual is None or figure.unit != "%" or Decimal(0) <= figure.actual <= 100
                self.asked[measure.key] += 1
                if measure in ask.measures[world.throw % (2 * len(ask.measures)) :][:1]:
                    self.list_agrees(ask, measure, figure, parts)

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

    @given(plans=many_worlds.plans, as_of=many_worlds.looked_from)
    def agree(plans: list[many_worlds.Plan], as_of: date) -> None:
        with session.begin_nested() as point:
            made = [many_worlds.made(plan, number, as_of) for number, plan in enumerate(plans, 1)]
            town_rows.lay(session, [world.town for world in made])
            comparison.agree(made, as_of)
            point.rollback()

    agree()
    print(comparison.met, comparison.asked, comparison.listed)
