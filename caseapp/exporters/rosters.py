"""Rosters as workbooks to fill in or to keep: every cell is text, so that numbers stay whole and nothing is run."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from itertools import count

from caseapp.domain.households.codes import Relation
from caseapp.domain.rosters.columns import Column, Kind, Layout

GUIDE = "填写说明"
_CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - the workbook's properties carry no zone
_EMPTY_ROWS = 5000
_LONGEST_LIST = 255
"""Characters that Excel allows in a list to choose from; a longer one stands in the guide only."""
_ADVICE = {
    Kind.TEXT: "文字",
    Kind.CODE: "文本格式的号码（本列已设为文本，请勿改为数字）",
    Kind.MONEY: "元，最多两位小数，如 690.50",
    Kind.DAY: "日期，如 2025-12-20",
    Kind.WHOLE: "整数",
    Kind.YES_NO: "是、否",
}


Rows = Iterable[Sequence[str]]


def roster_template(layout: Layout, begun: Rows = ()) -> bytes:
    """Text columns and lists to choose from, and a sheet that says what may stand where; empty save for the rows
    `begun` on the first sheet."""
    return _workbook(layout, ([(row,)] for row in begun), lists=True)


def roster_workbook(layout: Layout, records: Iterable[Sequence[Rows]]) -> bytes:
    """Each record gives its rows on each sheet, in the order of its columns; it can be taken in again. However many
    records, few of them are in memory: rows wait in files of the machine's temporary folder, gone at the end."""
    return _workbook(layout, records, lists=False)


def _workbook(layout: Layout, records: Iterable[Sequence[Rows]], *, lists: bool) -> bytes:
    import xlsxwriter  # with the first workbook: many a worker writes none

    from caseapp.exporters.text_sheet import TextSheet

    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _CREATED})
    text = book.add_format({"num_format": "@"})
    plain = book.add_format({"bold": True, "bg_color": "#E8EEF7", "num_format": "@"})
    must = book.add_format({"bold": True, "bg_color": "#FCE4D6", "num_format": "@"})
    sheets = []
    for part in layout.sheets:
        sheet = book.add_worksheet(part.name, TextSheet)
        sheets.append(sheet)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(part.columns):
            sheet.set_column(at, at, 24 if column.kind is Kind.CODE else 16, text)
            sheet.write_string(0, at, column.heading, must if column.required else plain)
            allowed = _allowed(column)
            if lists and allowed and _fits(allowed):
                sheet.data_validation(1, at, _EMPTY_ROWS, at, {"validate": "list", "source": allowed})
    turns = [count(1) for _ in sheets]
    for record in records:
        for sheet, turn, rows in zip(sheets, turns, record, strict=False):
            for row, number in zip(rows, turn, strict=False):
                for at, value in enumerate(row):
                    if value:  # an empty cell is of its column's kind already
                        sheet.write_string(number, at, value, text)
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 18, text)
    guide.set_column(1, 1, 20, text)
    guide.set_column(2, 2, 100, text)
    guide.write_row(0, 0, ("工作表", "栏目", "允许填写"), plain)
    told = [(part.name, column) for part in layout.sheets for column in part.columns]
    for number, (name, column) in enumerate(told, 1):
        must_words = "必填。" if column.required else "选填。"
        guide.write_row(number, 0, (name, column.heading, must_words + _advice(column)), text)
    book.close()
    return buffer.getvalue()


def _fits(allowed: Sequence[str]) -> bool:
    return len(",".join(allowed)) <= _LONGEST_LIST and not any("," in word for word in allowed)


def _allowed(column: Column) -> list[str]:
    if column.kind is Kind.YES_NO:
        return ["是", "否"]
    if column.options:
        return list(column.options)
    words = [member.zh for member in column.words or ()]
    return [word for word in words if column.key != "relation" or word != Relation.HEAD.zh]


def _advice(column: Column) -> str:
    listed = column.words is not None or column.options
    return "、".join(_allowed(column)) if listed else _ADVICE[column.kind]
