"""劳模名册: the register of model workers on A4 landscape, a row a person; always in Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.documents.document import Align, Cell, Document, EndsLine, Paragraph, Row, Style, Table

_HEADS = (
    "序号",
    "姓名",
    "性别",
    "出生年月",
    "证件号码",
    "工作单位",
    "荣誉称号（授予年份）",
    "待遇级别",
    "支付单位",
    "工作状态",
)
_WIDTHS = (11.0, 18.0, 11.0, 19.0, 47.0, 42.0, 44.0, 20.0, 20.0, 25.0)


@dataclass(frozen=True)
class Title:
    """A title and the year it was given; one taken away is said to be."""

    name: str
    year: int
    is_revoked: bool


@dataclass(frozen=True)
class RegisterRow:
    """`name` and `id_number` as they are to be printed, in full or masked."""

    name: str
    sex: str
    born_on: date | None
    id_number: str
    employer: str
    titles: tuple[Title, ...]
    treatment_level: str
    payer: str
    work_state: str
    retired_on: date | None
    died_on: date | None


def register(unit: str, conditions: Sequence[str], rows: Sequence[RegisterRow], printed_on: date) -> Document:
    """`unit` keeps the register; `conditions` say what the rows were chosen by."""
    heads = Row(tuple(Cell(head, bold=True) for head in _HEADS))
    chosen = f"（{'，'.join(conditions)}）" if conditions else ""
    return Document(
        "劳动模范名册",
        (
            Paragraph("劳动模范名册", Style.TITLE, Align.CENTER),
            EndsLine(f"填报单位：{unit}{chosen}", f"共{len(rows)}人"),
            Table(_WIDTHS, (heads, *(_row(number, row) for number, row in enumerate(rows, 1))), repeat=0),
            Paragraph(""),
            Paragraph("制表：　　　　　　　　　　　复核：　　　　　　　　　　　审批：　　　　　　　　　　　"),
            EndsLine("", f"打印日期：{printed_on.isoformat()}"),
        ),
        landscape=True,
        is_numbered=True,
    )


def _row(number: int, row: RegisterRow) -> Row:
    return Row(
        (
            Cell(str(number)),
            Cell(row.name),
            Cell(row.sex),
            Cell(f"{row.born_on:%Y-%m}" if row.born_on else ""),
            Cell(row.id_number),
            Cell(row.employer, align=Align.LEFT),
            Cell("\n".join(_title(one) for one in row.titles), align=Align.LEFT),
            Cell(row.treatment_level),
            Cell(row.payer),
            Cell(_state(row)),
        )
    )


def _title(title: Title) -> str:
    return f"{title.name}（{title.year}）{'已撤销' if title.is_revoked else ''}"


def _state(row: RegisterRow) -> str:
    if row.died_on:
        return f"去世\n{row.died_on.isoformat()}"
    return f"{row.work_state}\n{row.retired_on.isoformat()}" if row.retired_on else row.work_state
