"""The points an indicator earns."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.errors import Invalid
from caseapp.domain.indicators.actual import parse_actual
from caseapp.domain.indicators.scoring import Ceiling, Flag, OutsideRange, Practice, Reached, Rule, score
from caseapp.domain.indicators.target import attained, parse_target

SPELLINGS = (
    "≥90%",
    "≤134人",
    "309人",
    "0起",
    "≥0",
    "≤0",
    "80-90%",
    "±3%",
    "4季",
    "每季度20日前",
    ">5",
    "≥-5%",
    "有效保障",
)
targets = st.sampled_from(SPELLINGS).map(parse_target)
numbers = st.decimals(-1000, 100000, places=2)
weights = st.decimals(0, 100, places=1)
practices = st.builds(Practice, ceiling=st.sampled_from(Ceiling), outside_range=st.sampled_from(OutsideRange))


@given(targets, numbers, weights, practices)
def test_points_never_leave_the_weight(target, actual, weight, practice) -> None:
    result = score(target, actual, weight, practice)
    assert 0 <= result.score <= weight
    assert result.score == result.score.quantize(Decimal("0.01"))


@given(targets, numbers, weights, practices)
def test_a_met_target_earns_its_whole_weight(target, actual, weight, practice) -> None:
    if attained(target, actual):
        assert score(target, actual, weight, practice).score == weight


@given(st.integers(1, 10**6), st.integers(0, 10**6), weights)
def test_a_missed_floor_earns_its_share(value, actual, weight) -> None:
    result = score(parse_target(f"≥{value}人"), Decimal(actual), weight)
    expected = weight if actual >= value else weight * actual / value
    assert abs(result.score - expected) <= Decimal("0.005")


@given(st.integers(1, 10**6), st.integers(1, 10**6), weights)
def test_a_passed_ceiling_earns_what_the_years_practice_says(value, actual, weight) -> None:
    target = parse_target(f"≤{value}人")
    ratio = score(target, Decimal(actual), weight, Practice(ceiling=Ceiling.RATIO)).score
    linear = score(target, Decimal(actual), weight, Practice(ceiling=Ceiling.LINEAR)).score
    if actual <= value:
        assert ratio == linear == weight
    else:
        assert abs(ratio - weight * value / actual) <= Decimal("0.005")
        assert abs(linear - max(Decimal(0), weight * (1 - Decimal(actual - value) / value))) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("printed", "actual", "weight", "points", "rule"),
    [
        ("≥426户（人）次", "400", "10", "9.39", Rule.RATIO),
        ("≤134人", "150", "10", "8.93", Rule.CEILING_RATIO),
        ("309人", "309", "12.5", "12.50", Rule.MET),
        ("0起", "1", "10", "0.00", Rule.ZERO_TARGET),
        ("0起", "0", "10", "10.00", Rule.ZERO_TARGET),
        ("65.49万元", "654900元", "10", "10.00", Rule.MET),
        ("80%-90%", "85%", "10", "10.00", Rule.MET),
        ("80%-90%", "95%", "10", "0.00", Rule.BY_HAND),
        ("6月30日前", "2025-06-30", "10", "10.00", Rule.MET),
        ("6月30日前", "2025年7月1日", "10", "0.00", Rule.BY_HAND),
        ("2025年12月20日前", "12月18日", "10", "10.00", Rule.MET),
        ("4季", "3季", "10", "7.50", Rule.QUARTERS),
        ("每季度20日前", "4", "10", "10.00", Rule.MET),
        ("有效保障", "有效保障", "10", "10.00", Rule.WORDS),
        ("有效保障", "部分达成", "10", "6.00", Rule.WORDS),
        ("有效保障", "未达成", "10", "0.00", Rule.WORDS),
        ("有效保障", "85%", "10", "8.50", Rule.WORDS),
    ],
)
def test_what_was_typed_earns_its_points(printed, actual, weight, points, rule) -> None:
    target = parse_target(printed)
    result = score(target, parse_actual(actual, target), Decimal(weight))
    assert (result.score, result.rule) == (Decimal(points), rule)


def test_far_above_the_target_keeps_full_points_and_asks_for_a_reason() -> None:
    target = parse_target("≥100人")
    assert score(target, Decimal(130), Decimal(10)).flags == ()
    assert score(target, Decimal(131), Decimal(10)).flags == (Flag.OVER_ACHIEVED,)
    assert score(target, Decimal(131), Decimal(10)).score == 10
    assert score(target, Decimal(121), Decimal(10), Practice(over_from=Decimal("1.2"))).flags == (Flag.OVER_ACHIEVED,)


def test_late_is_scored_by_hand() -> None:
    late = score(parse_target("2025年12月20日前"), date(2025, 12, 21), Decimal(10))
    assert (late.score, late.flags) == (0, (Flag.BY_HAND,))


def test_outside_a_range_may_be_scored_by_distance() -> None:
    result = score(parse_target("80-90%"), Decimal(99), Decimal(10), Practice(outside_range=OutsideRange.DISTANCE))
    assert (result.score, result.rule) == (Decimal("9.00"), Rule.OUTSIDE)


def test_nothing_reported_is_scored_by_hand() -> None:
    assert score(parse_target("≥5场"), None, Decimal(10)).rule is Rule.BY_HAND
    assert score(parse_target("≥5场"), Reached.FULLY, Decimal(10)).rule is Rule.BY_HAND


@pytest.mark.parametrize(
    ("printed", "actual"),
    [("309人", "很多"), ("6月30日前", "300"), ("有效保障", "???"), ("≥90%", "309人"), ("65.49万元", "3人")],
)
def test_an_actual_that_does_not_answer_the_target_is_refused_with_a_sentence(printed, actual) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_actual(actual, parse_target(printed))
    assert len(refusal.value.problems) == 1
