"""One target table from its heading and rows."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from caseapp.domain.book import PLAN_MONTHS, ProjectTable
from caseapp.domain.errors import N_
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.figures import fen_of, plan_of
from caseapp.readers.targets.indicators import read_indicators, width_of
from caseapp.readers.targets.layout import FUND_LABELS, HEADING, ORDER, PLAN_LABELS, Part, label, part_of
from caseapp.readers.targets.rows import Cell, Line, Place, Row, join

_CODE = re.compile("[0-9]{8}[0-9A-Z]{13}")
_UNIT_WORD = re.compile("单位:(万元|元)")
_GOAL = re.compile(r"([0-9]{1,2})[.．、](?![0-9])")
_NEXT_GOAL = re.compile(r"(?<=[。；;])(?=[0-9]{1,2}[.．、](?![0-9]))")


@dataclass
class Section:
    """A heading (None when it is missing) and the rows below it."""

    heading: Line | None
    place: Place
    rows: list[tuple[Part, Row]] = field(default_factory=list)

    def has(self, part: Part) -> bool:
        return any(found is part for found, _ in self.rows)

    def next_part(self, row: Row) -> Part:
        known = [part for part, _ in self.rows if part is not Part.OTHER]
        return part_of(row, known[-1] if known else None)


def read_project(section: Section, faults: Faults) -> ProjectTable:
    """Reads all it can and notes every fault; the table is only of use when there are none."""
    parts = _ordered(section, faults)
    heading = HEADING.fullmatch(section.heading.text) if section.heading else None
    unit, money_unit = _unit(parts.get(Part.UNIT), faults)
    code, name = _code(parts.get(Part.CODE), heading["name"] if heading else None, faults)
    budget, fiscal, other = _funds(parts.get(Part.BUDGET), money_unit, faults)
    purpose = _beside(parts.get(Part.PURPOSE), faults)
    plan_row = parts.get(Part.PLAN)
    if plan_row and _cells(plan_row, Part.PLAN, faults):
        _labels(plan_row, PLAN_LABELS, 1, faults)
    goals = _goals(parts.get(Part.GOALS), faults)
    header = parts.get(Part.HEADER)
    lines = [row for part, row in section.rows if part is Part.INDICATOR]
    last = section.rows[-1][1].place if section.rows else section.place
    return ProjectTable(
        number=int(heading["number"]) if heading else 0,
        code=code,
        name=name,
        unit=unit,
        budget_fen=budget or 0,
        fiscal_fen=fiscal,
        other_fen=other,
        purpose=purpose,
        plan=_plan(parts.get(Part.PLANNED), faults),
        goals=goals,
        indicators=read_indicators(lines, width_of(header, faults), last, faults),
    )


def _ordered(section: Section, faults: Faults) -> dict[Part, Row]:
    """The rows by what they are; notes what is missing, repeated, out of order or unknown."""
    if section.heading is None:
        faults.add(section.place, N_("%(place)s: the heading “N.…绩效目标表” is missing above this table."))
    parts: dict[Part, Row] = {}
    reached = 0
    for part, row in section.rows:
        if part is Part.OTHER:
            faults.add(row.place, N_("%(place)s: this row does not belong here."))
            continue
        if part in parts and part is not Part.INDICATOR:
            faults.add(row.place, N_("%(place)s: the row “%(row)s” appears twice."), row=part.label)
        elif ORDER.index(part) < reached:
            faults.add(row.place, N_("%(place)s: the row “%(row)s” stands in the wrong order."), row=part.label)
        parts.setdefault(part, row)
        reached = max(reached, ORDER.index(part))
    place = section.place
    for part in ORDER:
        if part in parts:
            place = parts[part].place
        elif part is not Part.INDICATOR:
            faults.add(place, N_("%(place)s: the row “%(row)s” is missing after here."), row=part.label)
    return parts


def _cells(row: Row, part: Part, faults: Faults) -> tuple[Cell, ...] | None:
    cells = row.trimmed(part.width)
    if len(cells) == part.width:
        return cells
    faults.add(
        row.place,
        N_("%(place)s: the row “%(row)s” has %(count)s cells where %(width)s belong."),
        row=part.label,
        count=len(cells),
        width=part.width,
    )
    return None


def _unit(row: Row | None, faults: Faults) -> tuple[str, str]:
    """The budget unit as printed and the unit of money."""
    if row is None:
        return "", "万元"
    filled = [cell for cell in row.cells if cell.lines]
    money = _UNIT_WORD.fullmatch(label(filled[-1]))
    if not money:
        faults.add(filled[-1].place, N_("%(place)s: amounts are in 万元 or 元, not “%(text)s”."), text=filled[-1].text)
    if len(filled) < 2:
        faults.add(row.place, N_("%(place)s: the budget unit is missing."))
        return "", money[1] if money else "万元"
    return filled[0].text, money[1] if money else "万元"


def _code(row: Row | None, heading: str | None, faults: Faults) -> tuple[str, str]:
    cells = _cells(row, Part.CODE, faults) if row else None
    if cells is None:
        return "", ""
    _, code, _, name = cells
    if label(cells[2]) != "项目名称":
        faults.add(cells[2].place, N_("%(place)s: “%(label)s” belongs here."), label="项目名称")
    said = re.sub(r"\s", "", code.text)
    if not _CODE.fullmatch(said):
        faults.add(
            code.place,
            N_("%(place)s: “%(text)s” is no project code; it has 8 digits and 13 digits or capital letters."),
            text=code.text,
        )
    if not name.lines:
        faults.add(name.place, N_("%(place)s: the project has no name."))
    elif heading is not None and re.sub(r"\s", "", heading) != re.sub(r"\s", "", name.text):
        faults.add(
            name.place,
            N_("%(place)s: the heading names the project “%(heading)s”, the table “%(name)s”."),
            heading=heading,
            name=name.text,
        )
    return said, name.text


def _funds(row: Row | None, unit: str, faults: Faults) -> tuple[int | None, int | None, int | None]:
    cells = _cells(row, Part.BUDGET, faults) if row else None
    if row is None or cells is None:
        return None, None, None
    _labels(row, FUND_LABELS, 2, faults)
    before = len(faults)
    budget, fiscal, other = (fen_of(cells[at], unit, faults) for at in (2, 4, 6))
    if budget is None and len(faults) == before:
        faults.add(cells[2].place, N_("%(place)s: the budget is empty."))
    elif len(faults) == before and (fiscal or 0) + (other or 0) != budget:
        faults.add(
            cells[2].place, N_("%(place)s: the funds do not add up to the budget, %(text)s."), text=cells[2].text
        )
    return budget, fiscal, other


def _plan(row: Row | None, faults: Faults) -> dict[int, Decimal | None]:
    cells = _cells(row, Part.PLANNED, faults) if row else None
    return dict(zip(PLAN_MONTHS, plan_of(cells[1:], faults), strict=True)) if cells else {}


def _labels(row: Row, expected: tuple[str, ...], step: int, faults: Faults) -> None:
    """The labels of a row stand in every `step`-th cell after its first."""
    for cell, word in zip(row.cells[1::step], expected, strict=False):
        if label(cell) != word:
            faults.add(
                cell.place, N_("%(place)s: “%(label)s” belongs here, not “%(text)s”."), label=word, text=cell.text
            )


def _beside(row: Row | None, faults: Faults) -> str:
    cells = _cells(row, Part.PURPOSE, faults) if row else None
    return cells[1].text if cells else ""


def _goals(row: Row | None, faults: Faults) -> tuple[str, ...]:
    cells = _cells(row, Part.GOALS, faults) if row else None
    return goals_of(cells[1], faults) if cells else ()


def goals_of(cell: Cell, faults: Faults) -> tuple[str, ...]:
    """The numbered goals of one cell; a goal may go over several lines."""
    goals: list[list[str]] = []
    for line in (piece for whole in cell.lines for piece in _NEXT_GOAL.split(whole)):
        numbered = _GOAL.match(line)
        if numbered and int(numbered[1]) != len(goals) + 1:
            faults.add(cell.place, N_("%(place)s: goal %(number)s is missing."), number=len(goals) + 1)
        if numbered or not goals:
            goals.append([])
        goals[-1].append(line)
    if not goals:
        faults.add(cell.place, N_("%(place)s: the project has no goal."))
    return tuple(join(goal) for goal in goals)
