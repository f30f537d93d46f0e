"""The department's figures: sums of parts, rates made anew, averages by money beside them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.rollup import Rolled, Share, mean, rolled

parts = st.integers(0, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def share(part: tuple[int, int], weight: int = 1) -> Share:
    rate = Figure.rate(*part).actual
    return Share(*part, rate if isinstance(rate, Decimal) else None, weight)


def test_a_rate_is_made_of_its_parts_and_not_of_the_rates() -> None:
    found = rolled([share((9, 10), 1_000), share((100, 400), 9_000)])
    assert found == Rolled(109, 410, Decimal("26.59"), Decimal("31.50"))


def test_counts_add_and_have_no_rate() -> None:
    assert rolled([Share(3, None, None, 5), Share(4, None, None, 0)]) == Rolled(7, None, None, None)


def test_nobody_due_anywhere_gives_no_rate() -> None:
    assert rolled([share((0, 0))]) == Rolled(0, 0, None, None)
    assert mean([(Decimal(90), 0)]) is None


@given(st.lists(st.tuples(parts, st.integers(0, 10**9)), min_size=1, max_size=8))
def test_the_whole_lies_between_the_least_and_the_greatest(known: list[tuple[tuple[int, int], int]]) -> None:
    found = rolled([share(part, weight) for part, weight in known])
    rates = [Decimal(one) * 100 / of for (one, of), _weight in known if of]
    assert found.numerator == sum(one for (one, _of), _weight in known)
    cent = Decimal("0.01")
    for rate in (found.rate, found.weighted):
        assert rate is None or min(rates) - cent <= rate <= max(rates) + cent
    assert (found.rate is None) == (not rates)
