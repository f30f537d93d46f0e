"""What a bank wants to be told of each payment, in which columns, and in what kind of file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from caseapp.domain.errors import N_, Problem
from caseapp.domain.labels import Word
from caseapp.domain.money import Money

MOST_COLUMNS = 24
LONGEST_HEADING = 40


class BankFact(Word):
    """A fact of one line that a column may carry."""

    SERIAL = "serial", "序号", "Serial number"
    REFERENCE = "reference", "明细编号", "Line reference"
    FILE_NUMBER = "file_number", "文件编号", "File number"
    HOLDER = "holder", "户名", "Account holder"
    PAYEE = "payee", "收款人", "Payee"
    ACCOUNT = "account", "账号", "Account"
    BANK = "bank", "开户银行", "Bank"
    BRANCH = "branch", "开户支行", "Branch"
    AMOUNT_YUAN = "amount_yuan", "金额（元）", "Amount in yuan"
    AMOUNT_FEN = "amount_fen", "金额（分）", "Amount in fen"
    ID_NUMBER = "id_number", "身份证号", "ID number"
    PURPOSE = "purpose", "用途", "Purpose"
    BATCH_NUMBER = "batch_number", "批次号", "Batch number"


class FileKind(Word):
    XLSX = "xlsx", "Excel（xlsx）", "Excel (xlsx)"
    CSV = "csv", "文本（csv）", "Text (csv)"


class Encoding(Word):
    UTF8 = "utf-8-sig", "UTF-8", "UTF-8"
    GB18030 = "gb18030", "GB18030（中文 Windows）", "GB18030 (Chinese Windows)"


class Delimiter(Word):
    COMMA = "comma", "逗号", "Comma"
    TAB = "tab", "制表符", "Tab"
    SEMICOLON = "semicolon", "分号", "Semicolon"
    BAR = "bar", "竖线", "Vertical bar"

    @property
    def sign(self) -> str:
        return {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}[self.value]


@dataclass(frozen=True)
class BankColumn:
    """`heading` is the text the bank wants over the column."""

    fact: BankFact
    heading: str


@dataclass(frozen=True)
class Layout:
    """How a file for the bank looks; encoding and delimiter matter for text only."""

    kind: FileKind
    encoding: Encoding
    delimiter: Delimiter
    columns: tuple[BankColumn, ...]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]


@dataclass(frozen=True)
class BankLine:
    """One payment as the bank is told of it: the payee as the release wrote them down."""

    serial: int
    reference: str
    file_number: str
    batch_number: str
    payee: str
    holder: str
    account: str
    bank: str
    branch: str
    amount_fen: int
    id_number: str
    purpose: str


_CELLS: dict[BankFact, Callable[[BankLine], str]] = {
    BankFact.SERIAL: lambda line: str(line.serial),
    BankFact.REFERENCE: lambda line: line.reference,
    BankFact.FILE_NUMBER: lambda line: line.file_number,
    BankFact.HOLDER: lambda line: line.holder,
    BankFact.PAYEE: lambda line: line.payee,
    BankFact.ACCOUNT: lambda line: line.account,
    BankFact.BANK: lambda line: line.bank,
    BankFact.BRANCH: lambda line: line.branch,
    BankFact.AMOUNT_YUAN: lambda line: f"{Money(line.amount_fen).yuan():.2f}",
    BankFact.AMOUNT_FEN: lambda line: str(line.amount_fen),
    BankFact.ID_NUMBER: lambda line: line.id_number,
    BankFact.PURPOSE: lambda line: line.purpose,
    BankFact.BATCH_NUMBER: lambda line: line.batch_number,
}


def rows_of(layout: Layout, lines: Sequence[BankLine]) -> Iterator[list[str]]:
    """The cells of each line in the order of the columns."""
    makers = [_CELLS[column.fact] for column in layout.columns]
    return ([make(line) for make in makers] for line in lines)


def reference_of(file_number: str, serial: int) -> str:
    """Names one line for ever: the file's number with the line's place in it."""
    return f"{file_number}-{serial:04d}"


def faults(layout: Layout) -> Iterator[Problem]:
    """What keeps a bank from paying by such a file, or us from reading its answer."""
    facts = {column.fact for column in layout.columns}
    if BankFact.ACCOUNT not in facts:
        yield Problem("columns", N_("The bank needs a column with the account."))
    if not facts & {BankFact.HOLDER, BankFact.PAYEE}:
        yield Problem("columns", N_("The bank needs a column with the account holder or the payee."))
    if not facts & {BankFact.AMOUNT_YUAN, BankFact.AMOUNT_FEN}:
        yield Problem("columns", N_("The bank needs a column with the amount."))
    if len(layout.columns) > MOST_COLUMNS:
        yield Problem("columns", N_("A file has at most %(count)s columns."), {"count": MOST_COLUMNS})
    told: set[str] = set()
    for column in layout.columns:
        if column.heading in told:
            yield Problem("columns", N_("Two columns are called “%(heading)s”."), {"heading": column.heading})
        if len(column.heading) > LONGEST_HEADING:
            yield Problem("columns", N_("The heading “%(heading)s” is too long."), {"heading": column.heading[:20]})
        told.add(column.heading)


EXAMPLES = (
    BankLine(
        1, "YH2026-0001-0001", "YH2026-0001", "2026-001", "张三", "张三", "6222020000000000001",
        "中国工商银行", "唐山路北支行", 240_000, "130203198001010010", "生活救助",
    ),
    BankLine(
        2, "YH2026-0001-0002", "YH2026-0001", "2026-001", "李四", "李小四", "6217000000000000002",
        "中国建设银行", "唐山建设路支行", 56_050, "130203201203040029", "子女助学",
    ),
)  # fmt: skip
"""Invented people, to show what a file looks like."""
