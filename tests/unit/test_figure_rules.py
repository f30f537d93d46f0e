"""Figures, entitlement and lights: the small rules under every number."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.lights import light
from caseapp.domain.indicators.target import attained, parse_target
from caseapp.domain.model_workers.codes import Payer
from caseapp.domain.model_workers.entitlement import HonourFacts, WorkerFacts, entitled_in

END = date(2025, 12, 31)
KEPT = (HonourFacts(None),)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_rate_is_never_above_100_nor_made_of_nobody(one: int, other: int) -> None:
    part, whole = sorted((one, other))
    figure = Figure.rate(part, whole)
    assert (figure.actual is None) == (whole == 0)
    assert figure.actual is None or Decimal(0) <= figure.actual <= 100


def test_a_rate_is_rounded_half_up_but_judged_before_rounding() -> None:
    figure = Figure.rate(17999, 20000)
    assert figure.actual == Decimal("90.00")
    assert attained(parse_target("≥90%"), figure.exact) is False


@given(st.integers(0, 10**12))
def test_money_keeps_every_fen(fen: int) -> None:
    figure = Figure.money(fen)
    assert figure.numerator == fen
    assert figure.actual == Decimal(fen) / 1_000_000
    assert figure.measured_in("元") == Decimal(fen) / 100
    assert figure.measured_in("万元") == figure.actual


@pytest.mark.parametrize(
    ("worker", "entitled"),
    [
        (WorkerFacts(date(2010, 1, 1), None, Payer.CITY, KEPT), True),
        (WorkerFacts(END, None, Payer.CITY, KEPT), True),
        (WorkerFacts(date(2026, 1, 1), None, Payer.CITY, KEPT), False),
        (WorkerFacts(None, None, Payer.CITY, KEPT), False),
        (WorkerFacts(date(2010, 1, 1), date(2024, 12, 31), Payer.CITY, KEPT), False),
        (WorkerFacts(date(2010, 1, 1), date(2025, 1, 1), Payer.CITY, KEPT), True),
        (WorkerFacts(date(2010, 1, 1), None, Payer.COUNTY, KEPT), False),
        (WorkerFacts(date(2010, 1, 1), None, Payer.CITY, ()), False),
        (WorkerFacts(date(2010, 1, 1), None, Payer.CITY, (HonourFacts(date(2025, 1, 1)),)), False),
        (WorkerFacts(date(2010, 1, 1), None, Payer.CITY, (HonourFacts(date(2025, 1, 2)),)), True),
        (WorkerFacts(date(2010, 1, 1), None, Payer.CITY, (HonourFacts(date(2020, 1, 1)), *KEPT)), True),
        (WorkerFacts(date(2025, 6, 1), None, Payer.CITY, (HonourFacts(date(2025, 5, 1)),)), False),
    ],
)
def test_who_is_entitled_in_2025(worker: WorkerFacts, entitled: bool) -> None:
    decision = entitled_in(2025, END, worker)
    assert decision.entitled is entitled
    assert decision.reason


@given(st.none() | days, st.none() | days, st.lists(st.builds(HonourFacts, st.none() | days), max_size=3), days)
def test_entitled_in_a_year_means_entitled_on_some_day_of_it(
    retired: date | None, died: date | None, honours: list[HonourFacts], as_of: date
) -> None:
    worker = WorkerFacts(retired, died, Payer.CITY, tuple(honours))
    year = [date.fromordinal(n) for n in range(date(2025, 1, 1).toordinal(), min(as_of, END).toordinal() + 1)]
    on_some_day = any(
        retired is not None
        and retired <= day
        and (died is None or died >= day)
        and any(h.revoked_on is None or h.revoked_on > day for h in honours)
        for day in year
    )
    assert entitled_in(2025, as_of, worker).entitled is on_some_day


@pytest.mark.parametrize(
    ("target", "actual", "as_of", "gathered", "tone"),
    [
        ("≥140户", Decimal(140), END, True, "good"),
        ("≥140户", Decimal(120), END, True, "warn"),
        ("≥140户", Decimal(60), END, True, "bad"),
        ("≥140户", Decimal(60), date(2025, 6, 30), True, "info"),
        ("≥140户", Decimal(50), date(2025, 6, 30), True, "warn"),
        ("≥140户", Decimal(20), date(2025, 6, 30), True, "bad"),
        ("≥90%", Decimal(50), date(2025, 3, 31), False, "bad"),
        ("≤134人", Decimal(134), END, True, "good"),
        ("≤134人", Decimal(135), date(2025, 3, 31), True, "bad"),
        ("12月20日前", date(2025, 12, 21), END, False, "bad"),
        ("12月20日前", date(2025, 12, 20), END, False, "good"),
        ("4季", Decimal(2), date(2025, 6, 30), True, "info"),
        ("每季度20日前", Decimal(3), END, True, "warn"),
        ("≥140户", None, END, True, "quiet"),
        ("0起", Decimal(1), END, True, "bad"),
    ],
)
def test_the_light_of_a_figure(
    target: str, actual: Decimal | date | None, as_of: date, gathered: bool, tone: str
) -> None:
    wanted = parse_target(target, 2025)
    met = attained(wanted, actual)
    assert light(wanted, actual, met, year=2025, as_of=as_of, gathered=gathered) == tone
