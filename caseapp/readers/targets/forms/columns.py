"""The columns of the other layouts, known by their headings: 性质|值|单位|权重, or the thresholds 优|良|中|差."""

from collections.abc import Sequence
from enum import Enum

from caseapp.readers.targets.layout import label
from caseapp.readers.targets.rows import Cell, Row


class Column(Enum):
    """The headings each goes by, without spaces, in half width."""

    LEVEL1 = "一级指标", "指标分类", "指标类别", "绩效指标分类", "一级绩效指标"
    LEVEL2 = "二级指标", "二级绩效指标"
    NAME = "三级指标", "指标名称", "指标", "绩效指标", "绩效指标名称", "三级绩效指标", "指标内容"
    DESCRIPTION = "绩效指标描述", "指标描述", "描述", "指标解释", "指标说明", "内容描述"
    NATURE = "性质", "指标性质", "绩效指标性质", "符号", "指标符号", "运算符号", "计算符号"
    VALUE = "值", "指标值", "绩效指标值", "年度指标值", "目标值", "数值", "预期指标值"
    UNIT = "单位", "度量单位", "计量单位", "绩效度量单位", "指标值单位", "指标单位"
    WEIGHT = "权重", "指标权重", "权重(%)", "权重(分)", "权重(分值)", "分值", "分值权重", "权重%"
    DIRECTION = "方向", "指标方向", "指标方向性", "方向性"
    BEST = "优", "优秀"
    GOOD = "良", "良好"
    FAIR = "中", "中等", "一般"
    POOR = "差", "较差"
    BASIS = "依据", "指标值确定依据", "指标依据", "确定依据", "指标值依据", "设定依据"
    PROJECT = ("项目名称",)
    CODE = "项目编码", "项目代码"
    OWNER = "单位名称", "实施单位", "预算单位"
    BUDGET = "预算数", "预算数(万元)", "年初预算数", "项目金额", "预算金额", "年度预算数"
    GOAL = "年度目标", "绩效目标", "年度总体目标", "年度绩效目标"
    OTHER = ()


GRADES = (Column.BEST, Column.GOOD, Column.FAIR, Column.POOR)
_SPLIT = (Column.NATURE, Column.VALUE)
_UNDER = {*GRADES, *_SPLIT, Column.UNIT}
_OVER = {"评价标准", "绩效评价标准", "指标值", "绩效指标值", "年度指标值", "目标值", "预期指标值", "考核标准"}
_HEADINGS = {heading: column for column in Column for heading in column.value}


class Heading:
    """The heading of an indicator table: one column for each cell of the rows below."""

    def __init__(self, columns: Sequence[Column], cells: Sequence[Cell], rows: int) -> None:
        self.columns = tuple(columns)
        self.cells = tuple(cells)
        self.rows = rows

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def is_graded(self) -> bool:
        return all(column in self.columns for column in GRADES)

    def named(self, column: Column) -> str:
        """The heading as printed."""
        return label(self.cells[self.columns.index(column)])

    def cell(self, cells: Sequence[Cell], column: Column) -> Cell | None:
        return cells[self.columns.index(column)] if column in self.columns else None


def heading_at(row: Row, following: Row | None) -> Heading | None:
    """The heading that begins in this row, over one row or two; None for every other row."""
    if not {label(cell) for cell in row.cells} & {*Column.LEVEL1.value}:
        return None
    cells = _filled(row)
    whole, rows = (_two_rows(cells, following), 2) if following and _is_under(following) else (cells, 1)
    columns = _columns(whole)
    split = all(column in columns for column in _SPLIT)
    graded = all(column in columns for column in GRADES)
    return Heading(columns, whole, rows) if (split or graded) and Column.NAME in columns else None


def _filled(row: Row) -> list[Cell]:
    cells = list(row.cells)
    while cells and not cells[-1].lines:
        cells.pop()
    return cells


def _is_under(row: Row) -> bool:
    """Whether the row holds nothing but the lower halves of headings."""
    said = [label(cell) for cell in row.cells if cell.lines]
    return len(said) > 1 and all(_HEADINGS.get(text) in _UNDER for text in said)


def _two_rows(cells: list[Cell], below: Row) -> list[Cell]:
    """The heading that stands over several columns gives way to those below it."""
    under = [cell for cell in below.cells if cell.lines]
    at = next((place for place, cell in enumerate(cells) if label(cell) in _OVER), None)
    return cells if at is None else [*cells[:at], *under, *cells[at + 1 :]]


def _columns(cells: Sequence[Cell]) -> list[Column]:
    """What each heading means; a frame beside the levels (绩效指标) and what repeats a column mean nothing here."""
    found = [_HEADINGS.get(label(cell), Column.OTHER) for cell in cells]
    names = [place for place, column in enumerate(found) if column is Column.NAME]
    for place in names[:-1]:
        found[place] = Column.OTHER
    for place, column in enumerate(found):
        if column in found[:place]:
            found[place] = Column.OTHER
    return found
