"""Money is an integer number of fen (分); yuan and 万元 exist only at the edges."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from caseapp.domain.errors import N_, Invalid

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
CENT = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_YUAN = re.compile(r"^-?\d{1,12}(\.\d{1,2})?$")


@dataclass(frozen=True, order=True)
class Money:
    """An amount in fen; may be negative (a reversal)."""

    fen: int

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def yuan(self) -> Decimal:
        return Decimal(self.fen).scaleb(-2).quantize(CENT)

    def wan(self) -> Decimal:
        """万元 with two decimals, half up: for printing only, never for sums."""
        return (Decimal(self.fen) / FEN_PER_WAN).quantize(CENT, rounding=ROUND_HALF_UP)

    def exact_wan(self) -> Decimal:
        """万元 without rounding."""
        return (Decimal(self.fen) / FEN_PER_WAN).normalize()


def parse_yuan(text: str) -> Money:
    """Read what a person typed: full-width digits, spaces, thousands commas and 元 are accepted.

    Raises Invalid for anything else, and for more than two decimals.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").removesuffix("元")
    plain = plain.removeprefix("¥")
    if not _YUAN.match(plain):
        raise Invalid.one(None, N_("Write an amount in yuan with at most two decimals, such as 2400.00."))
    return Money(int(Decimal(plain).scaleb(2)))


def in_words(money: Money) -> str:
    """The amount in 大写, as cheques and signature sheets print it (100500.05 → 壹拾万零伍佰元零伍分)."""
    yuan, rest = divmod(abs(money.fen), FEN_PER_YUAN)
    jiao, fen = divmod(rest, 10)
    words = "负" if money.fen < 0 else ""
    if yuan:
        words += _whole(yuan) + "元"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif fen and yuan:
        words += "零"
    if fen:
        return words + _DIGITS[fen] + "分"
    return (words or "零元") + "整"


def _whole(number: int) -> str:
    words, gap = "", False
    digits = str(number)
    for index, digit in enumerate(digits):
        group, place = divmod(len(digits) - index - 1, 4)
        if digit == "0":
            gap = True
        else:
            words += ("零" if gap and words else "") + _DIGITS[int(digit)] + _PLACES[place]
            gap = False
        if place == 0 and group and any(d != "0" for d in digits[max(0, index - 3) : index + 1]):
            words += _GROUPS[group]
    return words
