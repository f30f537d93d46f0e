"""How far the money should be, how sure a rate is, how many targets stand where."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.indicators.interval import wilson
from caseapp.domain.indicators.pace import pace, planned_by
from caseapp.domain.indicators.tally import TONES, Tally

PLAN = {3: Decimal(25), 6: Decimal(45), 10: Decimal(70), 12: Decimal(100)}
percents = st.decimals(0, 100, places=1)
days = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@st.composite
def plans(draw: st.DrawFn) -> dict[int, Decimal | None]:
    shares = sorted(draw(st.lists(percents, min_size=3, max_size=3)))
    points: dict[int, Decimal | None] = dict(zip((3, 6, 10), shares, strict=True))
    points[draw(st.sampled_from((3, 6, 10)))] = None
    return {**points, 12: Decimal(100)}


def test_at_a_month_end_of_the_plan_the_plan_itself_is_due() -> None:
    month_ends = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 10, 31), date(2025, 12, 31))
    assert [planned_by(PLAN, 2025, day) for day in month_ends] == [25, 45, 70, 100]


def test_a_project_without_a_plan_is_not_judged() -> None:
    assert planned_by({3: None, 12: None}, 2025, date(2025, 6, 1)) is None
    assert pace(Decimal(10), None) == "quiet"


def test_a_month_left_empty_plans_nothing_more() -> None:
    plan = {3: None, 6: None, 10: Decimal(29), 12: Decimal(100)}
    assert planned_by(plan, 2025, date(2025, 6, 30)) == 0
    assert planned_by(plan, 2025, date(2025, 10, 31)) == 29


@given(plans(), days, days)
def test_the_plan_never_falls_through_the_year(plan: dict[int, Decimal | None], one: date, other: date) -> None:
    first, second = (planned_by(plan, 2025, day) for day in sorted((one, other)))
    assert first is not None and second is not None and 0 <= first <= second <= 100


@given(plans())
def test_before_the_year_nothing_is_due_and_after_it_everything(plan: dict[int, Decimal | None]) -> None:
    assert planned_by(plan, 2025, date(2024, 12, 31)) == 0
    assert planned_by(plan, 2025, date(2026, 1, 1)) == 100


@given(percents, percents)
def test_money_up_to_the_plan_is_good_and_below_it_never(paid: Decimal, planned: Decimal) -> None:
    assert (pace(paid, planned) == "good") == (paid >= planned)


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_interval_holds_the_rate_and_stays_within_0_and_100(answers: tuple[int, int]) -> None:
    part, whole = answers
    found = wilson(part, whole)
    assert found is not None
    low, high = found
    rate = Decimal(part) * 100 / whole
    assert 0 <= low <= high <= 100
    assert low - Decimal("0.05") <= rate <= high + Decimal("0.05")


def test_112_good_answers_of_121_mean_86_5_to_96_percent() -> None:
    assert wilson(112, 121) == (Decimal("86.5"), Decimal("96.0"))
    assert wilson(0, 0) is None


@given(st.lists(st.sampled_from(TONES)))
def test_a_tally_counts_every_target_once(tones: list[str]) -> None:
    tally = Tally.of(tones)
    assert tally.total == len(tones)
    assert tally.at_risk == tones.count("warn") + tones.count("bad")
