"""Account and telephone numbers are taken as people write them, and refused when they cannot be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.accounts import luhn_fits, mask_account, mask_phone, parse_account, parse_phone
from caseapp.domain.errors import Invalid


@pytest.mark.parametrize("typed", ["13812345678", "138 1234 5678", "+86 138-1234-5678", "１３８１２３４５６７８"])
def test_a_mobile_number_is_stored_as_eleven_digits(typed: str) -> None:
    assert parse_phone(typed) == "13812345678"


@pytest.mark.parametrize("typed", ["12345", "23812345678", "1381234567a", "1381234567"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        parse_phone(typed)


def test_a_card_number_is_stored_without_spaces_and_shown_masked() -> None:
    number = parse_account("6222 0212 3456 7890 123")
    assert number == "6222021234567890123"
    assert mask_account(number) == "6222 **** 0123"
    assert mask_phone("13812345678") == "138****5678"


def test_a_card_number_spoiled_by_a_spreadsheet_is_refused() -> None:
    with pytest.raises(Invalid):
        parse_account("6.22202E+18")


@given(st.text("0123456789", min_size=7, max_size=18))
def test_exactly_one_last_digit_fits(first: str) -> None:
    assert sum(luhn_fits(first + str(last)) for last in range(10)) == 1
