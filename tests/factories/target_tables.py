"""Target tables in other layouts, as Word, Excel and text keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import docx
import xlsxwriter

CODE = "13020023P00779410001X"


@dataclass(frozen=True)
class Merged:
    text: str
    rows: int = 1
    columns: int = 1


Grid = Sequence[Sequence[str | Merged | None]]
"""None: the cell belongs to a merged one beside or above."""


def as_docx(title: str, grid: Grid) -> bytes:
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(rows=len(grid), cols=max(map(len, grid)))
    for at, row in enumerate(grid):
        for column, cell in enumerate(row):
            if isinstance(cell, Merged):
                last = table.cell(at + cell.rows - 1, column + cell.columns - 1)
                table.cell(at, column).merge(last).text = cell.text
            elif cell is not None:
                table.cell(at, column).text = cell
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def as_xlsx(title: str, grid: Grid) -> bytes:
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("目标表")
        sheet.merge_range(0, 0, 0, max(map(len, grid)) - 1, title)
        for at, row in enumerate(grid, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, Merged):
                    sheet.merge_range(at, column, at + cell.rows - 1, column + cell.columns - 1, cell.text)
                elif cell is not None:
                    sheet.write_string(at, column, cell)
    return data.getvalue()


def as_txt(title: str, grid: Grid) -> bytes:
    """As the book is published: one cell a line, led by a tab; a cell merged downwards is empty below."""
    below: set[tuple[int, int]] = set()
    text = [title, ""]
    for at, row in enumerate(grid):
        for column, cell in enumerate(row):
            if isinstance(cell, Merged):
                below |= {(at + down, column) for down in range(1, cell.rows)}
                text.append(f"\t{cell.text}")
            elif cell is not None or (at, column) in below:
                text.append(f"\t{cell or ''}")
        text.append("")
    return "\n".join(text).encode()


def head(columns: int, code: str = CODE) -> list[list[str | Merged | None]]:
    rest = columns - 4
    return [
        ["项目编码", code, "项目名称", Merged("省级帮扶专项", columns=rest + 1), *[None] * rest],
        ["主管部门及代码", "408", "实施单位", Merged("408001市总工会", columns=rest + 1), *[None] * rest],
        [Merged("项目资金（万元）", rows=3), "年度资金总额：", Merged("65.49", columns=rest + 2), *[None] * (rest + 1)],
        [None, "其中：财政拨款", Merged("65.49", columns=rest + 2), *[None] * (rest + 1)],
        [None, "其他资金", Merged("0", columns=rest + 2), *[None] * (rest + 1)],
        ["年度总体目标", Merged("1.救助困难职工。\n2.慰问特殊群体。", columns=rest + 3), *[None] * (rest + 2)],
    ]


SPLIT = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "指标方向性"]


def split_rows(*rows: Sequence[str | Merged | None], first: Sequence[str] = SPLIT) -> Grid:
    return [*head(len(first)), [*first], *rows]


WHOLE = split_rows(
    [Merged("产出指标", rows=3), "数量指标", "救助户次", "≥", "426", "户（人）次", "30", "正向"],
    [None, "质量指标", "救助率", "大于等于", "96", "%", "20", "正向指标"],
    [None, "时效指标", "完成时间", "定性", "2023年12月20日前", "", "10", ""],
    ["效益指标", "社会效益指标", "困难职工帮扶机制", "定性", "有效保障", "/", "30", ""],
    ["满意度指标", "服务对象满意度指标", "受助职工满意度", "定量", "≥90%", "%", "10", "正向"],
)
