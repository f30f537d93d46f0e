"""How alike two household files are: the signs that they may be of the same household."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from caseapp.domain import names
from caseapp.domain.labels import Word

NEAR_ADDRESS = 90
"""What two addresses must reach of 100, the shorter laid along the longer."""
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_PARTS = re.compile(r"[\W_]|号楼|单元|[号楼栋幢座层室户门]")
_LONGEST_KEY = 48


class Sign(Word):
    ACCOUNT = "account", "银行账号相同", "Same bank account", "bad"
    NAME_AND_BIRTH = "name_and_birth", "姓名与出生日期相同", "Same name and birth date", "bad"
    PHONE = "phone", "电话相同", "Same phone", "warn"
    ADDRESS = "address", "住址相同或相近", "Same address, or nearly", "warn"
    NEAR_NAME = "near_name", "姓名相近、同日出生", "Close names, born on the same day", "info"


WEIGHTS = {Sign.ACCOUNT: 8, Sign.NAME_AND_BIRTH: 8, Sign.PHONE: 5, Sign.ADDRESS: 3, Sign.NEAR_NAME: 2}
ENOUGH = 3
"""A close name alone is no reason: in a big place somebody like it is always born on the same day."""


@dataclass(frozen=True)
class ComparedPerson:
    """`phone` and `account` are blind indexes in hex, "" where nothing is recorded."""

    name: str
    birth_on: date | None
    phone: str
    account: str


@dataclass(frozen=True)
class Compared:
    """What is compared of one file: its address and those who sit in it."""

    address: str
    people: tuple[ComparedPerson, ...]

    def text(self) -> str:
        """The same for the same content, whatever the order of the people."""
        rows = sorted([names.normal(one.name), str(one.birth_on or ""), one.phone, one.account] for one in self.people)
        return json.dumps([self.address, rows], ensure_ascii=False)


def signs(one: Compared, other: Compared) -> tuple[Sign, ...]:
    """The signs that the files are of one household, the strongest first."""
    pairs = list(product(one.people, other.people))
    found = {
        Sign.ACCOUNT: any(a.account and a.account == b.account for a, b in pairs),
        Sign.NAME_AND_BIRTH: any(_born_alike(a, b) and same_name(a.name, b.name) for a, b in pairs),
        Sign.PHONE: any(a.phone and a.phone == b.phone for a, b in pairs),
        Sign.ADDRESS: near_addresses(one.address, other.address),
        Sign.NEAR_NAME: any(_born_alike(a, b) and near_names(a.name, b.name) for a, b in pairs),
    }
    return tuple(sign for sign in Sign if found[sign])


def weight(found: Iterable[Sign]) -> int:
    """How much the signs say together; below ENOUGH they say nothing."""
    total = sum(WEIGHTS[sign] for sign in found)
    return total if total >= ENOUGH else 0


def _born_alike(one: ComparedPerson, other: ComparedPerson) -> bool:
    return one.birth_on is not None and one.birth_on == other.birth_on


def same_name(one: str, other: str) -> bool:
    return names.normal(one) == names.normal(other)


def near_names(one: str, other: str) -> bool:
    """Sounding the same (张莉, 张丽), or one character apart in a name of three or more; not the same name."""
    a, b = names.normal(one), names.normal(other)
    if not a or not b or a == b:
        return False
    if names.sounds(a) & names.sounds(b):
        return True
    return min(len(a), len(b)) >= 3 and Levenshtein.distance(a, b, score_cutoff=1) == 1


def plain_address(address: str) -> str:
    """Half-width, without spaces, marks and the words for house, staircase and door; Chinese digits as figures."""
    return _PARTS.sub("", unicodedata.normalize("NFKC", address).lower().translate(_NUMERALS))


def address_key(address: str) -> str | None:
    """What two spellings of one address share: the two characters before the first number, and all numbers.

    河北省唐山市路北区幸福里3号楼2单元501室 and 路北区幸福里三号楼2-501 give 福里3-2-501; None without any number.
    """
    kept = re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", address)).lower().translate(_NUMERALS)
    numbers = re.findall(r"\d+", kept)
    if not numbers:
        return None
    before = re.sub(r"\W", "", kept[: kept.index(numbers[0])])
    return (before[-2:] + "-".join(number.lstrip("0") or "0" for number in numbers))[:_LONGEST_KEY]


def near_addresses(one: str, other: str) -> bool:
    """The same place and numbers, written alike; an address without a number says too little."""
    key = address_key(one)
    if key is None or key != address_key(other):
        return False
    return fuzz.partial_ratio(plain_address(one), plain_address(other)) >= NEAR_ADDRESS
