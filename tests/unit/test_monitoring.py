"""Monitoring: which light, what is expected by the end of the year, when a row must say why."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.indicators.lights import USUAL, LightRules, Pacing, light
from caseapp.domain.indicators.monitoring import (
    SILENT,
    Cause,
    Likelihood,
    Said,
    expected,
    expected_fen,
    is_over,
    missing,
    nears_budget,
    nears_ceiling,
    period_end,
    period_of,
    problems_of,
)
from caseapp.domain.indicators.pace import pace
from caseapp.domain.indicators.target import attained, parse_target

JUNE_END = date(2025, 6, 30)
YEAR_END = date(2025, 12, 31)
BY_DAYS = LightRules(pacing=Pacing.DAYS)
percents = st.decimals(0, 100, places=1)
fens = st.integers(0, 10**12)


def tone(printed: str, actual: int | str, *, planned: int | None, rules: LightRules = USUAL) -> str:
    target, number = parse_target(printed), Decimal(actual)
    return light(
        target,
        number,
        attained(target, number),
        year=2025,
        as_of=JUNE_END,
        gathered=True,
        planned=None if planned is None else Decimal(planned),
        rules=rules,
    )


@pytest.mark.parametrize(
    ("actual", "planned", "expected_tone"),
    [
        (140, 40, "good"),
        (45, 40, "info"),  # 45 of the 56 that are due
        (44, 40, "warn"),
        (33, 40, "bad"),
        (0, 0, "info"),  # the plan asks for nothing yet
        (60, None, "info"),  # no plan: by the days gone by
    ],
)
def test_a_target_is_held_against_the_part_of_it_that_is_due(
    actual: int, planned: int | None, expected_tone: str
) -> None:
    assert tone("≥140户", actual, planned=planned) == expected_tone


def test_a_year_may_go_by_the_days_instead_of_the_plan() -> None:
    assert tone("309人", 0, planned=0) == "info"
    assert tone("309人", 0, planned=0, rules=BY_DAYS) == "bad"


def test_quarters_go_by_the_calendar_whatever_the_plan() -> None:
    assert tone("4季", 2, planned=90) == "info"
    assert tone("4季", 0, planned=10) == "bad"


def test_the_bands_are_a_matter_of_the_rules() -> None:
    strict = LightRules(indicator_good=95, indicator_warn=90, money_good=100, money_warn=99)
    assert tone("≥100户", 45, planned=50, rules=strict) == "warn"
    assert pace(Decimal(97), Decimal(100), strict) == "bad"
    assert pace(Decimal(97), Decimal(100), LightRules(money_good=95)) == "good"


@given(percents, percents, st.integers(2, 200), st.integers(1, 100))
def test_more_money_never_makes_a_worse_light(one: Decimal, planned: Decimal, good: int, more: int) -> None:
    rules = LightRules(money_good=good, money_warn=max(good // 2, 1))
    order = ["bad", "warn", "good"]
    assert order.index(pace(one, planned, rules)) <= order.index(pace(one + more, planned, rules))


@pytest.mark.parametrize(
    ("printed", "actual", "planned", "by_the_end"),
    [
        ("≥426户（人）次", 200, 40, 500),
        ("≥426户（人）次", 171, 40, 427),  # people are whole: rounded down
        ("65.49万元", "26.196", 40, Decimal("65.49")),
        ("≤134人", 60, 40, 150),
        ("4季", 2, 40, 4),
        ("≥96%", "80", 40, 80),
        ("309人", 0, 0, None),
    ],
)
def test_what_gathers_goes_on_as_it_went(
    printed: str, actual: int | str, planned: int, by_the_end: Decimal | None
) -> None:
    found = expected(
        parse_target(printed),
        Decimal(actual),
        year=2025,
        as_of=JUNE_END,
        gathered=True,
        planned=Decimal(planned),
        rules=USUAL,
    )
    assert found == by_the_end


@pytest.mark.parametrize("actual", [Decimal(7), date(2025, 6, 1), "有效保障", None])
def test_what_does_not_gather_and_a_year_that_is_over_stay_as_they_are(actual: object) -> None:
    known = {"year": 2025, "planned": Decimal(40), "rules": USUAL}
    target = parse_target("≥90%")
    assert expected(target, actual, as_of=JUNE_END, gathered=False, **known) == actual  # type: ignore[arg-type]
    assert expected(target, actual, as_of=YEAR_END, gathered=True, **known) == actual  # type: ignore[arg-type]


@given(fens, fens, fens, st.none() | percents)
def test_expected_money_is_at_least_what_is_out_and_bound_and_within_the_budget(
    paid: int, committed: int, free: int, planned: Decimal | None
) -> None:
    budget = paid + committed + free
    found = expected_fen(paid, committed, budget, year=2025, as_of=JUNE_END, planned=planned)
    assert paid + committed <= found <= budget
    assert expected_fen(paid, committed, budget, year=2025, as_of=YEAR_END, planned=planned) == paid


def test_ceilings_and_budgets_near_and_targets_that_were_too_low() -> None:
    ceiling, goal = parse_target("≤134人"), parse_target("≥100户")
    assert [nears_ceiling(ceiling, Decimal(n), USUAL) for n in (120, 121, 140)] == [False, True, True]
    assert not nears_ceiling(goal, Decimal(99), USUAL)
    assert [is_over(goal, Decimal(n), USUAL) for n in (119, 120)] == [False, True]
    assert not is_over(ceiling, Decimal(200), USUAL)
    assert nears_budget(Decimal(91), Decimal(70), USUAL)
    assert not nears_budget(Decimal(100), Decimal(100), USUAL)
    assert not nears_budget(Decimal(89), Decimal(10), USUAL)


@pytest.mark.parametrize("tone_", ["warn", "bad"])
def test_a_row_that_is_behind_owes_cause_reason_and_chance(tone_: str) -> None:
    assert [field for field, _ in missing(SILENT, tone_)] == ["causes", "explanation", "likelihood"]
    whole = Said(frozenset({Cause.FUNDS}), "资金下达晚", Likelihood.CERTAIN)
    assert missing(whole, tone_) == []


@pytest.mark.parametrize("likelihood", [Likelihood.POSSIBLE, Likelihood.IMPOSSIBLE])
def test_a_green_row_that_is_not_certain_owes_a_reason(likelihood: Likelihood) -> None:
    assert [field for field, _ in missing(Said(likelihood=likelihood), "good")] == ["causes", "explanation"]
    assert missing(Said(likelihood=Likelihood.CERTAIN), "good") == []


def test_a_row_nobody_spoke_of_may_wait_and_half_an_answer_may_not() -> None:
    assert problems_of("rows-0", SILENT, "bad") == []
    assert {p.field for p in problems_of("rows-0", Said(explanation="晚"), "bad")} == {
        "rows-0-causes",
        "rows-0-likelihood",
    }
    long = Said(frozenset({Cause.OTHER}), "长" * 501, Likelihood.CERTAIN)
    assert [p.field for p in problems_of("rows-0", long, "bad")] == ["rows-0-explanation"]


def test_periods_end_with_their_months() -> None:
    ends = [period_end(2024, month) for month in (2, 7, 12)]
    assert ends == [date(2024, 2, 29), date(2024, 7, 31), date(2024, 12, 31)]
    assert period_of(ends, date(2024, 7, 30)) == date(2024, 2, 29)
    assert period_of(ends, date(2024, 1, 31)) is None
