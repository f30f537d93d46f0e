"""Workbooks of survey answers as somebody fills them in: rows by heading, text cells unless a test says otherwise."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

SHEET = "答卷"
COLUMNS = ("问卷编号", "姓名", "作答方式", "调查员", "作答日期", "无效原因")
ASKED = (
    "1. 总的来说，您对工会这次的帮扶（服务）满意吗？",
    "2. 说好的款物是否足额、按时到了您手里？",
    "3. 您觉得工会工作人员的态度怎么样？",
    "4. 您还希望工会做些什么？（可以不填）",
    "5. 和接受帮扶以前相比，您家的生活怎么样了？",
    "6. 帮扶主要缓解了哪方面的困难？",
)
DAY = "2025-06-16"


def row(form: object, *answers: object, **changes: object) -> dict[str, object]:
    """A form on paper, satisfied and better off unless `answers` say otherwise, by the order of the questions."""
    given = {
        **dict(zip(ASKED, ("满意", "是", "好", "", "改善", "看病"), strict=True)),
        **dict(zip(ASKED, answers, strict=False)),
    }
    return {"问卷编号": form, "作答方式": "纸质问卷", "作答日期": DAY, **given, **changes}


def answers_file(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = (*COLUMNS, *ASKED)) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write_row(0, 0, columns)
    for at, one in enumerate(rows, 1):
        for column, heading in enumerate(columns):
            value = one.get(heading, "")
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            else:
                sheet.write(at, column, value)
    book.close()
    return buffer.getvalue()
