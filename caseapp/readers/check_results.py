"""The answer to a list for the means check as rows: headings in any order and under many names, every unreadable cell
told at once."""

from collections.abc import Sequence
from typing import Any

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.rosters.columns import Column, Header, Kind, column_of, header_of
from caseapp.readers.bank_results import SEARCHED, UNREAD, ResultTable
from caseapp.readers.rosters.cells import is_empty, read_cell
from caseapp.readers.rosters.lines import Fault, PersonLine, Place
from caseapp.readers.rosters.reading import REASONS
from caseapp.readers.rosters.sheets import Sheet, sheets_of

KEYS = ("id_number", "file_no")
TOLD = ("result", "day", "note", "income", "savings", "homes", "vehicles")
COLUMNS = (
    Column("file_no", "档案编号", "File no.", others=("档案号", "家庭编号", "职工编号", "档案编码")),
    Column("name", "姓名", "Name", others=("家庭成员", "成员姓名", "被核对人", "核对对象", "申请人")),
    Column(
        "id_number",
        "证件号码",
        "ID number",
        Kind.CODE,
        others=("身份证号", "身份证号码", "公民身份号码", "证件号", "居民身份证号", "身份证"),
    ),
    Column("result", "核对结果", "Result", others=("核对结论", "结论", "结果", "核对意见", "是否符合")),
    Column("day", "核对日期", "Date of the check", Kind.DAY, others=("出具日期", "报告日期", "核对时间", "日期")),
    Column("note", "说明", "Remarks", others=("备注", "核对情况", "不符合原因", "原因", "异常说明", "情况说明")),
    Column("income", "年收入", "Yearly income", Kind.MONEY, others=("核对年收入", "收入合计", "收入", "全年收入")),
    Column("savings", "金融资产", "Savings", Kind.MONEY, others=("存款余额", "存款", "银行存款", "金融资产合计")),
    Column("homes", "房产套数", "Homes", Kind.WHOLE, others=("房产数", "住房套数", "不动产套数", "房产")),
    Column("vehicles", "车辆数", "Vehicles", Kind.WHOLE, others=("机动车数", "车辆", "机动车", "名下车辆数")),
)


def read_check_results(data: bytes) -> ResultTable:
    """Raises Invalid for what is no answer to such a list."""
    table = ResultTable()
    for sheet in sheets_of(data):
        header = _header(sheet)
        if header is not None:
            _check_header(table, sheet, header)
            _read_rows(table, sheet, header)
    if not table.headers:
        raise Invalid.one(None, N_("No sheet has a column with the result and one with the ID or the file number."))
    return table


def _header(sheet: Sheet) -> Header | None:
    found = [header_of(number, cells, COLUMNS) for number, cells in enumerate(sheet.rows[:SEARCHED], 1)]
    fitting = [one for one in found if "result" in one.columns and one.columns.keys() & set(KEYS)]
    return max(fitting, key=lambda one: len(one.columns), default=None)


def _check_header(table: ResultTable, sheet: Sheet, header: Header) -> None:
    if "day" not in header.columns:
        message = N_("The column “%(heading)s” is missing.")
        table.faults.append(Fault(Place(sheet.name, header.row, 1), "核对日期", message, {"heading": "核对日期"}))
    for number, text in header.repeated:
        place = Place(sheet.name, header.row, number)
        table.faults.append(Fault(place, text, N_("This column stands twice; only the first is read.")))
    cells = sheet.rows[header.row - 1]
    table.headers[sheet.name] = header.row, max(at for at, cell in enumerate(cells, 1) if not is_empty(cell))
    table.used += header.headings.values()
    table.unused += [text for text in header.unused if text != REASONS]


def _read_rows(table: ResultTable, sheet: Sheet, header: Header) -> None:
    for number, cells in enumerate(sheet.rows[header.row :], header.row + 1):
        line = PersonLine(sheet.name, number, header.columns, header.headings)
        present = {key: cells[at - 1] for key, at in header.columns.items() if at <= len(cells)}
        present = {key: cell for key, cell in present.items() if not is_empty(cell)}
        if not present.keys() & set(KEYS):
            if present.keys() & set(TOLD):
                key = next(key for key in KEYS if key in header.columns)
                table.faults.append(line.fault(key, N_("This row names nobody. Write the ID or the file number.")))
            continue
        _read_row(table, line, present, COLUMNS)


def _read_row(table: ResultTable, line: PersonLine, present: dict[str, Any], columns: Sequence[Column]) -> None:
    for key, cell in present.items():
        try:
            line.said[key] = read_cell(cell, column_of(key, columns))
        except Invalid as invalid:
            problem = invalid.problems[0]
            table.faults.append(line.fault(key, problem.message, problem.values))
            line.said[key] = UNREAD
    table.lines.append(line)
