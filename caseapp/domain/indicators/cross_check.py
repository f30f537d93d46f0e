"""Do the department's goals say what the projects' indicators say? Each number of a goal, and where it stands.

A goal is carried out by the project that repeats most of its counts (or shares most of its name). A number agrees when
an indicator of that project has the same number and counts the same: 户（人） and 户（人）次 do, 户 and 人 do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from caseapp.domain.indicators.printed import one_width
from caseapp.domain.indicators.target import parse_target

_CLAIM = re.compile(
    r"(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?P<unit>户[（(]人[）)]次?|户次|户|人次|人|场次|场|次|%|万元|季)"
)
_SAME = str.maketrans("", "", "（）()次")


@dataclass(frozen=True)
class Said:
    """An indicator of a project: where it stands and its printed target."""

    project: str
    project_name: str
    row: int
    name: str
    target: str


@dataclass(frozen=True)
class Claim:
    """A number in a department goal as printed; `agrees` is the indicator that says the same, `instead` what the
    project that carries out the goal says of the same thing."""

    printed: str
    agrees: Said | None
    instead: tuple[Said, ...] = ()


def cross_check(name: str, indicators: str, said: Sequence[Said]) -> tuple[Claim, ...]:
    """The claims of one goal, in the order of its sentence `indicators`; `name` is the goal's."""
    claims = [(found[0], _amount(found["number"]), _what(found["unit"])) for found in _found(indicators)]
    code = _carried_out_by(name, claims, said)
    own = [one for one in said if one.project == code]
    return tuple(_judged(printed, number, what, own) for printed, number, what in claims)


def _found(sentence: str) -> list[re.Match[str]]:
    return list(_CLAIM.finditer(one_width(sentence)))


def _amount(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _what(unit: str) -> str:
    """What is counted, whether once or each time."""
    return unit.translate(_SAME) or unit


def _carried_out_by(name: str, claims: Sequence[tuple[str, Decimal, str]], said: Sequence[Said]) -> str | None:
    def weight(code: str) -> tuple[int, int]:
        own = [one for one in said if one.project == code]
        repeated = sum(_says(number, what, one) for _, number, what in claims if what != "%" for one in own)
        shared = SequenceMatcher(None, name, own[0].project_name, autojunk=False).find_longest_match().size
        return repeated, shared

    return max(sorted({one.project for one in said}), key=weight, default=None)


def _says(number: Decimal, what: str, one: Said) -> bool:
    target = parse_target(one.target)
    return target.number == number and _what(target.value_unit) == what


def _judged(printed: str, number: Decimal, what: str, own: Sequence[Said]) -> Claim:
    for one in own:
        if _says(number, what, one):
            return Claim(printed, one)
    return Claim(printed, None, tuple(one for one in own if _what(parse_target(one.target).value_unit) == what))
