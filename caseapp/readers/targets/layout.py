"""The rows of the 2025 target table: what each is called, how many cells it has, in which order they come."""

import re
import unicodedata
from enum import Enum

from caseapp.readers.targets.rows import Cell, Row

HEADING = re.compile(r"(?P<number>[0-9]+)\s*[.．、]\s*(?P<name>.+?)绩效目标表")
FUND_LABELS = ("预算数", "其中:财政资金", "其他资金")
PLAN_LABELS = ("3月底", "6月底", "10月底", "12月底")
COLUMNS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
_UNIT = re.compile("单位:.*")


class Part(Enum):
    """name = label, number of cells; in the order of the table."""

    UNIT = "单位：万元", 2
    CODE = "项目编码", 4
    BUDGET = "预算规模及资金用途", 7
    PURPOSE = "资金用途", 2
    PLAN = "资金支出计划（%）", 5
    PLANNED = "资金支出计划的百分比", 5
    GOALS = "绩效目标", 2
    HEADER = "一级指标", 6
    INDICATOR = "指标", 6
    OTHER = "", 0

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def width(self) -> int:
        return self.value[1]


ORDER = tuple(part for part in Part if part is not Part.OTHER)
_LABELLED = {"项目编码": Part.CODE, "绩效目标": Part.GOALS, "一级指标": Part.HEADER}


def label(cell: Cell) -> str:
    """A cell's text for comparing: no spaces, half-width signs."""
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", cell.text))


def part_of(row: Row, before: Part | None) -> Part:  # noqa: PLR0911 - one answer a row of the layout
    """Which row of the table this is, knowing the one before."""
    labels = [label(cell) for cell in row.cells]
    first = labels[0] if labels else ""
    if first in _LABELLED:
        return _LABELLED[first]
    if first.startswith("预算规模"):
        return Part.BUDGET
    if first.startswith("资金支出计划"):
        return Part.PLAN
    if any(_UNIT.fullmatch(text) for text in [text for text in labels if text][:2]):
        return Part.UNIT
    if not first and before is Part.BUDGET:
        return Part.PURPOSE
    if not first and before is Part.PLAN:
        return Part.PLANNED
    if before in (Part.HEADER, Part.INDICATOR) or (before is Part.GOALS and len(labels) >= Part.INDICATOR.width):
        return Part.INDICATOR
    return Part.OTHER
