"""The six columns of a target table: levels known, in order, none missing; empty levels filled from above."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from caseapp.domain.book import IndicatorLine
from caseapp.domain.errors import N_
from caseapp.domain.indicators.target import Operator, parse_target
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.layout import COLUMNS, Part, label
from caseapp.readers.targets.rows import Cell, Place, Row

LEVELS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标", "满意度指标"),
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
}
_ORDERED = ("产出指标", "效益指标", "满意度指标")
_COUNTED = ("户", "人", "次")
REQUIRED = ("数量指标", "质量指标", "时效指标", "成本指标", "效益指标", "满意度指标")


@dataclass
class _Table:
    """What has been read so far: the levels in force and those seen."""

    level1: str = ""
    level2: str = ""
    groups: list[str] = field(default_factory=list)
    seconds: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def width_of(header: Row | None, faults: Faults) -> int:
    """How many columns the rows have: the six, and whatever a filled form adds on the right."""
    if header is None:
        return Part.INDICATOR.width
    labels = [label(cell) for cell in header.cells]
    for expected, found in zip(COLUMNS, labels + [""] * len(COLUMNS), strict=False):
        if expected != found:
            place = header.cells[labels.index(found)].place if found in labels else header.place
            faults.add(
                place,
                N_("%(place)s: the column “%(expected)s” belongs here, not “%(found)s”."),
                expected=expected,
                found=found,
            )
    while labels and not labels[-1]:
        labels.pop()
    return max(len(labels), len(COLUMNS))


def read_indicators(
    rows: list[Row], width: int, place: Place, faults: Faults, *, required: Sequence[str] = REQUIRED
) -> tuple[IndicatorLine, ...]:
    """`place`: where the table stands, for what is missing as a whole; `required`: the levels it must have."""
    table = _Table()
    lines = []
    for row in rows:
        cells = row.trimmed(width)
        if len(cells) == width:
            lines.append(_line(table, cells[: len(COLUMNS)], faults))
            continue
        faults.add(
            row.place,
            N_("%(place)s: this row has %(count)s cells where %(width)s belong."),
            count=len(cells),
            width=width,
        )
        table.seen |= {full_level(label(cell)) for cell in cells}
    end = rows[-1].place if rows else place
    if not rows:
        faults.add(place, N_("%(place)s: the table has no indicators."))
    for level in required if rows else ():
        if level not in table.seen:
            faults.add(end, N_("%(place)s: the table above has no “%(level)s”."), level=level)
    return tuple(lines)


def _line(table: _Table, cells: tuple[Cell, ...], faults: Faults) -> IndicatorLine:
    first, second, name, description, target, basis = cells
    _level1(table, first, faults)
    _level2(table, second, first, faults)
    for cell, column in ((name, "三级指标"), (target, "指标值")):
        if not cell.lines:
            faults.add(cell.place, N_("%(place)s: “%(column)s” is empty."), column=column)
    if full_level(table.level1) == "满意度指标" and parse_target(target.text).value_unit.endswith(_COUNTED):
        faults.add(
            target.place,
            N_("%(place)s: “%(text)s” counts people, which no satisfaction does; the cells may be swapped."),
            text=target.text,
        )
    if target.lines and _meaning(target) is Operator.WORDS:
        for cell, fitting in ((name, ()), (description, (Operator.DATE, Operator.FREQUENCY)), (basis, ())):
            if _meaning(cell) not in (Operator.WORDS, *fitting):
                faults.add(
                    cell.place,
                    N_("%(place)s: “%(text)s” looks like the target, which is “%(target)s”; the cells may be swapped."),
                    text=cell.text,
                    target=target.text,
                )
    texts = (name.text, description.text, target.text, basis.text)
    return IndicatorLine(table.level1, table.level2, *texts)


def _level1(table: _Table, cell: Cell, faults: Faults) -> None:
    said = re.sub(r"\s", "", cell.text)
    if not said:
        if not table.level1:
            faults.add(cell.place, N_("%(place)s: the first indicator has no “一级指标”."))
        return
    level = full_level(said)
    if level not in LEVELS:
        faults.add(cell.place, N_("%(place)s: “%(text)s” is no known level 1."), text=cell.text)
    elif level != full_level(table.level1):
        placed = [_ORDERED.index(group) for group in (*table.groups, level) if group in _ORDERED]
        if level in table.groups or any(before > after for before, after in pairwise(placed)):
            faults.add(cell.place, N_("%(place)s: “%(text)s” stands in the wrong order."), text=cell.text)
        table.groups.append(level)
        table.seconds = []
    table.seen.add(level)
    table.level1, table.level2 = said, ""


def _level2(table: _Table, cell: Cell, first: Cell, faults: Faults) -> None:
    said = re.sub(r"\s", "", cell.text)
    if not said:
        if not table.level2:
            faults.add(cell.place, N_("%(place)s: this indicator has no “二级指标”."))
        return
    level, group = full_level(said), full_level(table.level1)
    known = LEVELS.get(group)
    if all(level not in words for words in LEVELS.values()):
        faults.add(cell.place, N_("%(place)s: “%(text)s” is no known level 2."), text=cell.text)
    elif known and level not in known:
        faults.add(
            cell.place,
            N_("%(place)s: “%(text)s” does not belong under “%(level)s”."),
            text=cell.text,
            level=table.level1,
        )
    elif known:
        if table.seconds and known.index(level) < known.index(table.seconds[-1]):
            faults.add(cell.place, N_("%(place)s: “%(text)s” stands in the wrong order."), text=cell.text)
        table.seconds.append(level)
    table.seen.add(level)
    table.level2 = said


def _meaning(cell: Cell) -> Operator:
    return parse_target(cell.text).operator


def full_level(level: str) -> str:
    """产出 → 产出指标."""
    return level if not level or level.endswith("指标") else level + "指标"
