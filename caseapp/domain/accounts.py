"""Bank accounts and telephone numbers as people type them."""

import re
import unicodedata

from caseapp.domain.errors import N_, Invalid


def parse_account(text: str) -> str:
    """The digits of a card or account number; raises Invalid for anything that cannot be one."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[0-9]{8,32}", number):
        raise Invalid.one(None, N_("An account number has 8 to 32 digits and nothing else."))
    return number


def luhn_fits(number: str) -> bool:
    """Whether the last digit fits; most cards pass, some passbooks do not: a warning, never a refusal."""
    doubled = [int(digit) * (1 + turn % 2) for turn, digit in enumerate(reversed(number))]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def mask_account(number: str) -> str:
    """6222 **** 1234: the first and last four stay."""
    return f"{number[:4]} **** {number[-4:]}" if len(number) > 8 else "*" * len(number)


def parse_phone(text: str) -> str:
    """The digits of a mobile or fixed line, without +86; raises Invalid otherwise."""
    number = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    number = re.sub(r"^(\+|00)86", "", number)
    if not re.fullmatch(r"1[3-9][0-9]{9}|0[0-9]{9,11}|[2-8][0-9]{6,7}", number):
        raise Invalid.one(None, N_("Write an 11-digit mobile number, or a fixed line with its area code."))
    return number


def mask_phone(number: str) -> str:
    """138****5678"""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else "*" * len(number)


def mask_text(text: str) -> str:
    """The first character of a name or a sentence that is nobody else's business."""
    return text[:1] + "＊" * min(len(text) - 1, 4)
