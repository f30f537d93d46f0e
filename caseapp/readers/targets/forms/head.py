"""What stands above the indicators: labels and their values, in whatever order a form has them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from caseapp.readers.targets.layout import label
from caseapp.readers.targets.rows import Cell, Line, Row


class Head(Enum):
    """The labels each goes by, without spaces, in half width and without what follows a colon or stands in brackets."""

    NAME = ("项目名称",)
    CODE = "项目编码", "项目代码", "项目编号"
    OWNER = "实施单位", "项目单位", "单位名称", "预算单位", "填报单位", "申报单位", "主管部门及代码", "主管部门"
    BUDGET = (
        "预算数", "年度资金总额", "资金总额", "项目总金额", "预算资金", "年初预算数", "预算金额", "项目资金",
        "项目金额", "年度预算数", "预算安排资金", "项目预算",
    )  # fmt: skip
    FISCAL = (
        "其中:财政资金", "其中:财政拨款", "财政资金", "财政拨款", "其中:当年财政拨款", "当年财政拨款",
        "其中:本年财政拨款", "本年财政拨款", "其中:一般公共预算拨款",
    )  # fmt: skip
    OTHER = "其他资金", "其中:其他资金"
    PURPOSE = "预算规模及资金用途", "资金用途", "项目概况", "项目内容", "项目用途", "项目概述"
    PLAN3 = ("3月底",)
    PLAN6 = ("6月底",)
    PLAN10 = ("10月底",)
    PLAN12 = ("12月底",)
    GOALS = (
        "绩效目标",
        "年度总体目标",
        "年度目标",
        "年度绩效目标",
        "总体目标",
        "项目绩效目标",
        "项目目标",
        "总体绩效目标",
    )
    NOTHING = "资金支出计划", "实施期目标", "上年结转资金", "项目属性", "项目期", "项目类别", "单位"


PLANNED = (Head.PLAN3, Head.PLAN6, Head.PLAN10, Head.PLAN12)
_LABELS = {text: head for head in Head for text in head.value}
_MONEY_UNIT = re.compile(r"(?:金额)?单位:(万元|元)")
_NAMED = re.compile(r"(?P<name>[^:]{2,10}):(?P<value>.+)")
_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass
class Found:
    """The cell of each label; the last of several owners is the one that carries the project out."""

    cells: dict[Head, Cell] = field(default_factory=dict)
    money_unit: str = "万元"
    year: int | None = None


def head_of(cell: Cell) -> Head | None:
    said = re.sub(r"\((?:万元|元|%|万)\)", "", label(cell)).rstrip(":")
    return _LABELS.get(said)


def begins_a_head(row: Row) -> bool:
    """Whether a row below indicators belongs to the next project's head."""
    first = next((cell for cell in row.cells if cell.lines), None)
    return first is not None and head_of(first) in (Head.NAME, Head.CODE, Head.OWNER)


def read_head(lines: Iterable[Line], rows: list[Row]) -> Found:
    found = Found()
    for line in lines:
        _line(found, Cell.of([line.text], line.place))
    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else None
        for place, cell in enumerate(row.cells):
            _cell(found, row.cells, place, cell, below)
    return found


def _line(found: Found, cell: Cell) -> None:
    said = _unit(found, cell)
    if year := _YEAR.search(said):
        found.year = int(year[1])
    named = _NAMED.fullmatch(said)
    if named and _LABELS.get(named["name"]) in (Head.OWNER, Head.NAME, Head.CODE):
        found.cells.setdefault(_LABELS[named["name"]], Cell((named["value"],), cell.place))


def _unit(found: Found, cell: Cell) -> str:
    """The cell's text before the unit of money, which is noted."""
    said = label(cell)
    if unit := _MONEY_UNIT.search(said):
        found.money_unit = unit[1]
        return said[: unit.start()]
    return said


def _cell(found: Found, cells: tuple[Cell, ...], place: int, cell: Cell, below: Row | None) -> None:
    head = head_of(cell)
    if head is None:
        _unit(found, cell)
        before = cells[place - 1] if place else None
        if before and before.lines and _MONEY_UNIT.fullmatch(label(cell)) and head_of(before) is None:
            found.cells.setdefault(Head.OWNER, before)
        return
    if "(元)" in label(cell):
        found.money_unit = "元"
    value = _value(cells, place, below)
    if head is Head.PURPOSE and (place + 1 < len(cells) and head_of(cells[place + 1])) and below:
        value = below.cells[1] if len(below.cells) > 1 else None
    known = found.cells.get(head)
    if value is not None and (known is None or not known.lines or head is Head.OWNER):
        found.cells[head] = value


def _value(cells: tuple[Cell, ...], place: int, below: Row | None) -> Cell | None:
    """What stands beside a label; under it where labels stand side by side."""
    beside = cells[place + 1] if place + 1 < len(cells) else None
    if beside is not None and head_of(beside) is None:
        return beside
    under = below.cells[place] if below and place < len(below.cells) else None
    return under if under is not None and head_of(under) is None else None
