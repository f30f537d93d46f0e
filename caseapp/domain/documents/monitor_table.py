"""项目支出绩效目标执行监控表, in the layout of 财预〔2019〕136号, for any period end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from caseapp.domain.documents.document import Align, Block, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.domain.money import Money

WIDTHS = (18.0, 21.0, 32.0, 22.0, 22.0, 22.0, 10.0, 10.0, 10.0, 10.0, 10.0, 26.0, 10.0, 10.0, 10.0, 14.0)
MARK = "√"


@dataclass(frozen=True)
class MonitorFund:
    """Money in fen; `rate` in %, None prints as “—”; `expected_fen` None: only the total is forecast."""

    label: str
    budget_fen: int
    executed_fen: int
    rate: Decimal | None
    expected_fen: int | None


@dataclass(frozen=True)
class MonitorLine:
    """`causes` and `chances` say under which of the heads a mark stands."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    expected: str
    causes: Sequence[bool]
    explanation: str
    chances: Sequence[bool]
    remark: str


@dataclass(frozen=True)
class MonitorFacts:
    """`span` is the period as the heads say it, such as 1—7月. `notes` are the rules used, as sentences.

    `cause_heads` (five) and `chance_heads` (three) are the columns a line may be marked in.
    """

    year: int
    project: str
    code: str
    department: str
    unit: str
    day: str
    span: str
    funds: Sequence[MonitorFund]
    goal: str
    cause_heads: Sequence[str]
    chance_heads: Sequence[str]
    lines: Sequence[MonitorLine]
    notes: Sequence[str]


def monitor_table(facts: MonitorFacts) -> Document:
    title = f"{facts.year}年度项目支出绩效目标执行监控表"
    head = [*_head(facts), *_funds(facts), _wide("年度总体目标", facts.goal)]
    rows = _column_heads(facts)
    heads = len(rows)
    for level1, group in groupby(facts.lines, lambda line: line.level1):
        of_level = list(group)
        for place, line in enumerate(of_level):
            first = (Cell(level1, rowspan=len(of_level)),) if place == 0 else ()
            rows.append(Row((*first, *_line(line))))
    blocks: tuple[Block, ...] = (
        Paragraph(title, Style.TITLE, Align.CENTER),
        EndsLine(f"填报单位：{facts.unit}", f"监控期间：{facts.span}（取数截止：{facts.day}）　单位：万元"),
        Table(WIDTHS, tuple(head)),
        Table(WIDTHS, tuple(rows), repeat=0, repeated=heads),
        *(Paragraph(f"{number}. {note}", Style.NOTE) for number, note in enumerate(facts.notes, 1)),
    )
    return Document(title, blocks, landscape=True, is_numbered=True)


def _head(facts: MonitorFacts) -> list[Row]:
    return [
        Row(
            (_label("项目名称", 2), Cell(facts.project, colspan=6), _label("项目编码", 3), Cell(facts.code, colspan=5))
        ),
        Row(
            (
                _label("主管部门", 2),
                Cell(facts.department, colspan=6),
                _label("实施单位", 3),
                Cell(facts.unit, colspan=5),
            )
        ),
    ]


def _funds(facts: MonitorFacts) -> list[Row]:
    heads = ("资金来源", "年初预算数", f"{facts.span}执行数", f"{facts.span}执行率", "全年预计执行数")
    spans = (3, 3, 3, 3, 2)
    rows = [
        Row(
            (
                _label("项目资金\n（万元）", 2, rows=len(facts.funds) + 1),
                *(_label(head, span) for head, span in zip(heads, spans, strict=True)),
            )
        )
    ]
    for fund in facts.funds:
        texts = (fund.label, _wan(fund.budget_fen), _wan(fund.executed_fen), _rate(fund.rate), _wan(fund.expected_fen))
        rows.append(Row(tuple(Cell(text, colspan=span) for text, span in zip(texts, spans, strict=True))))
    return rows


def _column_heads(facts: MonitorFacts) -> list[Row]:
    tall = ("一级指标", "二级指标", "三级指标", "年度指标值", f"{facts.span}\n执行情况", "全年预计\n完成情况")
    return [
        Row(
            (
                *(_label(head, rows=2) for head in tall),
                _label("偏差原因分析", 6),
                _label("完成目标可能性", 3),
                _label("备注", rows=2),
            )
        ),
        Row(
            (
                *map(_label, facts.cause_heads),
                _label("原因说明"),
                *map(_label, facts.chance_heads),
            )
        ),
    ]


def _line(line: MonitorLine) -> tuple[Cell, ...]:
    return (
        *map(Cell, (line.level2, line.name, line.target, line.actual, line.expected)),
        *(Cell(MARK if marked else "") for marked in line.causes),
        Cell(line.explanation, align=Align.LEFT),
        *(Cell(MARK if marked else "") for marked in line.chances),
        Cell(line.remark, align=Align.LEFT),
    )


def _wide(label: str, text: str) -> Row:
    return Row((_label(label, 2), Cell(text, colspan=len(WIDTHS) - 2, align=Align.LEFT)))


def _label(text: str, columns: int = 1, *, rows: int = 1) -> Cell:
    return Cell(text, colspan=columns, rowspan=rows, bold=True)


def _wan(fen: int | None) -> str:
    return "—" if fen is None else f"{Money(fen).wan():,.2f}"


def _rate(rate: Decimal | None) -> str:
    return "—" if rate is None else f"{rate:f}%"
