"""Answers of a bank as workbooks: shuffled, with columns nobody asked for, and faults planted where a test says."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import xlsxwriter

from caseapp.services.bank_matching import SentFile, SentLine

SHEET = "代发结果"
COLUMNS = ("序", "交易流水", "客户批次号", "附言", "收款户名", "收款账号", "币种", "交易金额", "交易时间", "退票日期",
           "处理状态", "返回信息")  # fmt: skip
TITLE_ROWS = 2


@dataclass
class AnswerBook:
    """Rows by column heading; `planted` are the cells at fault, `kinds` what was planted."""

    file: SentFile
    rows: list[dict[str, Any]] = field(default_factory=list)
    planted: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def spoil(self, at: int, heading: str, value: Any, kind: str) -> None:
        self.rows[at][heading] = value
        self.mark(at, heading, kind)

    def mark(self, at: int, heading: str, kind: str) -> None:
        self.planted.add(f"{chr(65 + COLUMNS.index(heading))}{at + TITLE_ROWS + 2}")
        self.kinds.add(kind)

    def xlsx(self) -> bytes:
        buffer = BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(SHEET)
        sheet.write_string(0, 0, "代发业务结果清单")
        sheet.write_string(1, 0, f"文件 {self.file.number}")
        sheet.write_row(TITLE_ROWS, 0, COLUMNS)
        for number, row in enumerate(self.rows, TITLE_ROWS + 1):
            for column, heading in enumerate(COLUMNS):
                value = row.get(heading)
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
        sheet.write_row(len(self.rows) + TITLE_ROWS + 1, 0, ("合计", None, None, None, None, None, None, 1))
        book.close()
        return buffer.getvalue()


def row_of(file: SentFile, line: SentLine, turn: int = 1, **changed: Any) -> dict[str, Any]:
    """A row saying that the line was paid on the day of its release; keywords are other headings' values."""
    return {
        "序": turn,
        "交易流水": f"2025{turn:012d}",
        "客户批次号": file.number,
        "附言": line.reference,
        "收款户名": min(line.names, default=""),
        "收款账号": line.account,
        "币种": "人民币",
        "交易金额": line.amount_fen / 100,
        "交易时间": file.released_on,
        "处理状态": "交易成功",
        **changed,
    }


def answer_book(file: SentFile, seed: int = 7) -> AnswerBook:
    """Every line once, in no order: most paid, every ninth failed."""
    lines = list(file.lines)
    random.Random(seed).shuffle(lines)
    book = AnswerBook(file)
    for turn, line in enumerate(lines, 1):
        failed = {"处理状态": "失败", "返回信息": "账号不存在", "交易时间": None} if turn % 9 == 0 else {}
        book.rows.append(row_of(file, line, turn, **failed))
    return book


def plant(book: AnswerBook, count: int, today: date) -> None:
    """`count` faults, each in a row of its own, of every kind in turn."""
    released = book.file.released_on
    kinds: tuple[tuple[str, str, Any], ...] = (
        ("an unknown line", "附言", "YH2099-9999-0001"),
        ("another amount", "交易金额", 1.23),
        ("an amount in words", "交易金额", "二百元"),
        ("no amount", "交易金额", None),
        ("a day before the release", "交易时间", released - timedelta(days=1)),
        ("a day in the future", "交易时间", today + timedelta(days=1)),
        ("a day that does not exist", "交易时间", "2025-02-30"),
        ("no day", "交易时间", None),
        ("an unknown word", "处理状态", "差不多"),
        ("no result", "处理状态", None),
        ("a failure without reason", "返回信息", None),
        ("an account as a number", "收款账号", 6222020000000012.0),
        ("an account of scientific notation", "收款账号", "6.22202E+15"),
        ("another account", "收款账号", "6222029999999999999"),
        ("another name", "收款户名", "陌生人"),
        ("another file", "客户批次号", "YH2025-0999"),
        ("a repeated line", "附言", ...),
        ("an empty row", "附言", ...),
    )  # fmt: skip
    good = [at for at, row in enumerate(book.rows) if row["处理状态"] == "交易成功"]
    step = len(good) // (count + 1)
    for turn in range(count):
        kind, heading, value = kinds[turn % len(kinds)]
        at = good[(turn + 1) * step]
        if kind == "a failure without reason":
            book.rows[at]["处理状态"] = "失败"
        if kind == "a repeated line":
            value = book.rows[good[0]]["附言"]
            book.rows[at].update(收款账号=book.rows[good[0]]["收款账号"], 收款户名=book.rows[good[0]]["收款户名"])
        if kind == "an empty row":
            book.rows[at] = {}
            book.mark(at, heading, kind)
            continue
        book.spoil(at, heading, value, kind)
