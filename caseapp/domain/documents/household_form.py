"""困难职工档案表 on A4: every field of the printed versions, four to a line, each member in a block of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseapp.domain.documents.document import Align, Cell, Document, EndsLine, Paragraph, Row, Style, Table

PAIRS = 4
_WIDTHS = (18.0, 24.5) * PAIRS
_SEAL = "\n\n\n（盖章）　　　　　年　　月　　日"


@dataclass(frozen=True)
class Entry:
    """A label with what stands beside it; `span` counts the pairs it takes on its line."""

    label: str
    value: str
    span: int = 1


@dataclass(frozen=True)
class FormFacts:
    """What the form prints, in its order. `members` are those beside the head; signers are names or ""."""

    file_no: str
    unit: str
    head: Sequence[Entry]
    household: Sequence[Entry]
    causes: Sequence[Entry]
    account: Sequence[Entry]
    consents: Sequence[Entry]
    members: Sequence[Sequence[Entry]]
    attachments: str
    note: str
    notice_result: str
    made_by: str
    checked_by: str
    entered_by: str


def household_form(facts: FormFacts) -> Document:
    title = "困难职工档案表"
    rows = [
        *_part("一、户主基本情况", facts.head),
        *_part("二、家庭基本情况", facts.household),
        *_part("三、致困原因", facts.causes),
        *_part("四、银行账户与监护人", facts.account),
        *_part("五、申请与授权", facts.consents),
        _heading("六、家庭成员（户主以外）"),
    ]
    for turn, member in enumerate(facts.members, 1):
        rows += [_heading(f"成员 {turn}"), *_lines(member)]
    if not facts.members:
        rows.append(_wide("无"))
    rows += [
        _heading("七、附件与备注"),
        _labelled("附件（类型、名称）", facts.attachments),
        _labelled("备注", facts.note),
        _heading("八、审核意见"),
        *(_labelled(f"{who}意见", _SEAL) for who in ("基层党组织/行政", "基层工会", "系统工会")),
        _labelled("公示结果", facts.notice_result or "\n"),
        *_lines(
            [
                Entry("建档人", facts.made_by),
                Entry("审核人", facts.checked_by),
                Entry("录入人", facts.entered_by, span=2),
            ]
        ),
    ]
    blocks = (
        Paragraph(title, Style.TITLE, Align.CENTER),
        EndsLine(f"档案编号：{facts.file_no}", f"建档单位：{facts.unit}"),
        Table(_WIDTHS, tuple(rows)),
    )
    return Document(title, blocks, is_numbered=True)


def _part(title: str, entries: Sequence[Entry]) -> list[Row]:
    return [_heading(title), *_lines(entries)]


def _heading(text: str) -> Row:
    return Row((Cell(text, colspan=2 * PAIRS, bold=True, align=Align.LEFT),))


def _wide(text: str) -> Row:
    return Row((Cell(text, colspan=2 * PAIRS, align=Align.LEFT),))


def _labelled(label: str, text: str) -> Row:
    return Row((Cell(label, bold=True), Cell(text, colspan=2 * PAIRS - 1, align=Align.LEFT)))


def _lines(entries: Iterable[Entry]) -> list[Row]:
    """The entries flowed into lines of PAIRS pairs; the last of a line takes what is left of it."""
    lines: list[list[Entry]] = [[]]
    left = PAIRS
    for entry in entries:
        if entry.span > left:
            lines.append([])
            left = PAIRS
        lines[-1].append(entry)
        left -= entry.span
    return [_line(line) for line in lines if line]


def _line(entries: Sequence[Entry]) -> Row:
    spare = PAIRS - sum(entry.span for entry in entries)
    cells: list[Cell] = []
    for entry in entries:
        pairs = entry.span + (spare if entry is entries[-1] else 0)
        cells += [Cell(entry.label, bold=True), Cell(entry.value, colspan=2 * pairs - 1)]
    return Row(tuple(cells))
