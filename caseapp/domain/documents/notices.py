"""复核通知书: asks a household to come for its yearly re-verification, one sheet each."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.documents.document import Align, Block, Document, EndsLine, Paragraph, Style

_BRING = (
    "一、户主及共同生活家庭成员的身份证、户口簿；",
    "二、近12个月家庭成员的收入证明或银行流水；",
    "三、医疗、教育等刚性支出的票据，残疾证、低保证等证件（如有）；",
    "四、家庭成员、住房、就业发生变化的证明（如有）。",
)


@dataclass(frozen=True)
class NoticeFacts:
    file_no: str
    head: str
    unit: str
    due_on: date


def reverification_notice(facts: NoticeFacts, written_on: date) -> Document:
    title = "困难职工家庭年度复核通知书"
    due = f"{facts.due_on.year}年{facts.due_on.month}月{facts.due_on.day}日"
    day = f"{written_on.year}年{written_on.month}月{written_on.day}日"
    blocks: tuple[Block, ...] = (
        Paragraph(title, Style.TITLE, Align.CENTER),
        EndsLine(f"档案编号：{facts.file_no}", f"应于{due}前复核"),
        Paragraph(f"{facts.head}同志："),
        Paragraph(
            f"　　您家庭的困难职工档案（编号{facts.file_no}）应在{due}前完成年度复核。请携带下列材料到本工会办理："
        ),
        *(Paragraph(f"　　{line}") for line in _BRING),
        Paragraph("　　本人不便前来的，请与我们联系，我们上门核实。"),
        Paragraph("　　联系人：　　　　　　　　　　联系电话：　　　　　　　　　　"),
        Paragraph(""),
        Paragraph(facts.unit, align=Align.RIGHT),
        Paragraph(day, align=Align.RIGHT),
    )
    return Document(title, blocks)
