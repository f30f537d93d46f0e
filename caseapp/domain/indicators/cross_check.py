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


@dataclass(frozen=True)
class _Number:
    printed: str
    amount: Decimal
    what: str
    about: str
    """The words before it since the last comma."""


def cross_check(name: str, indicators: str, said: Sequence[Said]) -> tuple[Claim, ...]:
    """The claims of one goal, in the order of its sentence `indicators`; `name` is the goal's."""
    numbers = _numbers(indicators)
    code = _carried_out_by(name, numbers, said)
    own = [one for one in said if one.project == code]
    return tuple(_judged(number, own) for number in numbers)


def _numbers(sentence: str) -> list[_Number]:
    text = one_width(sentence)
    return [
        _Number(
            found[0],
            Decimal(found["number"].replace(",", "")),
            _what(found["unit"]),
            re.split("[，,；;。、]", text[: found.start()])[-1],
        )
        for found in _CLAIM.finditer(text)
    ]


def _what(unit: str) -> str:
    """What is counted, whether once or each time."""
    return unit.translate(_SAME) or unit


def _carried_out_by(name: str, numbers: Sequence[_Number], said: Sequence[Said]) -> str | None:
    def weight(code: str) -> tuple[int, int]:
        own = [one for one in said if one.project == code]
        repeated = sum(_says(number, one) for number in numbers if number.what != "%" for one in own)
        return repeated, _shared(name, own[0].project_name)

    return max(sorted({one.project for one in said}), key=weight, default=None)


def _says(number: _Number, one: Said) -> bool:
    target = parse_target(one.target)
    return target.number == number.amount and _what(target.value_unit) == number.what


def _shared(one: str, other: str) -> int:
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _judged(number: _Number, own: Sequence[Said]) -> Claim:
    """Of several rows with that number, the one whose name says most of the words before it."""
    same = [one for one in own if _says(number, one)]
    if same:
        return Claim(number.printed, max(same, key=lambda one: _shared(number.about, one.name)))
    return Claim(
        number.printed, None, tuple(one for one in own if _what(parse_target(one.target).value_unit) == number.what)
    )
