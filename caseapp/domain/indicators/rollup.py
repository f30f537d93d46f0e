"""Rolling the same measure up over several projects: counts and money add, rates are made anew from their parts.

The average weighted by money, which other offices print, is given beside it (domain notes §4.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Share:
    """What one project brings: its parts, its rate in percent as printed, and the money that weighs it, in fen."""

    numerator: int
    denominator: int | None
    rate: Decimal | None
    weight_fen: int


@dataclass(frozen=True)
class Rolled:
    """`rate` is made of the sums; `weighted` is the average of the rates by money; both None for what is no rate."""

    numerator: int
    denominator: int | None
    rate: Decimal | None
    weighted: Decimal | None


def rolled(shares: Sequence[Share]) -> Rolled:
    """Shares of one measure; all of them rates, or none."""
    top = sum(share.numerator for share in shares)
    if any(share.denominator is None for share in shares):
        return Rolled(top, None, None, None)
    bottom = sum(share.denominator or 0 for share in shares)
    rate = _rounded(Decimal(top) * 100 / bottom) if bottom else None
    weighed = [(share.rate, share.weight_fen) for share in shares if share.rate is not None]
    return Rolled(top, bottom, rate, mean(weighed))


def mean(weighed: Sequence[tuple[Decimal, int]]) -> Decimal | None:
    """The mean by weight, two decimals; None where nothing weighs."""
    whole = sum(weight for _value, weight in weighed)
    if not whole:
        return None
    return _rounded(sum((value * weight for value, weight in weighed), Decimal(0)) / whole)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
