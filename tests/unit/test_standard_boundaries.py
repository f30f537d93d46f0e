"""Each rule of an aid standard on both sides of each of its boundaries, in tables."""

from dataclasses import replace
from datetime import date

import pytest

from caseapp.domain.errors import Invalid
from caseapp.domain.payments.anomalies import Anomaly
from caseapp.domain.payments.claims import claim, period
from caseapp.domain.payments.codes import AidKind, CapScope, LineState, Repeat
from caseapp.domain.payments.grounds import Grounds
from caseapp.domain.payments.standards import (
    Given,
    MedicalCost,
    Proposal,
    Standard,
    breaches,
    cap_left,
    faults,
    propose,
)
from caseapp.domain.payments.weighing import AidLine, Weighed, weigh

FIXED = Standard(100_000, None, None, Repeat.QUARTER, "唐工发〔2025〕1号")
SHARE = Standard(None, 50, None, Repeat.YEAR, "唐工发〔2025〕2号")
BANDED = replace(SHARE, band_from_fen=1_000_000, band_percent=70)
FLOORED = replace(SHARE, floor_fen=50_000)
CAPPED = replace(SHARE, cap_fen=300_000)
BOTH = replace(SHARE, floor_fen=50_000, cap_fen=50_000)


@pytest.mark.parametrize(
    ("standard", "base", "amount", "steps"),
    [
        (SHARE, 1, 1, 1),  # half a fen goes up
        (replace(SHARE, share_percent=49), 1, 0, 1),
        (replace(SHARE, share_percent=1), 50, 1, 1),
        (replace(SHARE, share_percent=1), 49, 0, 1),
        (replace(SHARE, share_percent=100), 99, 99, 1),
        (BANDED, 999_999, 500_000, 1),
        (BANDED, 1_000_000, 500_000, 1),
        (BANDED, 1_000_001, 500_001, 1),
        (BANDED, 1_000_002, 500_001, 1),
        (FLOORED, 99_998, 50_000, 2),
        (FLOORED, 99_999, 50_000, 1),
        (FLOORED, 100_000, 50_000, 1),
        (FLOORED, 100_002, 50_001, 1),
        (FLOORED, 49_999, 49_999, 3),  # the floor is never more than was spent
        (FLOORED, 50_000, 50_000, 2),
        (FLOORED, 50_001, 50_000, 2),
        (CAPPED, 599_998, 299_999, 1),
        (CAPPED, 600_000, 300_000, 1),
        (CAPPED, 600_002, 300_000, 2),
        (BOTH, 99_998, 50_000, 2),
        (BOTH, 100_000, 50_000, 1),
        (BOTH, 100_002, 50_000, 2),
        (SHARE, 0, 0, 1),
        (FLOORED, 0, 0, 3),
        (FIXED, None, 100_000, 1),
        (FIXED, 1, 100_000, 1),
    ],
)
def test_a_proposal_at_each_boundary(standard: Standard, base: int | None, amount: int, steps: int) -> None:
    found = propose(standard, base)
    assert found is not None
    assert (found.amount_fen, len(found.steps)) == (amount, steps)


@pytest.mark.parametrize(
    ("left", "amount", "steps"),
    [(None, 100_000, 1), (100_001, 100_000, 1), (100_000, 100_000, 1), (99_999, 99_999, 2), (1, 1, 2), (0, 0, 2)],
)
def test_the_yearly_cap_cuts_only_what_is_above_it(left: int | None, amount: int, steps: int) -> None:
    for standard in (FIXED, replace(SHARE, cap_fen=100_000)):
        found = propose(standard, 100_000_000, left)
        assert found is not None
        assert found.amount_fen == amount
    assert len(propose(FIXED, None, left).steps) == steps  # type: ignore[union-attr]


def given(fen: int, *, kind: AidKind = AidKind.LIVING, payee: str = "h1", in_year: bool = True) -> Given:
    return Given(1, kind, fen, payee, f"{payee}:{kind}:2025-Q1", in_year)


@pytest.mark.parametrize(
    ("scope", "before", "left"),
    [
        (CapScope.HOUSEHOLD, [], 100),
        (CapScope.HOUSEHOLD, [given(99)], 1),
        (CapScope.HOUSEHOLD, [given(100)], 0),
        (CapScope.HOUSEHOLD, [given(101)], 0),
        (CapScope.HOUSEHOLD, [given(60), given(40, payee="s2")], 0),
        (CapScope.PERSON, [given(60), given(40, payee="s2")], 40),
        (CapScope.PERSON, [given(100, payee="s2")], 100),
        (CapScope.HOUSEHOLD, [given(100, in_year=False)], 100),
        (CapScope.HOUSEHOLD, [given(100, kind=AidKind.MEDICAL)], 100),
    ],
)
def test_what_is_left_of_a_yearly_cap(scope: CapScope, before: list[Given], left: int) -> None:
    standard = replace(FIXED, yearly_cap_fen=100, cap_scope=scope)
    assert cap_left(standard, AidKind.LIVING, "h1", before) == left
    assert cap_left(FIXED, AidKind.LIVING, "h1", before) is None


@pytest.mark.parametrize(
    ("repeat", "last", "first"),
    [
        (Repeat.YEAR, date(2024, 12, 31), date(2025, 1, 1)),
        (Repeat.SCHOOL_YEAR, date(2025, 8, 31), date(2025, 9, 1)),
        (Repeat.QUARTER, date(2025, 3, 31), date(2025, 4, 1)),
        (Repeat.QUARTER, date(2025, 6, 30), date(2025, 7, 1)),
        (Repeat.QUARTER, date(2025, 9, 30), date(2025, 10, 1)),
        (Repeat.QUARTER, date(2025, 12, 31), date(2026, 1, 1)),
        (Repeat.MONTH, date(2024, 2, 29), date(2024, 3, 1)),
        (Repeat.MONTH, date(2025, 2, 28), date(2025, 3, 1)),
        (Repeat.MONTH, date(2025, 12, 31), date(2026, 1, 1)),
        (Repeat.DAY, date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_a_period_ends_with_its_last_day(repeat: Repeat, last: date, first: date) -> None:
    assert period(repeat, last) != period(repeat, first)
    before, after = last.toordinal() - 1, first.toordinal() + 1
    assert (period(repeat, date.fromordinal(before)) == period(repeat, last)) == (repeat is not Repeat.DAY)
    assert (period(repeat, date.fromordinal(after)) == period(repeat, first)) == (repeat is not Repeat.DAY)


def test_a_school_year_runs_over_the_year_end() -> None:
    assert period(Repeat.SCHOOL_YEAR, date(2025, 12, 31)) == period(Repeat.SCHOOL_YEAR, date(2026, 1, 1)) == "2025-2026"


def logged(day: date, repeat: Repeat, *, project: int = 1, payee: str = "h1", fen: int = 100) -> AidLine:
    kind = AidKind.LIVING
    return AidLine(1, project, "", kind, fen, claim(payee, kind, repeat, day), LineState.PAID, day, None)


def weighed(standard: Standard, day: date, aid: list[AidLine], *, fen: int | None = None) -> Weighed:
    return weigh(
        lambda kind, grades: standard if kind is AidKind.LIVING else None,
        kinds=tuple(AidKind),
        grade="",
        household_id=1,
        person_id=1,
        project_id=1,
        kind=AidKind.LIVING,
        amount_fen=fen,
        grounds=Grounds(),
        day=day,
        aid=aid,
    )


@pytest.mark.parametrize(
    ("repeat", "earlier", "day", "is_again"),
    [
        (Repeat.YEAR, date(2025, 1, 1), date(2025, 12, 31), True),
        (Repeat.YEAR, date(2024, 12, 31), date(2025, 1, 1), False),
        (Repeat.SCHOOL_YEAR, date(2024, 9, 1), date(2025, 8, 31), True),
        (Repeat.SCHOOL_YEAR, date(2025, 8, 31), date(2025, 9, 1), False),
        (Repeat.QUARTER, date(2025, 1, 1), date(2025, 3, 31), True),
        (Repeat.QUARTER, date(2025, 3, 31), date(2025, 4, 1), False),
        (Repeat.MONTH, date(2025, 2, 1), date(2025, 2, 28), True),
        (Repeat.MONTH, date(2025, 2, 28), date(2025, 3, 1), False),
        (Repeat.DAY, date(2025, 3, 1), date(2025, 3, 1), True),
        (Repeat.DAY, date(2025, 2, 28), date(2025, 3, 1), False),
    ],
)
def test_once_a_period_holds_until_its_last_day(repeat: Repeat, earlier: date, day: date, is_again: bool) -> None:
    standard = replace(FIXED, repeat=repeat)
    assert (Anomaly.AGAIN in weighed(standard, day, [logged(earlier, repeat)]).breaches) is is_again
    elsewhere = weighed(standard, day, [logged(earlier, repeat, project=2)]).breaches
    assert (Anomaly.SAME_KIND in elsewhere) is is_again and Anomaly.AGAIN not in elsewhere


@pytest.mark.parametrize(("times", "own", "others", "broken"), [
    (1, 0, 0, set()),
    (1, 1, 0, {Anomaly.AGAIN}),
    (3, 2, 0, set()),
    (3, 3, 0, {Anomaly.AGAIN}),
    (3, 4, 0, {Anomaly.AGAIN}),
    (1, 0, 1, {Anomaly.SAME_KIND}),
    (3, 1, 1, set()),
    (3, 2, 1, {Anomaly.SAME_KIND}),
    (3, 3, 1, {Anomaly.AGAIN, Anomaly.SAME_KIND}),
])  # fmt: skip
def test_so_many_times_in_a_period(times: int, own: int, others: int, broken: set[Anomaly]) -> None:
    day = date(2025, 2, 1)
    aid = [logged(day, Repeat.QUARTER)] * own + [logged(day, Repeat.QUARTER, project=2)] * others
    assert set(weighed(replace(FIXED, times=times), day, aid).breaches) == broken


@pytest.mark.parametrize(("earlier", "day", "left"), [
    (date(2025, 1, 1), date(2025, 12, 31), 100),
    (date(2024, 12, 31), date(2025, 1, 1), 200),
    (date(2025, 12, 31), date(2026, 1, 1), 200),
])  # fmt: skip
def test_a_yearly_cap_begins_anew_with_the_year(earlier: date, day: date, left: int) -> None:
    standard = replace(FIXED, yearly_cap_fen=200)
    assert weighed(standard, day, [logged(earlier, Repeat.QUARTER)]).left_fen == left


@pytest.mark.parametrize(("fen", "broken"), [
    (149, set()),
    (150, set()),
    (151, {Anomaly.ABOVE_STANDARD, Anomaly.ABOVE_CAP}),
])  # fmt: skip
def test_above_the_proposal_and_above_the_cap_begin_with_the_next_fen(fen: int, broken: set[Anomaly]) -> None:
    standard = replace(FIXED, amount_fen=1_000, yearly_cap_fen=250)
    earlier = logged(date(2025, 1, 5), Repeat.QUARTER)
    assert set(weighed(standard, date(2025, 4, 1), [earlier], fen=fen).breaches) == broken


def test_above_the_standard_alone_where_the_cap_leaves_more() -> None:
    for fen, broken in ((100_000, set()), (100_001, {Anomaly.ABOVE_STANDARD})):
        assert set(weighed(replace(FIXED, yearly_cap_fen=200_000), date(2025, 4, 1), [], fen=fen).breaches) == broken


@pytest.mark.parametrize(("other", "in_year", "alone", "broken"), [
    (AidKind.MEDICAL, True, {AidKind.LIVING}, True),
    (AidKind.MEDICAL, True, {AidKind.MEDICAL}, True),
    (AidKind.MEDICAL, True, set(), False),
    (AidKind.MEDICAL, False, {AidKind.LIVING, AidKind.MEDICAL}, False),
    (AidKind.LIVING, True, {AidKind.LIVING}, False),
])  # fmt: skip
def test_a_kind_that_stands_alone(other: AidKind, in_year: bool, alone: set[AidKind], broken: bool) -> None:
    found = breaches(
        FIXED,
        Proposal(1, ()),
        amount_fen=1,
        left_fen=None,
        project_id=1,
        kind=AidKind.LIVING,
        claim="h1:living:2025-Q2",
        given=[given(1, kind=other, in_year=in_year)],
        alone=alone,
    )
    assert (Anomaly.NOT_STACKABLE in found) is broken


VALID = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(("changes", "wrong"), [
    ({}, set()),
    ({"amount_fen": 1}, set()),
    ({"amount_fen": 0}, {"amount"}),
    ({"amount_fen": None}, {"amount"}),
    ({"share_percent": 50}, {"amount"}),
    ({"yearly_cap_fen": 1}, set()),
    ({"yearly_cap_fen": 0}, {"yearly_cap"}),
    ({"cap_fen": 1}, {"share_percent"}),
    ({"floor_fen": 1}, {"share_percent"}),
    ({"times": 0}, {"times"}),
    ({"times": 1}, set()),
    ({"times": 366}, set()),
    ({"times": 367}, {"times"}),
    ({"document_no": " "}, {"document_no"}),
])  # fmt: skip
def test_a_fixed_standard_as_written(changes: dict[str, object], wrong: set[str]) -> None:
    assert {one.field for one in faults(replace(FIXED, **changes), *VALID)} == wrong  # type: ignore[arg-type]


@pytest.mark.parametrize(("changes", "wrong"), [
    ({"share_percent": 0}, {"share_percent"}),
    ({"share_percent": 1}, set()),
    ({"share_percent": 100}, set()),
    ({"share_percent": 101}, {"share_percent"}),
    ({"band_from_fen": 1, "band_percent": 0}, {"band_percent"}),
    ({"band_from_fen": 1, "band_percent": 1}, set()),
    ({"band_from_fen": 1, "band_percent": 100}, set()),
    ({"band_from_fen": 1, "band_percent": 101}, {"band_percent"}),
    ({"band_from_fen": 0, "band_percent": 70}, {"band_from"}),
    ({"band_from_fen": 1}, {"band_percent"}),
    ({"band_percent": 70}, {"band_percent"}),
    ({"floor_fen": 2, "cap_fen": 2}, set()),
    ({"floor_fen": 3, "cap_fen": 2}, {"floor"}),
    ({"cap_fen": 0}, {"cap"}),
    ({"floor_fen": 0}, {"floor"}),
])  # fmt: skip
def test_a_share_as_written(changes: dict[str, object], wrong: set[str]) -> None:
    assert {one.field for one in faults(replace(SHARE, **changes), *VALID)} == wrong  # type: ignore[arg-type]


def test_a_standard_may_last_one_day_and_no_less() -> None:
    day = date(2025, 1, 1)
    assert not list(faults(FIXED, day, day)) and not list(faults(FIXED, day, None))
    assert [one.field for one in faults(FIXED, day, date(2024, 12, 31))] == ["valid_to"]


@pytest.mark.parametrize(("total", "back", "receipts", "wrong"), [
    (1, 0, None, set()),
    (0, 0, None, {"medical_total"}),
    (100, 100, 1, set()),
    (100, 101, 1, {"medical_reimbursed"}),
    (100, -1, 1, {"medical_reimbursed"}),
    (100, 0, 0, {"receipts"}),
])  # fmt: skip
def test_a_medical_cost_as_written(total: int, back: int, receipts: int | None, wrong: set[str]) -> None:
    try:
        assert MedicalCost(total, back, receipts).own_fen == total - back
    except Invalid as invalid:
        assert {one.field for one in invalid.problems} == wrong
    else:
        assert not wrong
