"""A bank's answer as rows: headings in any order and under many names, every unreadable cell told at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.money import parse_yuan
from caseapp.domain.rosters.columns import Column, Header, Kind, column_of, normal
from caseapp.readers.result_tables import ResultTable, filled, headings_of
from caseapp.readers.rosters.cells import DAMAGED, is_empty, read_cell, text_of
from caseapp.readers.rosters.lines import PersonLine, Said
from caseapp.readers.rosters.reading import REASONS
from caseapp.readers.rosters.sheets import Sheet, sheets_of

KEYS = ("reference", "account", "serial")
COLUMNS = (
    Column("file_number", "文件编号", "File number", others=("文件号", "银行文件编号", "代发文件编号", "客户批次号")),
    Column(
        "reference", "明细编号", "Line reference", others=("明细号", "业务编号", "客户流水号", "客户业务编号", "附言")
    ),
    Column("serial", "序号", "Serial number", others=("行号", "明细序号")),
    Column("payee", "收款人", "Payee", others=("收款人名称", "收款人姓名", "姓名")),
    Column("holder", "户名", "Account holder", others=("收款户名", "账户名称", "收款人户名", "账户名")),
    Column(
        "account",
        "账号",
        "Account",
        Kind.CODE,
        others=("收款账号", "收款人账号", "卡号", "银行卡号", "银行账号", "帐号"),
    ),
    Column("amount", "金额", "Amount", Kind.MONEY, others=("交易金额", "发放金额", "实发金额", "付款金额", "代发金额")),
    Column("status", "处理结果", "Result", others=("处理状态", "交易状态", "状态", "结果", "交易结果", "发放结果")),
    Column(
        "day", "交易日期", "Date", Kind.DAY, others=("付款日期", "入账日期", "处理日期", "日期", "记账日期", "交易时间")
    ),
    Column("returned_on", "退票日期", "Returned on", Kind.DAY, others=("退汇日期", "退回日期")),
    Column("reason", "失败原因", "Reason", others=("原因", "退票原因", "退汇原因", "返回信息", "处理信息", "备注")),
)
_SCIENTIFIC = re.compile(r"^\d([.,]\d+)?E\+?\d+$", re.IGNORECASE)
_TOTALS = ("合计", "总计", "小计", "total")


def read_results(data: bytes, own_headings: Mapping[str, Sequence[str]]) -> ResultTable:
    """`own_headings` are the headings our own file had, by key. Raises Invalid for what is no answer of a bank."""
    columns = [replace(one, others=(*one.others, *own_headings.get(one.key, ()))) for one in COLUMNS]
    table = ResultTable()
    for sheet in sheets_of(data):
        header = headings_of(sheet, columns, result="status", keys=KEYS)
        if header is not None:
            table.begin(sheet, header, column_of("amount", columns))
            _read_rows(table, sheet, header, columns)
    if not table.headers:
        raise Invalid.one(None, N_("No sheet has a column with the bank's result and one that names the line."))
    return table


def _read_rows(table: ResultTable, sheet: Sheet, header: Header, columns: Sequence[Column]) -> None:
    asked = {key: column_of(key, columns) for key in header.columns}
    reasons = {at for at, cell in enumerate(sheet.rows[header.row - 1], 1) if str(cell).strip() == REASONS}
    rows = [
        (number, [cell for at, cell in enumerate(cells, 1) if at not in reasons], cells)
        for number, cells in enumerate(sheet.rows[header.row :], header.row + 1)
    ]
    last = max((number for number, told, _ in rows if _is_filled(told)), default=0)
    for number, told, cells in rows:
        line = PersonLine(sheet.name, number, header.columns, header.headings)
        present = filled(cells, header)
        if number > last or _is_total(told):
            continue
        if not present.keys() & set(KEYS):
            key = next(key for key in KEYS if key in header.columns)
            message = N_("This row names no line. Delete it, or see whether something was lost.")
            table.faults.append(line.fault(key, message))
            continue
        table.read(line, present, lambda key, cell: _said(cell, asked[key], header.headings[key]))


def _said(cell: Any, column: Column, heading: str) -> Said:
    match column.kind:
        case Kind.CODE:
            return _account(cell)
        case Kind.MONEY:
            return _amount(cell, in_fen="分" in heading)
        case Kind.DAY if isinstance(cell, str):
            return read_cell(cell.strip().split()[0], column)
        case _:
            return read_cell(cell, column)


def _account(cell: Any) -> str:
    """Digits; a masked account keeps its stars."""
    text = text_of(cell)
    if isinstance(cell, int | float) or _SCIENTIFIC.match(text):
        raise Invalid.one(None, DAMAGED)
    return re.sub(r"[\s-]", "", text)


def _amount(cell: Any, *, in_fen: bool) -> int:
    text = f"{cell:.10f}".rstrip("0").rstrip(".") if isinstance(cell, float) else text_of(cell)
    if in_fen:
        if not text.isdecimal():
            raise Invalid.one(None, N_("Write a whole number of fen."))
        return int(text)
    fen = parse_yuan(text).fen
    if fen <= 0:
        raise Invalid.one(None, N_("Write an amount above zero."))
    return fen


def _is_filled(cells: Iterable[Any]) -> bool:
    return any(not is_empty(cell) for cell in cells)


def _is_total(cells: Sequence[Any]) -> bool:
    first = next((cell for cell in cells if not is_empty(cell)), "")
    return normal(first).startswith(_TOTALS)
