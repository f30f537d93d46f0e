"""A target table typed on a screen, held to what the reader of a book asks of a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from caseapp.domain.book import PLAN_MONTHS, IndicatorLine
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.readers.targets.faults import BookErrors, Faults
from caseapp.readers.targets.figures import plan_of
from caseapp.readers.targets.forms.lines import points_of, weight_of
from caseapp.readers.targets.indicators import LEVELS, REQUIRED, full_level, read_indicators
from caseapp.readers.targets.layout import Part
from caseapp.readers.targets.project import goals_of
from caseapp.readers.targets.rows import Cell, Place, Row

PLAN_BOXES = tuple(f"plan_{month}" for month in PLAN_MONTHS)
COLUMNS = ("level1", "level2", "name", "description", "target", "basis")
_ORDER = ("成本指标", *(level for level in LEVELS if level != "成本指标"))


@dataclass(frozen=True)
class TypedLine:
    """One row as typed; `box` begins the names of its boxes in the form (rows-3)."""

    box: str
    level1: str
    level2: str
    name: str
    description: str
    target: str
    basis: str
    weight: str = ""


@dataclass(frozen=True)
class TypedTable:
    plan: dict[int, Decimal | None]
    goals: tuple[str, ...]
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True)
class _Box(Place):
    """A place that is a box of the form."""

    box: str = field(default="", compare=False)


def in_order(lines: Sequence[TypedLine]) -> list[TypedLine]:
    """By level as the table prints them; within a level as they came."""
    return sorted(lines, key=lambda line: (_rank(line.level1, _ORDER), _rank(line.level2, LEVELS.get(line.level1, ()))))


def read_typed(
    lines: Sequence[TypedLine], plan: Sequence[str], goals: str, *, present: Sequence[IndicatorLine]
) -> TypedTable:
    """`lines` in their order; `present`: the rows the table has now, whose levels must not all go.

    Raises Invalid with every problem, each at its box.
    """
    faults = Faults()
    planned = plan_of(
        tuple(_cell(0, N_("plan"), {}, box, text) for box, text in zip(PLAN_BOXES, plan, strict=True)), faults
    )
    said = goals_of(_cell(1, N_("goals"), {}, "goals", goals), faults)
    rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    levels = {full_level(level) for line in present for level in (line.level1, line.level2)}
    indicators = read_indicators(
        rows,
        Part.INDICATOR.width,
        _Box(2, N_("the table"), {}),
        faults,
        required=[level for level in REQUIRED if level in levels],
    )
    weights = _weights(lines, faults)
    try:
        faults.refuse()
    except BookErrors as errors:
        raise Invalid([_at_box(problem) for problem in errors.problems]) from None
    known = [replace(line, weight=weight) for line, weight in zip(indicators, weights, strict=True)]
    return TypedTable(dict(zip(PLAN_MONTHS, planned, strict=True)), said, tuple(known))


def _row(number: int, line: TypedLine) -> Row:
    cells = [_box_cell(number, line, column, getattr(line, column)) for column in COLUMNS]
    return Row(tuple(cells), cells[0].place)


def _weights(lines: Sequence[TypedLine], faults: Faults) -> list[Decimal | None]:
    """All rows have one, or none has."""
    if not any(line.weight for line in lines):
        return [None] * len(lines)
    cells = [_box_cell(number, line, "weight", line.weight) for number, line in enumerate(lines, 1)]
    return points_of([(cell, weight_of(cell, faults)) for cell in cells], faults)


def _box_cell(number: int, line: TypedLine, column: str, text: str) -> Cell:
    return _cell(number + 2, N_("row %(row)s"), {"row": number}, f"{line.box}-{column}", text)


def _cell(order: int, message: str, values: dict[str, object], box: str, text: str) -> Cell:
    return Cell.of(text.splitlines(), _Box(order, message, values, box))


def _at_box(problem: Problem) -> Problem:
    place = problem.values["place"]
    return Problem((place.box if isinstance(place, _Box) else "") or None, problem.message, problem.values)


def _rank(level: str, levels: Sequence[str]) -> int:
    return levels.index(level) if level in levels else len(levels)
