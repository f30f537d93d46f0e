"""部门绩效自评汇总表: the projects' points side by side, and each measure over all projects that use it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from caseapp.domain.documents.document import Align, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.domain.money import Money

PROJECTS = (14.0, 87.0, 32.0, 32.0, 28.0, 32.0, 32.0)
MEASURES = (87.0, 24.0, 58.0, 44.0, 44.0)


@dataclass(frozen=True)
class ProjectLine:
    """Money in fen; `rate` in %, None prints as “—”."""

    name: str
    adjusted_fen: int
    executed_fen: int
    rate: Decimal | None
    points: Decimal | None
    grade: str


@dataclass(frozen=True)
class MeasureLine:
    """`total` as printed, parts for a rate; `rate` made of the parts, `weighted` the average by money."""

    name: str
    projects: int
    total: str
    rate: Decimal | None
    weighted: Decimal | None


@dataclass(frozen=True)
class DepartmentFacts:
    year: int
    unit: str
    day: str
    projects: Sequence[ProjectLine]
    whole: ProjectLine
    measures: Sequence[MeasureLine]
    notes: Sequence[str]


def department_evaluation(facts: DepartmentFacts) -> Document:
    title = f"{facts.year}年度部门绩效自评汇总表"
    heads = ("序号", "项目名称", "全年预算数", "全年执行数", "执行率", "自评得分", "等级")
    rows = [Row(tuple(_label(head) for head in heads))]
    rows += [Row(_project(str(number), line)) for number, line in enumerate(facts.projects, 1)]
    rows.append(Row(_project("", facts.whole, bold=True)))
    told = ("取数口径", "项目数", "合计", "比率（由合计重新计算）", "比率（按执行数加权平均）")
    lines = [Row(tuple(_label(head) for head in told)), *(Row(_measure(line)) for line in facts.measures)]
    return Document(
        title,
        (
            Paragraph(title, Style.TITLE, Align.CENTER),
            EndsLine(f"填报单位：{facts.unit}", f"取数截止：{facts.day}　单位：万元"),
            Table(PROJECTS, tuple(rows)),
            Paragraph("各项目相同口径的指标汇总", Style.BODY),
            Table(MEASURES, tuple(lines)),
            *(Paragraph(f"{number}. {note}", Style.NOTE) for number, note in enumerate(facts.notes, 1)),
        ),
        landscape=True,
        is_numbered=True,
    )


def _project(number: str, line: ProjectLine, *, bold: bool = False) -> tuple[Cell, ...]:
    texts = (_wan(line.adjusted_fen), _wan(line.executed_fen), _rate(line.rate), _points(line.points), line.grade)
    return (
        Cell(number),
        Cell(line.name, align=Align.LEFT, bold=bold),
        *(Cell(text, bold=bold) for text in texts),
    )


def _measure(line: MeasureLine) -> tuple[Cell, ...]:
    texts = (str(line.projects), line.total, _rate(line.rate), _rate(line.weighted))
    return (Cell(line.name, align=Align.LEFT), *map(Cell, texts))


def _label(text: str) -> Cell:
    return Cell(text, bold=True)


def _wan(fen: int) -> str:
    return f"{Money(fen).wan():,.2f}"


def _rate(rate: Decimal | None) -> str:
    return "—" if rate is None else f"{rate:f}%"


def _points(points: Decimal | None) -> str:
    return "—" if points is None else f"{points:f}"
