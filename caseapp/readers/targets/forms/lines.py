"""The indicator rows of the other layouts: levels known, targets put together, weights that make a hundred."""

import re
from dataclasses import replace
from decimal import Decimal

from caseapp.domain.book import IndicatorLine
from caseapp.domain.errors import N_
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.forms.columns import Column, Heading
from caseapp.readers.targets.forms.composed import target_of
from caseapp.readers.targets.indicators import LEVELS, full_level
from caseapp.readers.targets.layout import label
from caseapp.readers.targets.rows import Cell, Place, Row

_WEIGHT = re.compile(r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,4})?)[%分]?")
_EXECUTION = re.compile("预算执行率?(?:指标)?")
_CARRIED = (Column.LEVEL1, Column.LEVEL2, Column.NAME, Column.DESCRIPTION, Column.BASIS)
_WHOLE, _WITHOUT_EXECUTION = Decimal(100), Decimal(90)


def indicators_of(
    heading: Heading, rows: list[Row], year: int | None, place: Place, faults: Faults
) -> tuple[IndicatorLine, ...]:
    """`place`: where the table stands, for what is missing as a whole."""
    lines: list[IndicatorLine | None] = []
    weights: list[tuple[Cell, Decimal | None]] = []
    above: dict[Column, Cell] = {}
    for row in rows:
        cells = row.trimmed(heading.width)
        if len(cells) != heading.width:
            faults.add(
                row.place,
                N_("%(place)s: this row has %(count)s cells where %(width)s belong."),
                count=len(cells),
                width=heading.width,
            )
            continue
        weight = heading.cell(cells, Column.WEIGHT)
        if weight is not None:
            weights.append((weight, weight_of(weight, faults)))
        is_execution = any(_EXECUTION.fullmatch(label(cell)) for cell in cells)
        lines.append(None if is_execution else _line(heading, cells, above, year, faults))
    if not rows:
        faults.add(place, N_("%(place)s: the table has no indicators."))
    points = points_of(weights, faults) or [None] * len(lines)
    return tuple(replace(line, weight=point) for line, point in zip(lines, points, strict=True) if line)


def _line(
    heading: Heading, cells: tuple[Cell, ...], above: dict[Column, Cell], year: int | None, faults: Faults
) -> IndicatorLine:
    words = {column: _carried(column, heading.cell(cells, column), above) for column in _CARRIED}
    level1, level2 = _levels(words, above, cells[0], faults)
    name = words[Column.NAME]
    if name is None or not name.lines:
        place = name.place if name else cells[0].place
        faults.add(place, N_("%(place)s: “%(column)s” is empty."), column=heading.named(Column.NAME))
    target, printed = target_of(heading, cells, year, faults)
    described, basis = words[Column.DESCRIPTION], words[Column.BASIS]
    said = [cell.text if cell else "" for cell in (name, described, basis)]
    return IndicatorLine(level1, level2, said[0], said[1] or said[0], target, said[2], printed=printed)


def _carried(column: Column, cell: Cell | None, above: dict[Column, Cell]) -> Cell | None:
    """The cell, or the one above that it is merged with."""
    if cell is None:
        return None
    if cell.below and column in above:
        return above[column]
    if cell.lines:
        above[column] = cell
    elif column not in (Column.LEVEL1, Column.LEVEL2):
        above.pop(column, None)
    return cell


def _levels(
    words: dict[Column, Cell | None], above: dict[Column, Cell], first: Cell, faults: Faults
) -> tuple[str, str]:
    """Both levels, empty cells filled from above; where a form names only one, the other follows if it can."""
    cell1, cell2 = above.get(Column.LEVEL1), above.get(Column.LEVEL2)
    if cell1 is None:
        faults.add(first.place, N_("%(place)s: the first indicator has no “一级指标”."))
        return "", ""
    said1, said2 = (re.sub(r"\s", "", cell.text) if cell else "" for cell in (cell1, cell2))
    own = words[Column.LEVEL2]
    if words[Column.LEVEL1] is cell1 and cell1.lines and own is not None and not own.lines and not own.below:
        said2 = ""
        above.pop(Column.LEVEL2, None)
    level1, level2 = full_level(said1), full_level(said2)
    if level1 not in LEVELS:
        groups = [group for group, seconds in LEVELS.items() if level1 in seconds]
        if not groups or level2:
            faults.add(cell1.place, N_("%(place)s: “%(text)s” is no known level 1."), text=cell1.text)
            return said1, said2
        return groups[0], level1
    if level2 and level2 not in LEVELS[level1] and cell2:
        faults.add(
            cell2.place,
            N_("%(place)s: “%(text)s” does not belong under “%(level)s”."),
            text=cell2.text,
            level=said1,
        )
    if not level2 and level1 == "满意度指标":
        return level1, LEVELS[level1][0]
    return level1, level2


def weight_of(cell: Cell, faults: Faults) -> Decimal | None:
    """Points of a hundred; None with a fault for anything else."""
    found = _WEIGHT.fullmatch(label(cell))
    if not found:
        faults.add(cell.place, N_("%(place)s: “%(text)s” is no weight; write points of a hundred."), text=cell.text)
    return Decimal(found["number"]) if found else None


def points_of(weights: list[tuple[Cell, Decimal | None]], faults: Faults) -> list[Decimal | None]:
    """The weights in points. They make 100, or 90 without the budget's execution; 0.1 counts as 10."""
    known = [weight for _, weight in weights if weight is not None]
    if not weights or len(known) < len(weights):
        return [weight for _, weight in weights]
    total = sum(known, Decimal(0))
    if total in (_WHOLE / 100, _WITHOUT_EXECUTION / 100):
        return [weight * 100 for weight in known]
    if total not in (_WHOLE, _WITHOUT_EXECUTION):
        faults.add(
            weights[-1][0].place,
            N_("%(place)s: the weights make %(total)s; they must make 100, or 90 without the budget's execution."),
            total=f"{total:f}",
        )
    return list(known)
