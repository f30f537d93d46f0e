"""签领表: the list that goes round and is signed by everyone who takes money or goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.documents.document import Align, Block, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.domain.money import Money, in_words

_MONEY = (
    ("序号", 12.0),
    ("姓名", 24.0),
    ("身份证号", 40.0),
    ("所在单位", 40.0),
    ("慰问金（元）", 24.0),
    ("签名", 30.0),
)
_GOODS = (
    ("序号", 12.0),
    ("姓名", 24.0),
    ("身份证号", 40.0),
    ("所在单位", 48.0),
    ("慰问品", 40.0),
    ("数量", 13.0),
    ("单价（元）", 22.0),
    ("金额（元）", 24.0),
    ("签名", 34.0),
)
_TO_SIGN_IN = 9.0
"""Millimetres of a row."""


@dataclass(frozen=True)
class Taker:
    """One row; money in fen. `gift` is empty where money is given."""

    name: str
    masked_id: str
    workplace: str
    amount_fen: int
    gift: str = ""
    count: int = 0
    unit_fen: int = 0


@dataclass(frozen=True)
class SheetFacts:
    batch: str
    title: str
    project: str
    unit: str
    printed_on: date
    takers: Sequence[Taker]


def signature_sheet(facts: SheetFacts) -> Document:
    """Goods on a wide page, money on a tall one; a sheet with both has the columns of goods."""
    goods = any(taker.gift for taker in facts.takers)
    columns = _GOODS if goods else _MONEY
    total = sum(taker.amount_fen for taker in facts.takers)
    rows = [_row([name for name, _ in columns], bold=True)]
    rows += [_taker(number, taker, goods=goods) for number, taker in enumerate(facts.takers, 1)]
    rows.append(_total(len(facts.takers), total, len(columns)))
    blocks: list[Block] = [
        Paragraph(f"{facts.title}签领表", Style.TITLE, Align.CENTER),
        EndsLine(f"发放单位：{facts.unit}", f"批次：{facts.batch}"),
        EndsLine(f"项目：{facts.project}", f"制表日期：{_day(facts.printed_on)}"),
        Table(tuple(width for _, width in columns), tuple(rows), repeat=0, row_mm=_TO_SIGN_IN),
        Paragraph(f"合计（大写）：{in_words(Money(total))}"),
        Paragraph("经办人：　　　　　　　　　　证明人：　　　　　　　　　　负责人：　　　　　　　　　　（公章）"),
        Paragraph(
            "本人已如数领到上列款物。签名须由本人书写；代领的，注明代领人姓名、身份证号及与本人关系。", Style.NOTE
        ),
    ]
    return Document(f"{facts.title}签领表", tuple(blocks), landscape=goods, is_numbered=True)


def _taker(number: int, taker: Taker, *, goods: bool) -> Row:
    told = [str(number), taker.name, taker.masked_id, taker.workplace]
    if goods:
        told += [taker.gift or "慰问金", str(taker.count or ""), _yuan(taker.unit_fen) if taker.unit_fen else ""]
    return _row([*told, _yuan(taker.amount_fen), ""])


def _total(people: int, total_fen: int, width: int) -> Row:
    label = Cell(f"合计 {people} 人", colspan=width - 2, bold=True)
    return Row((label, Cell(_yuan(total_fen), bold=True), Cell("")))


def _row(texts: Sequence[str], *, bold: bool = False) -> Row:
    return Row(tuple(Cell(text, bold=bold) for text in texts))


def _yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
