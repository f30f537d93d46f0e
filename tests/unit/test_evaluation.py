"""A hundred points, no more and no less: spread over the rows, earned by the money, graded."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from caseapp.domain.indicators.evaluation import (
    EvaluationRules,
    Grade,
    Group,
    execution_rate,
    execution_score,
    grade,
    group_of,
    spread,
    weights_of,
)

RULES = EvaluationRules()
levels = st.lists(st.sampled_from(["产出指标", "效益指标", "满意度指标", "成本指标"]), min_size=1, max_size=30)


@given(levels=levels)
def test_rows_and_execution_make_a_hundred(levels: list[str]) -> None:
    points = spread(levels, RULES)
    assert len(points) == len(levels)
    assert sum(points) + RULES.execution == 100
    assert all(one >= 0 and one == one.quantize(Decimal("0.01")) for one in points)


@given(levels=levels)
def test_rows_of_a_group_differ_by_no_more_than_what_is_left_over(levels: list[str]) -> None:
    points = spread(levels, RULES)
    for group in Group:
        own = [point for level, point in zip(levels, points, strict=True) if group_of(level) is group]
        if own:
            assert set(own[:-1]) <= {own[0]} and own[-1] >= own[0]
            assert own[-1] - own[0] < Decimal("0.01") * len(own)


def test_the_usual_table_has_fifty_thirty_ten() -> None:
    rows = ["产出指标"] * 4 + ["效益指标"] * 2 + ["满意度指标"]
    assert spread(rows, RULES) == [Decimal("12.50")] * 4 + [Decimal("15.00")] * 2 + [Decimal("10.00")]


def test_what_is_left_over_goes_to_the_last_row() -> None:
    assert spread(["产出指标"] * 3 + ["效益指标"] + ["满意度指标"], RULES)[:3] == [
        Decimal("16.66"),
        Decimal("16.66"),
        Decimal("16.68"),
    ]


def test_without_satisfaction_its_points_go_to_the_benefit() -> None:
    assert spread(["产出", "效益"], RULES) == [Decimal("50.00"), Decimal("40.00")]


def test_cost_at_level_one_has_twenty() -> None:
    assert spread(["成本指标", "产出指标", "效益指标", "满意度指标"], RULES) == [20, 40, 20, 10]


def test_an_unknown_level_has_no_points() -> None:
    with pytest.raises(ValueError, match="其他"):
        spread(["其他指标"], RULES)


@given(budget=st.integers(0, 10**10), spent=st.integers(0, 10**10))
def test_the_money_never_earns_more_than_its_points(budget: int, spent: int) -> None:
    rate = execution_rate(budget, spent)
    points = execution_score(rate, RULES.execution)
    if not budget:
        assert rate is None and points is None
        return
    assert points is not None and 0 <= points <= RULES.execution
    assert (points == RULES.execution) == (rate is not None and rate >= Decimal("99.95"))


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("100", Grade.EXCELLENT),
        ("90", Grade.EXCELLENT),
        ("89.99", Grade.GOOD),
        ("80", Grade.GOOD),
        ("79.99", Grade.FAIR),
        ("60", Grade.FAIR),
        ("59.99", Grade.POOR),
        ("0", Grade.POOR),
    ],
)
def test_each_bound_belongs_to_the_better_grade(total: str, expected: Grade) -> None:
    assert grade(Decimal(total), RULES) is expected


@given(low=st.integers(0, 10_000), high=st.integers(0, 10_000))
def test_more_points_never_grade_worse(low: int, high: int) -> None:
    assume(low <= high)
    order = [Grade.POOR, Grade.FAIR, Grade.GOOD, Grade.EXCELLENT]
    below, above = (grade(Decimal(points) / 100, RULES) for points in (low, high))
    assert order.index(below) <= order.index(above)


def test_the_weights_of_the_table_count_when_they_fill_what_execution_leaves() -> None:
    levels = ["产出指标", "效益指标", "满意度指标"]
    fitting = [Decimal(40), Decimal(30), Decimal(20)]
    assert weights_of(list(zip(levels, fitting, strict=True)), RULES) == fitting
    short: list[Decimal | None] = [Decimal(40), Decimal(30), None]
    assert weights_of(list(zip(levels, short, strict=True)), RULES) == spread(levels, RULES)
