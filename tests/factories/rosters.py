"""Invented rosters as workbooks: households with members on a second sheet, and faults planted where a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import xlsxwriter

from caseapp.domain.identity import check_digit

HEADS, MEMBERS = "困难职工", "家庭成员"
HEAD_COLUMNS = ("档案编号", "单位", "户主姓名", "身份证号", "手机", "困难类别", "主要致困原因", "家庭月人均收入",
                "申请日期", "健康状况", "家庭住址", "银行卡号", "户名")  # fmt: skip
MEMBER_COLUMNS = ("户主身份证号", "姓名", "与户主关系", "身份证号", "健康状况")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "桂兰建国秀英志强丽华"


def number(turn: int, region: int = 130203) -> str:
    """A resident number with a right check digit, another for each turn."""
    day = date(1955, 1, 1) + timedelta(days=turn % 18_000)
    first17 = f"{region + turn // 18_000}{day:%Y%m%d}{turn % 900 + 50:03d}"
    return first17 + check_digit(first17)


def name(turn: int) -> str:
    return SURNAMES[turn % 10] + GIVEN[turn // 10 % 10] + GIVEN[turn // 100 % 10]


@dataclass
class Book:
    """Rows by column heading; `planted` are the cells with a fault, as (sheet, cell); `called` is what the file prints
    over a column instead."""

    heads: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)
    head_columns: tuple[str, ...] = HEAD_COLUMNS
    member_columns: tuple[str, ...] = MEMBER_COLUMNS
    called: dict[str, str] = field(default_factory=dict)
    planted: set[tuple[str, str]] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def spoil_head(self, row: int, heading: str, value: Any, kind: str) -> None:
        self.heads[row][heading] = value
        self._note(HEADS, self.head_columns, row, heading, kind)

    def spoil_member(self, row: int, heading: str, value: Any, kind: str) -> None:
        self.members[row][heading] = value
        self._note(MEMBERS, self.member_columns, row, heading, kind)

    def _note(self, sheet: str, columns: tuple[str, ...], row: int, heading: str, kind: str) -> None:
        self.planted.add((sheet, f"{chr(65 + columns.index(heading))}{row + 2}"))
        self.kinds.add(kind)

    def xlsx(self) -> bytes:
        buffer = BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        of_heads = HEADS, self.head_columns, self.heads
        of_members = MEMBERS, self.member_columns, self.members
        for sheet_name, columns, rows in (of_heads, of_members):
            sheet = book.add_worksheet(sheet_name)
            sheet.write_row(0, 0, [self.called.get(heading, heading) for heading in columns])
            for at, row in enumerate(rows, 1):
                for column, heading in enumerate(columns):
                    value = row.get(heading)
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value)
                    elif isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write(at, column, value)
        book.close()
        return buffer.getvalue()


def in_own_words(book: Book) -> Book:
    """The columns the other way round, under headings that other people give them; before faults are planted."""
    book.head_columns, book.member_columns = HEAD_COLUMNS[::-1], MEMBER_COLUMNS[::-1]
    book.called = {
        "单位": "所属 工会",
        "户主姓名": "职工姓名",
        "身份证号": "公民身份号码",
        "手机": "联系电话",
        "困难类别": "困难类型(必填)",
        "家庭月人均收入": "人均月收入（元）",
        "健康状况": "身体状况",
        "家庭住址": "现住址",
        "银行卡号": "卡号",
        "户主身份证号": "户主证件号码",
        "与户主关系": "称谓",
    }
    return book


def roster(count: int, *, unit: str = "路北区总工会", first: int = 0) -> Book:
    """`count` sound households: each head with a spouse, every third with a child too."""
    book = Book()
    for turn in range(first, first + count):
        head = number(3 * turn)
        book.heads.append(
            {
                "单位": unit,
                "户主姓名": name(turn),
                "身份证号": head,
                "手机": f"138{turn:08d}",
                "困难类别": "相对困难",
                "主要致困原因": "患重特大疾病",
                "家庭月人均收入": 690.5,
                "申请日期": date(2025, 3, 1),
                "健康状况": "良好",
                "家庭住址": f"路北区{turn}号",
                "银行卡号": f"62220000{turn:08d}",
            }
        )
        for place, relation in enumerate(("配偶", "子女")[: 1 + (turn % 3 == 0)], 1):
            member = {"户主身份证号": head, "姓名": name(turn + place), "与户主关系": relation}
            book.members.append({**member, "身份证号": number(3 * turn + place), "健康状况": "良好"})
    return book


def member_rows(book: Book) -> dict[int, int]:
    """The first member's row of each household, by the household's row."""
    rows: dict[str, int] = {}
    for row, member in enumerate(book.members):
        rows.setdefault(member["户主身份证号"], row)
    return {row: rows[head["身份证号"]] for row, head in enumerate(book.heads)}


def spoil(book: Book, count: int) -> set[int]:
    """Plant `count` faults, one a household, of every kind in turn; gives the rows of the households spoilt."""
    first = member_rows(book)
    wrong_check = {str(digit): str((digit + 1) % 10) for digit in range(10)} | {"X": "0"}

    def head(heading: str, value: Any) -> Callable[[int, str], None]:
        return lambda row, kind: book.spoil_head(
            row, heading, value(book.heads[row]) if callable(value) else value, kind
        )

    def member(heading: str, value: Any) -> Callable[[int, str], None]:
        def plant(row: int, kind: str) -> None:
            at = first[row]
            book.spoil_member(at, heading, value(book.members[at]) if callable(value) else value, kind)

        return plant

    kinds: dict[str, Callable[[int, str], None]] = {
        "a number where the ID is": member("身份证号", lambda row: float(row["身份证号"].replace("X", "0"))),
        "an ID as 1.30203E+17": member("身份证号", "1.30203E+17"),
        "the head's ID as a number": head("身份证号", lambda row: float(row["身份证号"][:17] + "0")),
        "a card as a number": head("银行卡号", 6222000012345678.0),
        "a phone as a number": head("手机", 13800001234),
        "a wrong check digit": member("身份证号", lambda row: row["身份证号"][:17] + wrong_check[row["身份证号"][17]]),
        "an ID that is too short": member("身份证号", lambda row: row["身份证号"][:16]),
        "a birth date that does not exist": member("身份证号", lambda row: row["身份证号"][:10] + "1345" + "0011"),
        "a masked ID": member("身份证号", "1302**********0016"),
        "no name": head("户主姓名", None),
        "no category": head("困难类别", None),
        "an unknown category": head("困难类别", "特别困难"),
        "an unknown cause": head("主要致困原因", "没钱"),
        "an unknown relation": member("与户主关系", "邻居"),
        "no relation": member("与户主关系", None),
        "an unknown health": head("健康状况", "一般般"),
        "a day that does not exist": head("申请日期", "2025-02-30"),
        "a day in the future": head("申请日期", date(2099, 1, 1)),
        "an income in words": head("家庭月人均收入", "六百九"),
        "a negative income": head("家庭月人均收入", -5),
        "a third decimal": head("家庭月人均收入", "690.555"),
        "a unit that is none": head("单位", "火星总工会"),
        "a telephone that is none": head("手机", "12345"),
        "an account that is none": head("银行卡号", "62AB"),
        "an account of a stranger": head("户名", "陌生人"),
        "an address too long": head("家庭住址", "长" * 300),
        "a file that is not there": head("档案编号", "TS-99999999"),
        "a member of nobody": member("户主身份证号", "110101199003070012"),
        "an ID of another household": member("身份证号", book.heads[0]["身份证号"]),
        "no ID": member("身份证号", None),
    }  # fmt: skip
    spoilt = set()
    for turn in range(count):
        kind = list(kinds)[turn % len(kinds)]
        row = 1 + turn * (len(book.heads) - 1) // count
        kinds[kind](row, kind)
        spoilt.add(row)
    return spoilt
