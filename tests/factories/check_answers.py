"""Answers of the checking centre as workbooks: shuffled, with other headings, and columns nobody asked for."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from caseapp.domain.households.means import Finding
from caseapp.models.households import HouseholdMember
from tests.factories.clock import TODAY

SHEET = "核对报告"
COLUMNS = ("编号", "公民身份号码", "家庭编号", "被核对人", "核对结论", "经办机构", "出具日期", "收入合计", "存款余额",
           "房产", "机动车数", "核对情况")  # fmt: skip
TITLE_ROWS = 2


def row_of(place: HouseholdMember, finding: Finding = Finding.FITS, **changed: Any) -> dict[str, Any]:
    """What is said of one person; keywords are other headings' values."""
    return {
        "编号": 1,
        "公民身份号码": place.person.id_number,
        "家庭编号": place.household.file_no,
        "被核对人": place.person.name,
        "核对结论": finding.zh,
        "经办机构": "市居民家庭经济状况核对中心",
        "出具日期": TODAY,
        "收入合计": 21600.5,
        "核对情况": "名下有机动车" if finding is Finding.MISFITS else None,
        **changed,
    }


def workbook(rows: Sequence[dict[str, Any]], columns: Sequence[str] = COLUMNS) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, "居民家庭经济状况核对报告")
    sheet.write_row(TITLE_ROWS, 0, columns)
    for number, row in enumerate(rows, TITLE_ROWS + 1):
        for column, heading in enumerate(columns):
            value = row.get(heading)
            if isinstance(value, date):
                sheet.write_datetime(number, column, value)
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write(number, column, value)
    book.close()
    return buffer.getvalue()


def cell_of(at: int, heading: str) -> str:
    """Where a value of the `at`th row stands, such as E4."""
    return f"{chr(65 + COLUMNS.index(heading))}{at + TITLE_ROWS + 2}"
