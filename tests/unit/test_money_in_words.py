"""大写: every amount reads back to itself, and the known difficult ones stand as the rules say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.money import Money, in_words

DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
GROUPS = {"万": 10**4, "亿": 10**8}


def read_whole(text: str) -> int:
    """A slow reader of its own: digits times places, groups closed from the left."""
    total = group = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            group, digit = group + digit * PLACES[sign], 0
        elif sign == "亿":
            total, group, digit = (total + group + digit) * GROUPS[sign], 0, 0
        else:
            total, group, digit = total + (group + digit) * GROUPS[sign], 0, 0
    return total + group + digit


def read(words: str) -> int:
    found = re.fullmatch(r"(?:(.+)元)?(?:零?(.)角)?(?:零?(.)分)?整?", words)
    assert found, words
    yuan, jiao, fen = found.groups()
    return read_whole(yuan or "") * 100 + DIGITS[jiao or "零"] * 10 + DIGITS[fen or "零"]


@given(st.integers(0, 999_999_999_999) | st.integers(0, 10**7).map(lambda n: n * 10**5))
def test_every_amount_reads_back_to_itself(fen: int) -> None:
    words = in_words(Money(fen))
    assert read(words) == fen
    assert "零零" not in words
    assert words.endswith("整") == (fen % 10 == 0)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (10_050_005, "壹拾万零伍佰元零伍分"),
        (100_000_000, "壹佰万元整"),
        (1_000_010, "壹万元壹角整"),
        (10_000_000_100, "壹亿零壹元整"),
        (14_350_000, "壹拾肆万叁仟伍佰元整"),
        (1_001_000_000_000, "壹佰亿零壹仟万元整"),
        (-240_000, "负贰仟肆佰元整"),
    ],
)
def test_known_amounts(fen: int, words: str) -> None:
    assert in_words(Money(fen)) == words
