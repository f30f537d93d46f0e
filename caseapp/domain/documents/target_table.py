"""项目绩效目标表 in the layout of the 2025 book, with or without what was reached."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from caseapp.domain.book import PLAN_MONTHS, IndicatorLine, ProjectTable
from caseapp.domain.documents.document import Align, Block, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.domain.money import Money

_PORTRAIT = (24.0, 24.0, 24.0, 26.0, 24.0, 22.0, 22.0)
_LANDSCAPE = (27.0, 27.0, 34.0, 40.0, 30.0, 26.0, 26.0, 24.0, 18.0)
_COLUMNS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
_REACHED_COLUMNS = ("实际完成值", "是否达成")
_HEADER_ROW = 6
_ANSWERS = {True: "是", False: "否", None: ""}


def target_table(
    project: ProjectTable, actuals: Sequence[str] | None = None, attained: Sequence[bool | None] | None = None
) -> Document:
    """The table as printed; `actuals` (with `attained`) adds what was reached, one entry an indicator in its order."""
    title = f"{project.number}.{project.name}绩效目标表"
    return Document(title, _blocks(project, title, actuals, attained), landscape=actuals is not None)


def _blocks(
    project: ProjectTable, title: str, actuals: Sequence[str] | None, attained: Sequence[bool | None] | None
) -> tuple[Block, ...]:
    widths = _PORTRAIT if actuals is None else _LANDSCAPE
    rows = (*_head_rows(project, len(widths)), *_indicator_rows(project, actuals, attained))
    return (
        Paragraph(title, Style.HEADING),
        EndsLine(project.unit, "单位：万元"),
        Table(widths, rows, repeat=_HEADER_ROW),
    )


def _head_rows(project: ProjectTable, columns: int) -> tuple[Row, ...]:
    rest = columns - 1
    plan_spans = (1, 1, 2, rest - 4)
    return (
        Row(
            (
                _label("项目编码"),
                Cell(project.code, colspan=3, align=Align.LEFT),
                _label("项目名称"),
                Cell(project.name, colspan=columns - 5, align=Align.LEFT),
            )
        ),
        Row(
            (
                _label("预算规模及资金用途", rowspan=2),
                Cell("预算数"),
                Cell(_wan(project.budget_fen)),
                Cell("其中：财政资金"),
                Cell(_wan(project.fiscal_fen)),
                Cell("其他资金"),
                Cell(_wan(project.other_fen), colspan=columns - 6),
            )
        ),
        Row((Cell(project.purpose, colspan=rest, align=Align.LEFT),)),
        Row(
            (
                _label("资金支出计划（%）", rowspan=2),
                *(Cell(f"{month}月底", colspan=span) for month, span in zip(PLAN_MONTHS, plan_spans, strict=True)),
            )
        ),
        Row(
            tuple(
                Cell(_percent(project.plan.get(month)), colspan=span)
                for month, span in zip(PLAN_MONTHS, plan_spans, strict=True)
            )
        ),
        Row((_label("绩效目标"), Cell("\n".join(project.goals), colspan=rest, align=Align.LEFT))),
    )


def _indicator_rows(
    project: ProjectTable, actuals: Sequence[str] | None, attained: Sequence[bool | None] | None
) -> list[Row]:
    extra = () if actuals is None else _REACHED_COLUMNS
    rows = [Row((*(_label(name) for name in _COLUMNS[:-1]), _label(_COLUMNS[-1], colspan=2), *map(_label, extra)))]
    answers = attained or [None] * len(project.indicators)
    at = 0
    for level1, group in groupby(project.indicators, lambda line: line.level1):
        lines = list(group)
        for place, line in enumerate(lines):
            first = (Cell(level1, rowspan=len(lines)),) if place == 0 else ()
            reached = () if actuals is None else (Cell(actuals[at]), Cell(_ANSWERS[answers[at]]))
            rows.append(Row((*first, *_cells(line), *reached)))
            at += 1
    return rows


def _cells(line: IndicatorLine) -> tuple[Cell, ...]:
    return (
        Cell(line.level2),
        Cell(line.name),
        Cell(line.description),
        Cell(line.target),
        Cell(line.basis, colspan=2, align=Align.LEFT),
    )


def _label(text: str, *, colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell(text, colspan=colspan, rowspan=rowspan, bold=True)


def _wan(fen: int | None) -> str:
    """万元 with two decimals; more only where the amount has them, so that reading it back loses nothing."""
    if fen is None:
        return ""
    exact = Money(fen).exact_wan()
    return f"{max(exact, exact.quantize(Decimal('0.01')), key=lambda one: -int(one.as_tuple().exponent)):f}"


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share:f}%"
