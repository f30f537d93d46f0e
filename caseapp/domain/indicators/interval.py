"""How sure a rate from a sample is: Wilson's score interval at 95 %."""

from decimal import ROUND_HALF_UP, Decimal

Z = Decimal("1.959964")
SMALL = 30
"""Fewer valid answers than this are too few to say much."""
TENTH = Decimal("0.1")


def wilson(part: int, whole: int) -> tuple[Decimal, Decimal] | None:
    """The percents between which the true rate lies, one decimal; None without answers."""
    if whole <= 0:
        return None
    n, share = Decimal(whole), Decimal(part) / Decimal(whole)
    spread = Z * (share * (1 - share) / n + Z * Z / (4 * n * n)).sqrt()
    middle, width = share + Z * Z / (2 * n), 1 + Z * Z / n
    low, high = (middle - spread) / width, (middle + spread) / width
    return _percent(max(low, Decimal(0))), _percent(min(high, Decimal(1)))


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(TENTH, rounding=ROUND_HALF_UP)
