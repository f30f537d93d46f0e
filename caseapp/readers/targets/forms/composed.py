"""One target out of the cells it is printed in, and those cells as they are printed."""

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise

from caseapp.domain.errors import N_
from caseapp.domain.indicators.target import Operator, Target, parse_target
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.forms.columns import GRADES, Column, Heading
from caseapp.readers.targets.layout import label
from caseapp.readers.targets.rows import Cell, Place

_SIGNS = {
    ">=": "≥", "=>": "≥", "≧": "≥", "大于等于": "≥", "大于或等于": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥",
    "至少": "≥", "<=": "≤", "=<": "≤", "≦": "≤", "小于等于": "≤", "小于或等于": "≤", "不超过": "≤", "不高于": "≤",
    "不大于": "≤", "等于": "=", "大于": ">", "高于": ">", "小于": "<", "低于": "<", "正负": "±", "+-": "±",
    "≥": "≥", "≤": "≤", "=": "=", ">": ">", "<": "<", "±": "±",
}  # fmt: skip
_NUMBERS = ("定量", "定量指标", "数量")
_WORDS = ("定性", "定性指标", "文字描述")
_RANGES = ("区间", "介于", "范围")
_MORE = ("正向", "正向指标", "越大越好")
_LESS = ("反向", "反向指标", "负向", "负向指标", "逆向", "逆向指标", "越小越好")
_NOTHING = ("", "/", "-", "—", "--", "无")
_SIGNED = re.compile(r"[≥≤<>=±]+|不[低高少大超]|[大小高低]于")


def target_of(heading: Heading, cells: tuple[Cell, ...], year: int | None, faults: Faults) -> tuple[str, str]:
    """(the target in one piece, its cells as printed)."""
    if heading.is_graded:
        return _graded(heading, cells, year, faults), _printed(heading, cells, GRADES)
    parts = (Column.NATURE, Column.VALUE, Column.UNIT, Column.DIRECTION)
    return _split(heading, cells, year, faults), _printed(heading, cells, parts)


def _printed(heading: Heading, cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> str:
    found = [(heading.named(column), heading.cell(cells, column)) for column in columns if column in heading.columns]
    return "；".join(f"{name}：{cell.text}" for name, cell in found if cell and cell.lines)


def _said(heading: Heading, cells: tuple[Cell, ...], column: Column) -> str:
    cell = heading.cell(cells, column)
    said = unicodedata.normalize("NFKC", re.sub(r"\s", "", cell.text)) if cell else ""
    return "" if said in _NOTHING else said


def _split(heading: Heading, cells: tuple[Cell, ...], year: int | None, faults: Faults) -> str:
    nature, direction = _said(heading, cells, Column.NATURE), _said(heading, cells, Column.DIRECTION)
    place = cells[heading.columns.index(Column.VALUE)].place
    text = _with_unit(heading, cells)
    if not text:
        faults.add(place, N_("%(place)s: “%(column)s” is empty."), column=heading.named(Column.VALUE))
        return ""
    if nature in _WORDS:
        return text
    sign = _sign(nature, direction, faults, place)
    target = text if sign == "" else _signed(sign, text, year, faults, cells[heading.columns.index(Column.NATURE)])
    read = parse_target(target, year)
    if read.operator is Operator.WORDS and nature:
        faults.add(
            place,
            N_("%(place)s: “%(text)s” is no value for the nature “%(nature)s”."),
            text=text,
            nature=nature,
        )
    elif _is_fraction(read):
        faults.add(place, N_("%(place)s: “%(text)s” is less than one percent; write a share as 90%%."), text=target)
    return target


def _with_unit(heading: Heading, cells: tuple[Cell, ...]) -> str:
    """Value and unit in one piece; a value that names its unit already keeps it."""
    value = heading.cell(cells, Column.VALUE)
    printed = "" if value is None or label(value) in _NOTHING else re.sub(r"\s", "", value.text)
    unit_cell = heading.cell(cells, Column.UNIT)
    unit = "" if unit_cell is None or label(unit_cell) in _NOTHING else re.sub(r"\s", "", unit_cell.text)
    bare = re.search(r"[0-9零一二三四五六七八九十百千]$", unicodedata.normalize("NFKC", printed))
    return printed + unit if bare else printed


def _sign(nature: str, direction: str, faults: Faults, place: Place) -> str:
    """The sign that nature and direction give; none when the value stands as it is."""
    if nature in _SIGNS:
        return _SIGNS[nature]
    if nature in (*_MORE, *_LESS):
        direction = nature
    elif nature and nature not in (*_NUMBERS, *_RANGES):
        faults.add(place, N_("%(place)s: “%(text)s” is no known nature of a target."), text=nature)
    return "≥" if direction in _MORE else "≤" if direction in _LESS else ""


def _signed(sign: str, text: str, year: int | None, faults: Faults, nature: Cell) -> str:
    """Sign and value in one piece. A day or a frequency needs no sign; two signs must be the same."""
    alone = parse_target(text, year)
    if alone.operator in (Operator.DATE, Operator.FREQUENCY, Operator.RANGE):
        return text
    if not _SIGNED.search(unicodedata.normalize("NFKC", text)):
        return sign + text
    both = parse_target(sign + (alone.value or "") + alone.value_unit, year)
    if (alone.operator, alone.strict) != (both.operator, both.strict):
        faults.add(
            nature.place, N_("%(place)s: “%(sign)s” does not fit the value “%(text)s”."), sign=nature.text, text=text
        )
    return text


def _is_fraction(target: Target) -> bool:
    """A share that a workbook kept as 0.9."""
    return target.operator is Operator.AT_LEAST and target.value_unit == "%" and 0 < (target.number or Decimal(0)) < 1


def _graded(heading: Heading, cells: tuple[Cell, ...], year: int | None, faults: Faults) -> str:
    """The threshold of 优 is the target; the four must not run against each other."""
    found = [cells[heading.columns.index(column)] for column in GRADES]
    best = found[0]
    if not best.lines:
        faults.add(best.place, N_("%(place)s: “%(column)s” is empty."), column=heading.named(Column.BEST))
        return ""
    edges = [(cell, edge) for cell in found if (edge := _edge(parse_target(cell.text, year))) is not None]
    steps = [after - before for (_, before), (_, after) in pairwise(edges)]
    for (cell, _), step in zip(edges[1:], steps, strict=True):
        if step * steps[0] < 0:
            faults.add(cell.place, N_("%(place)s: “%(text)s” runs against the thresholds before it."), text=cell.text)
    return best.text


def _edge(target: Target) -> Decimal | None:
    """Where a threshold lies: the middle of a range, the number of anything else that has one."""
    if target.operator is Operator.RANGE and target.low is not None and target.high is not None:
        return (target.low + target.high) / 2
    return target.number if target.operator is not Operator.FREQUENCY else None
