"""What a measure gives: the figure, and the parts it is made of."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from caseapp.domain.money import FEN_PER_WAN, Money

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Figure:
    """`actual` in `unit`; None when there is nothing to say (no date yet, nobody due).

    A count: numerator = actual. Money: numerator in fen, actual in 万元, exact. A rate: percent of numerator over
    denominator with two decimals, half up. A date has neither.
    """

    actual: Decimal | date | None
    numerator: int | None
    denominator: int | None
    unit: str

    @classmethod
    def count(cls, number: int, unit: str, of: int | None = None) -> "Figure":
        return cls(Decimal(number), number, of, unit)

    @classmethod
    def money(cls, fen: int) -> "Figure":
        return cls(Money(fen).exact_wan(), fen, None, "万元")

    @classmethod
    def rate(cls, part: int, whole: int) -> "Figure":
        percent = None
        if whole:
            percent = (Decimal(part) * 100 / Decimal(whole)).quantize(CENT, rounding=ROUND_HALF_UP)
        return cls(percent, part, whole, "%")

    @classmethod
    def last_day(cls, day: date | None) -> "Figure":
        return cls(day, None, None, "")

    def measured_in(self, unit: str) -> Decimal | date | None:
        """The actual in a target's unit: money in 元, 万元 or 亿元; everything else stands as it is."""
        if self.unit != "万元" or self.numerator is None or not unit.endswith("元"):
            return self.actual
        fen = Decimal(self.numerator)
        return {"元": fen / 100, "千元": fen / 100_000, "亿元": fen / FEN_PER_WAN / 10_000}.get(unit, self.actual)

    @property
    def exact(self) -> Decimal | date | None:
        """The actual before rounding: what is held against a target."""
        if self.unit == "%" and self.numerator is not None and self.denominator:
            return Decimal(self.numerator) * 100 / Decimal(self.denominator)
        return self.actual


@dataclass(frozen=True)
class Part:
    """One thing a figure counts: `count` goes into the numerator, `of` into the denominator (1 each for most)."""

    key: str
    count: int
    of: int
