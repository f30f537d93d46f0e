"""项目支出绩效自评表, in the national layout (财预〔2020〕10号) and in that of the Hebei system."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from caseapp.domain.documents.document import Align, Block, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.domain.money import Money

NATIONAL = (26.0, 28.0, 36.0, 32.0, 32.0, 22.0, 22.0, 59.0)
HEBEI = (21.0, 24.0, 33.0, 18.0, 12.0, 22.0, 21.0, 27.0, 20.0, 19.0, 20.0, 20.0)
_FUND_SPANS = (3, 3, 2, 2, 2)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class FundRow:
    """Money in fen; `rate` in %, None prints as “—”."""

    label: str
    first_fen: int
    adjusted_fen: int
    executed_fen: int
    rate: Decimal | None


@dataclass(frozen=True)
class ScoredRow:
    """One indicator; `sign`, `value` and `unit` are the target taken apart, as the Hebei system prints it."""

    level1: str
    level2: str
    name: str
    target: str
    sign: str
    value: str
    unit: str
    actual: str
    attained: bool | None
    weight: Decimal
    points: Decimal
    reason: str


@dataclass(frozen=True)
class EvaluationFacts:
    """`funds` begins with the total. `choices` are the rules of the year as sentences."""

    year: int
    project: str
    code: str
    department: str
    unit: str
    day: str
    funds: Sequence[FundRow]
    execution_weight: Decimal
    execution_points: Decimal
    execution_reason: str
    expected: str
    achieved: str
    rows: Sequence[ScoredRow]
    total: Decimal
    grade: str
    choices: Sequence[str]


def national_form(facts: EvaluationFacts) -> Document:
    title = f"{facts.year}年度项目支出绩效自评表"
    head = [*_national_head(facts), *_national_funds(facts), *_goals(facts)]
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    rows = [Row(tuple(_label(text) for text in heads))]
    for level1, group in groupby(facts.rows, lambda row: row.level1):
        lines = list(group)
        for place, row in enumerate(lines):
            first = (Cell(level1, rowspan=len(lines)),) if place == 0 else ()
            texts = (row.level2, row.name, row.target, row.actual, _points(row.weight), _points(row.points))
            rows.append(Row((*first, *map(Cell, texts), Cell(row.reason, align=Align.LEFT))))
    rows.append(
        Row(
            (
                _label("总分", colspan=5),
                Cell("100"),
                Cell(_points(facts.total), bold=True),
                Cell(f"评价等级：{facts.grade}"),
            )
        )
    )
    tables = Table(NATIONAL, tuple(head)), Table(NATIONAL, tuple(rows), repeat=0)
    return Document(title, (*_top(title, facts), *tables, *_notes(facts)), landscape=True, is_numbered=True)


def _national_head(facts: EvaluationFacts) -> list[Row]:
    return [
        Row((_label("项目名称"), Cell(facts.project, colspan=4), _label("项目编码"), Cell(facts.code, colspan=2))),
        Row((_label("主管部门"), Cell(facts.department, colspan=4), _label("实施单位"), Cell(facts.unit, colspan=2))),
    ]


def _national_funds(facts: EvaluationFacts) -> list[Row]:
    heads = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    rows = [Row((_label("项目资金\n（万元）", rowspan=len(facts.funds) + 1), *(_label(text) for text in heads)))]
    for place, fund in enumerate(facts.funds):
        scored = (_points(facts.execution_weight), _rate(fund.rate), _points(facts.execution_points))
        last = scored if place == 0 else ("—", _rate(fund.rate), "—")
        texts = (fund.label, _wan(fund.first_fen), _wan(fund.adjusted_fen), _wan(fund.executed_fen), *last)
        rows.append(Row(tuple(map(Cell, texts))))
    if facts.execution_reason:
        rows.append(Row((_label("执行说明"), Cell(facts.execution_reason, colspan=7, align=Align.LEFT))))
    return rows


def _goals(facts: EvaluationFacts) -> list[Row]:
    return [
        Row((_label("年度总体目标", rowspan=2), _label("预期目标", colspan=3), _label("实际完成情况", colspan=4))),
        Row((Cell(facts.expected, colspan=3, align=Align.LEFT), Cell(facts.achieved, colspan=4, align=Align.LEFT))),
    ]


def hebei_form(facts: EvaluationFacts) -> Document:
    """Each row is scored of a hundred and weighted: 折算得分 = 单项得分 × 权重占比. What no record tells (是否专项资金,
    到位数) is left to be written in."""
    title = f"{facts.year}年度部门预算项目绩效自评表"
    wide = len(HEBEI)
    head = [
        _section("一、基本情况", wide),
        _labelled((2, 5, 2, 3), "项目名称", facts.project, "项目编码", facts.code),
        _labelled((2, 5, 2, 3), "主管部门", facts.department, "是否专项资金", ""),
        _labelled((2, 5, 2, 3), "实施单位", facts.unit, "金额单位", "万元"),
        _section("二、预算执行情况", wide),
        _spanned(_FUND_SPANS, "资金来源", "预算安排（调整后）", "到位数", "执行数", "执行进度（%）", bold=True),
        *(_spanned(_FUND_SPANS, *_executed(fund)) for fund in facts.funds),
        _section("三、目标完成情况", wide),
        _spanned((5, 5, 2), "年度预期目标", "目标完成情况", "总体完成率", bold=True),
        Row(
            (
                Cell(facts.expected, colspan=5, align=Align.LEFT),
                Cell(facts.achieved, colspan=5, align=Align.LEFT),
                Cell(_rate(_attained_share(facts)), colspan=2),
            )
        ),
        _section("四、年度绩效指标完成情况", wide),
    ]
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "指标分值",
        "符号",
        "预期值",
        "单位",
        "实际完成值",
        "完成情况",
        "单项得分",
        "权重占比",
        "折算得分",
    )
    rows = [Row(tuple(_label(text) for text in heads))]
    for level1, group in groupby(facts.rows, lambda row: row.level1):
        lines = list(group)
        for place, row in enumerate(lines):
            first = (Cell(level1, rowspan=len(lines)),) if place == 0 else ()
            rows.append(Row((*first, *map(Cell, _hebei_cells(row)))))
    rate = facts.funds[0].rate
    own = _of_hundred(facts.execution_points, facts.execution_weight)
    rows.append(
        Row(
            (
                _label("预算执行率", colspan=3),
                *map(Cell, ("100", "=", "100", "%", _rate(rate), _done(None if rate is None else rate >= 100))),
                *map(Cell, (own, f"{_points(facts.execution_weight)}%", _points(facts.execution_points))),
            )
        )
    )
    rows.append(Row((_label("合计", colspan=10), Cell("100%"), Cell(_points(facts.total), bold=True))))
    tables = Table(HEBEI, tuple(head)), Table(HEBEI, tuple(rows), repeat=0)
    blocks = (*_top(title, facts), *tables, Paragraph(f"评价等级：{facts.grade}"), *_notes(facts))
    return Document(title, blocks, landscape=True, is_numbered=True)


def _hebei_cells(row: ScoredRow) -> tuple[str, ...]:
    return (
        row.level2,
        row.name,
        "100",
        row.sign,
        row.value,
        row.unit,
        row.actual,
        _done(row.attained),
        _of_hundred(row.points, row.weight),
        f"{_points(row.weight)}%",
        _points(row.points),
    )


def _attained_share(facts: EvaluationFacts) -> Decimal | None:
    """How many of the rows that can be judged were reached, in %."""
    judged = [row.attained for row in facts.rows if row.attained is not None]
    if not judged:
        return None
    return (Decimal(sum(judged)) * 100 / len(judged)).quantize(_CENT, rounding=ROUND_HALF_UP)


def _top(title: str, facts: EvaluationFacts) -> tuple[Block, ...]:
    return (Paragraph(title, Style.TITLE, Align.CENTER), EndsLine(f"填报单位：{facts.unit}", f"取数截止：{facts.day}"))


def _notes(facts: EvaluationFacts) -> list[Block]:
    return [Paragraph(f"{number}. {choice}", Style.NOTE) for number, choice in enumerate(facts.choices, 1)]


def _executed(fund: FundRow) -> tuple[str, ...]:
    return fund.label, _wan(fund.adjusted_fen), "", _wan(fund.executed_fen), _rate(fund.rate)


def _labelled(spans: Sequence[int], *texts: str) -> Row:
    """A label before each text."""
    return Row(
        tuple(
            Cell(text, colspan=span, bold=place % 2 == 0)
            for place, (span, text) in enumerate(zip(spans, texts, strict=True))
        )
    )


def _spanned(spans: Sequence[int], *texts: str, bold: bool = False) -> Row:
    return Row(tuple(Cell(text, colspan=span, bold=bold) for span, text in zip(spans, texts, strict=True)))


def _section(text: str, columns: int) -> Row:
    return Row((Cell(text, colspan=columns, bold=True, align=Align.LEFT),))


def _label(text: str, *, colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell(text, colspan=colspan, rowspan=rowspan, bold=True)


def _done(attained: bool | None) -> str:
    return {True: "已完成", False: "未完成", None: "—"}[attained]


def _of_hundred(points: Decimal, weight: Decimal) -> str:
    if not weight:
        return "—"
    return _points((points * 100 / weight).quantize(_CENT, rounding=ROUND_HALF_UP))


def _points(points: Decimal) -> str:
    """Without zeros at the end."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rate(rate: Decimal | None) -> str:
    return "—" if rate is None else f"{_points(rate)}%"


def _wan(fen: int) -> str:
    return f"{Money(fen).wan():,.2f}"


LAYOUTS: dict[str, Callable[[EvaluationFacts], Document]] = {"national": national_form, "hebei": hebei_form}
