"""发放花名册 and 审批表 of one batch: always in Chinese, money in digits and in 大写."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseapp.domain.clock import LOCAL
from caseapp.domain.documents.document import Align, Block, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.domain.money import Money, in_words

_HEADS = ("序号", "姓名", "档案编号", "证件号码", "开户银行", "银行卡号", "救助类别", "金额（元）", "备注")
_WIDTHS = (12.0, 20.0, 23.0, 44.0, 46.0, 44.0, 22.0, 31.0, 15.0)
_FORM_WIDTHS = (34.0, 51.0, 34.0, 51.0)


@dataclass(frozen=True)
class RosterLine:
    """Numbers as they are to be printed: in full or masked."""

    name: str
    file_no: str
    id_number: str
    bank: str
    account: str
    kind: str
    amount_fen: int


@dataclass(frozen=True)
class Signature:
    """`post` is what the person did, such as 制单; name "" and no moment: not signed yet."""

    post: str
    name: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class BatchForm:
    """`budget_fen`, `bound_fen`: the source's budget, and what it holds for others. `kinds`: name, lines, fen."""

    number: str
    title: str
    unit: str
    project: str
    source: str
    total_fen: int
    line_count: int
    budget_fen: int
    bound_fen: int
    kinds: Sequence[tuple[str, int, int]]
    anomalies: Sequence[tuple[str, int]]
    signatures: Sequence[Signature]
    digest: str
    printed_on: date


def payout_roster(form: BatchForm, lines: Sequence[RosterLine]) -> Document:
    """One row a payment; the heads stand again on each page, the total in words below."""
    rows = [_roster_row(number, line) for number, line in enumerate(lines, 1)]
    total = Row(
        (
            Cell("合计", colspan=2, bold=True),
            Cell(f"{len(lines)}笔　人民币（大写）：{in_words(Money(form.total_fen))}", colspan=5, align=Align.LEFT),
            Cell(_yuan(form.total_fen), align=Align.RIGHT, bold=True),
            Cell(""),
        )
    )
    return Document(
        "发放花名册",
        (
            Paragraph("发放花名册", Style.TITLE, Align.CENTER),
            EndsLine(f"发放单位：{form.unit}", f"批次：{form.number}"),
            EndsLine(f"项目：{form.project}（{form.source}）", form.title),
            Table(_WIDTHS, (Row(tuple(Cell(head, bold=True) for head in _HEADS)), *rows, total), repeat=0),
            Paragraph(""),
            Paragraph("　　　　　　　　".join(_ink_line(form.signatures))),
            EndsLine(f"明细摘要：{form.digest[:16]}", f"打印日期：{form.printed_on.isoformat()}"),
        ),
        landscape=True,
        is_numbered=True,
    )


def approval_form(form: BatchForm) -> Document:
    after = form.budget_fen - form.bound_fen - form.total_fen
    head: list[tuple[str, str]] = [
        ("批次编号", form.number),
        ("标题", form.title),
        ("项目", form.project),
        ("资金来源", form.source),
        ("制单单位", form.unit),
        ("笔数", f"{form.line_count}笔"),
        ("预算（元）", _yuan(form.budget_fen)),
        ("其他占用（元）", _yuan(form.bound_fen)),
        ("本批（元）", _yuan(form.total_fen)),
        ("本批后余额（元）", _yuan(after)),
    ]
    pairs = [Row((*_pair(*head[at]), *_pair(*head[at + 1]))) for at in range(0, len(head), 2)]
    words = Row((Cell("金额大写", bold=True), Cell(in_words(Money(form.total_fen)), colspan=3, align=Align.LEFT)))
    kinds = [
        Row((Cell(name, colspan=2), Cell(f"{count}笔"), Cell(_yuan(fen), align=Align.RIGHT)))
        for name, count, fen in form.kinds
    ]
    every = Row(
        (
            Cell("合计", colspan=2, bold=True),
            Cell(f"{form.line_count}笔", bold=True),
            Cell(_yuan(form.total_fen), align=Align.RIGHT, bold=True),
        )
    )
    notes = "；".join(f"{name}{count}笔" for name, count in form.anomalies) or "无"
    heads = Row((Cell("救助类别", colspan=2, bold=True), Cell("笔数", bold=True), Cell("金额（元）", bold=True)))
    signed = [
        Row((Cell(one.post, bold=True), Cell(one.name), Cell("日期", bold=True), Cell(_moment(one.at))))
        for one in form.signatures
    ]
    blocks: tuple[Block, ...] = (
        Paragraph("资金发放审批表", Style.TITLE, Align.CENTER),
        Table(_FORM_WIDTHS, (*pairs, words)),
        Paragraph("发放内容", Style.HEADING),
        Table(_FORM_WIDTHS, (heads, *kinds, every)),
        Paragraph(f"需要关注：{notes}"),
        Paragraph("签署", Style.HEADING),
        Table(_FORM_WIDTHS, tuple(signed)),
        Paragraph(""),
        Paragraph("经办人签字：　　　　　　　　　审批人签字：　　　　　　　　　（公章）"),
        Paragraph(f"明细摘要（SHA-256）：{form.digest}", Style.NOTE),
        Paragraph(f"打印日期：{form.printed_on.isoformat()}", Style.NOTE),
    )
    return Document("资金发放审批表", blocks, is_numbered=True)


def _roster_row(number: int, line: RosterLine) -> Row:
    texts = (line.name, line.file_no, line.id_number, line.bank, line.account, line.kind)
    amount = Cell(_yuan(line.amount_fen), align=Align.RIGHT)
    return Row((Cell(str(number)), *(Cell(text) for text in texts), amount, Cell("")))


def _ink_line(signatures: Sequence[Signature]) -> tuple[str, str, str]:
    """制表 is the maker, 审批 the last approver; 复核 the first of two, else room for ink."""
    maker, *approvers = (one.name for one in signatures if one.post != "发放")
    first = approvers[0] if len(approvers) > 1 else ""
    return f"制表：{maker}", f"复核：{first or '　　　　'}", f"审批：{approvers[-1] if approvers else ''}"


def _pair(label: str, value: str) -> tuple[Cell, Cell]:
    return Cell(label, bold=True), Cell(value)


def _yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"


def _moment(at: datetime | None) -> str:
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if at else ""
