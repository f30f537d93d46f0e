"""An ID number is told by its shape, its day and its check digit; digits are 0 to 9 and no others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from caseapp.domain.accounts import parse_account, parse_phone
from caseapp.domain.errors import Invalid
from caseapp.domain.identity import IdKind, check_digit, from_15, parse

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_digit_is_that_of_the_standard(first17: str) -> None:
    assert check_digit(first17) == ric.calc_check_digit(first17 + "0")


@given(
    st.text("0123456789", min_size=6, max_size=6),
    st.dates(date(1900, 1, 1)),
    st.text("0123456789", min_size=3, max_size=3),
)
def test_only_one_last_character_is_taken(region: str, born: date, turn: str) -> None:
    first17 = f"{region}{born:%Y%m%d}{turn}"
    taken = []
    for last in "0123456789X":
        try:
            taken.append(parse(first17 + last))
        except Invalid:
            continue
    assert taken == [first17 + check_digit(first17)]


def test_an_old_number_is_taken_in_its_new_form() -> None:
    assert (
        parse("130203650312042") == from_15("130203650312042") == "13020319650312042" + check_digit("13020319650312042")
    )


@pytest.mark.parametrize("kind", [IdKind.RESIDENT, IdKind.FOREIGN_RESIDENT, IdKind.HK_MACAO, IdKind.TAIWAN])
@pytest.mark.parametrize("number", ["130203196503120429", "H12345678", "12345678", "130203650312042"])
def test_digits_of_another_script_are_no_number(kind: IdKind, number: str) -> None:
    with pytest.raises(Invalid):
        parse(number.translate(ARABIC), kind)


def test_nor_are_they_an_account_or_a_telephone() -> None:
    for parse_it, number in ((parse_account, "6222000012345678"), (parse_phone, "13812345678")):
        assert parse_it(number) == number
        with pytest.raises(Invalid):
            parse_it(number.translate(ARABIC))
