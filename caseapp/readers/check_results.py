"""The answer to a list for the means check as rows: headings in any order and under many names, every unreadable cell
told at once."""

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.rosters.columns import Column, Header, Kind, column_of
from caseapp.readers.result_tables import ResultTable, filled, headings_of
from caseapp.readers.rosters.cells import read_cell
from caseapp.readers.rosters.lines import PersonLine
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
        header = headings_of(sheet, COLUMNS, result="result", keys=KEYS)
        if header is not None:
            table.begin(sheet, header, column_of("day", COLUMNS))
            _read_rows(table, sheet, header)
    if not table.headers:
        raise Invalid.one(None, N_("No sheet has a column with the result and one with the ID or the file number."))
    return table


def _read_rows(table: ResultTable, sheet: Sheet, header: Header) -> None:
    for number, cells in enumerate(sheet.rows[header.row :], header.row + 1):
        line = PersonLine(sheet.name, number, header.columns, header.headings)
        present = filled(cells, header)
        if not present.keys() & set(KEYS):
            if present.keys() & set(TOLD):
                key = next(key for key in KEYS if key in header.columns)
                table.faults.append(line.fault(key, N_("This row names nobody. Write the ID or the file number.")))
            continue
        table.read(line, present, lambda key, cell: read_cell(cell, column_of(key, COLUMNS)))
