"""困难职工建档公示: the public list of those to be put on file. Names are masked; no number, address, phone,
card, illness or child stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.documents.document import Align, Block, Cell, Document, Paragraph, Row, Style, Table

_HEADS = ("序号", "档案编号", "户主姓名", "所在工会", "困难类别")
_WIDTHS = (14.0, 32.0, 30.0, 64.0, 30.0)


@dataclass(frozen=True)
class NoticeLine:
    file_no: str
    masked_name: str
    unit: str
    category: str


@dataclass(frozen=True)
class PublicNotice:
    """`guessed`: the last day was counted by weekdays, since the year's calendar was not known yet."""

    issuer: str
    starts_on: date
    ends_on: date
    contact: str
    guessed: bool
    lines: Sequence[NoticeLine]


def public_notice(notice: PublicNotice) -> Document:
    title = "困难职工建档公示"
    where = notice.contact.strip() or "所在单位工会或本工会"
    blocks: list[Block] = [
        Paragraph(title, Style.TITLE, Align.CENTER),
        Paragraph(
            f"　　经申请、入户调查和经济状况核对，拟为下列{len(notice.lines)}户职工家庭建立困难职工档案，现予公示。"
        ),
        Paragraph(f"　　公示期：{_day(notice.starts_on)}至{_day(notice.ends_on)}。"),
        Paragraph(f"　　公示期内如有异议，请实名向{where}反映。"),
        Table(_WIDTHS, (_row(_HEADS, bold=True), *_rows(notice.lines)), repeat=0),
    ]
    if notice.guessed:
        blocks.append(Paragraph("注：该年度法定节假日安排尚未公布，截止日期暂按周一至周五推算。", Style.NOTE))
    blocks += [
        Paragraph(""),
        Paragraph(notice.issuer, align=Align.RIGHT),
        Paragraph(_day(notice.starts_on), align=Align.RIGHT),
    ]
    return Document(title, tuple(blocks))


def _rows(lines: Sequence[NoticeLine]) -> list[Row]:
    return [
        _row((str(number), line.file_no, line.masked_name, line.unit, line.category))
        for number, line in enumerate(lines, 1)
    ]


def _row(texts: Sequence[str], *, bold: bool = False) -> Row:
    return Row(tuple(Cell(text, bold=bold) for text in texts))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
