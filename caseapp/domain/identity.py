"""Identity numbers: 居民身份证 GB 11643 by length, date and check digit; other papers by shape.

The region is not checked: old, renamed and merged codes are common among the elderly.
"""

import re
import unicodedata
from datetime import date
from operator import mul

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.labels import Word

_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_OLD_NUMBER = re.compile(r"[0-9]{15}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECKS = "10X98765432"


class IdKind(Word):
    RESIDENT = "resident", "居民身份证", "Resident ID card"
    FOREIGN_RESIDENT = "foreign_resident", "外国人永久居留身份证", "Foreign permanent resident card"
    HK_MACAO = "hk_macao", "港澳居民来往内地通行证", "Hong Kong and Macao permit"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证", "Taiwan permit"
    PASSPORT = "passport", "护照", "Passport"


class Sex(Word):
    MALE = "1", "男", "Male"
    FEMALE = "2", "女", "Female"
    UNKNOWN = "0", "未知", "Unknown"


_SHAPES = {
    IdKind.FOREIGN_RESIDENT: re.compile(r"^([A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X])$"),
    IdKind.HK_MACAO: re.compile(r"^[HM][0-9]{8}([0-9]{2})?$"),
    IdKind.TAIWAN: re.compile(r"^[0-9]{8}$"),
    IdKind.PASSPORT: re.compile(r"^[A-Z0-9]{5,20}$"),
}


def normalise(text: str) -> str:
    """Full-width to half-width, no spaces, upper-case X."""
    if text.isascii() and text.isalnum():  # nearly every number, as it is
        return text.upper()
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_digit(first17: str) -> str:
    """Of 17 digits 0 to 9."""
    return _CHECKS[(sum(map(mul, _WEIGHTS, first17.encode())) - _ZEROS) % 11]


def from_15(old: str) -> str:
    """A 15-digit number in its 18-digit form (the years of 15-digit numbers are all 19xx)."""
    first17 = old[:6] + "19" + old[6:]
    return first17 + check_digit(first17)


def parse(text: str, kind: IdKind = IdKind.RESIDENT) -> str:
    """The number in its stored form; raises Invalid with one sentence when it cannot be right."""
    number = normalise(text)
    if kind is not IdKind.RESIDENT:
        if not _SHAPES[kind].match(number) or (kind is IdKind.FOREIGN_RESIDENT and not _foreign_ok(number)):
            raise Invalid.one(None, N_("This is not a valid number for the chosen kind of paper."))
        return number
    if _OLD_NUMBER.fullmatch(number):
        number = from_15(number)
    if not _NUMBER.fullmatch(number):
        raise Invalid.one(None, N_("A resident ID number has 18 characters: 17 digits and a digit or X."))
    if _birth(number) is None:
        raise Invalid.one(None, N_("The birth date inside the ID number does not exist."))
    if number[17] != check_digit(number[:17]):
        raise Invalid.one(None, N_("The last character of the ID number does not fit the others; check each digit."))
    return number


def birth_of(number: str) -> date | None:
    """The birth date of an 18-character resident number, else None."""
    return _birth(number) if _NUMBER.fullmatch(number) else None


def sex_of(number: str) -> Sex:
    if not _NUMBER.fullmatch(number):
        return Sex.UNKNOWN
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def mask(number: str) -> str:
    """1302**********0016: the first and last four stay."""
    if len(number) <= 8:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def mask_name(name: str) -> str:
    """王桂兰 → 王*兰, 刘伟 → 刘*: for public notices and files that leave the house."""
    if len(name) <= 2:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _foreign_ok(number: str) -> bool:
    return len(number) == 15 or number[17] == check_digit(number[:17])
