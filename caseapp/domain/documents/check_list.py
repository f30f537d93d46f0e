"""家庭经济状况核对名单: for the authority that checks incomes and property, so with the ID numbers in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.documents.document import Align, Cell, Document, EndsLine, Paragraph, Row, Style, Table

_HEADS = (
    "序号",
    "档案编号",
    "所在工会",
    "姓名",
    "与户主关系",
    "证件类型",
    "证件号码",
    "核对结果",
    "核对日期",
    "年收入（元）",
    "金融资产（元）",
    "房产套数",
    "车辆数",
    "说明",
)
_WIDTHS = (12.0, 26.0, 46.0, 22.0, 22.0, 26.0, 44.0, 22.0, 26.0, 24.0, 26.0, 20.0, 18.0, 40.0)


@dataclass(frozen=True)
class CheckLine:
    file_no: str
    unit: str
    name: str
    relation: str
    id_kind: str
    id_number: str


def check_list(number: str, issuer: str, day: date, lines: Sequence[CheckLine]) -> Document:
    title = "困难职工家庭经济状况核对名单"
    rows = [
        Row(
            tuple(
                Cell(text)
                for text in (
                    str(number),
                    line.file_no,
                    line.unit,
                    line.name,
                    line.relation,
                    line.id_kind,
                    line.id_number,
                    *("" for _ in _HEADS[7:]),
                )
            )
        )
        for number, line in enumerate(lines, 1)
    ]
    heads = Row(tuple(Cell(text, bold=True) for text in _HEADS))
    return Document(
        title,
        (
            Paragraph(title, Style.TITLE, Align.CENTER),
            EndsLine(f"{issuer}　名单编号：{number}", day.isoformat()),
            Table(_WIDTHS, (heads, *rows), repeat=0),
            Paragraph(
                "核对结果填：符合、不符合、需复核；不符合的请在“说明”中写明。本名单含个人信息，仅供核对使用，用后按规定保管或销毁。",
                Style.NOTE,
            ),
        ),
        landscape=True,
    )
