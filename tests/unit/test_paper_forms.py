"""How the printed forms lie on their paper, in Word and in Excel."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import load_workbook

from caseapp.domain.documents.batch_forms import BatchForm, Signature, approval_form
from caseapp.domain.documents.document import Cell, Document, EndsLine, Paragraph, Row, Table
from caseapp.domain.documents.monitor_table import MonitorFacts, MonitorFund, MonitorLine, monitor_table
from caseapp.domain.documents.signature_sheet import SheetFacts, Taker, signature_sheet
from caseapp.exporters.docx import to_docx
from caseapp.exporters.html import to_html
from caseapp.exporters.xlsx import to_xlsx
from caseapp.services.evaluations import Funds, by_source

LINE = MonitorLine("产出", "数量", "户数", "≥140户", "141户", "141户", [False] * 5, "", [False] * 3, "")
FUNDS = [MonitorFund("年度资金总额", 6_730_000, 6_730_000, Decimal("100.00"), 6_730_000)]
MONITOR = monitor_table(
    MonitorFacts(
        2025, "困难职工专项帮扶资金", "13020025P007461100037", "408001", "唐山市总工会本级", "2025年7月31日", "1—7月",
        FUNDS, "1.救助", ("经费", "制度", "人员", "硬件", "其他"), ("确定", "可能", "不能"), [LINE] * 60, ["执行率"],
    )
)  # fmt: skip
SHEET = signature_sheet(
    SheetFacts("2026-007", "慰问", "送温暖", "总工会", date(2026, 1, 9), [Taker("孙秀英", "", "环卫中心", 36_000)] * 3)
)


def rows_of(document: Document, table: int) -> list[object]:
    return list(docx.Document(BytesIO(to_docx(document))).tables[table]._tbl.tr_lst)


def test_a_table_wider_than_its_paper_is_never_printed() -> None:
    wide = Table((100.0, 100.0), (Row((Cell("一"), Cell("二"))),))
    with pytest.raises(ValueError, match="wider"):
        to_docx(Document("宽表", (wide,)))
    assert to_docx(Document("宽表", (wide,), landscape=True))


def test_the_column_heads_of_a_long_form_stand_again_on_each_page() -> None:
    rows = rows_of(MONITOR, 2)
    again = [bool(row.findall(f".//{qn('w:tblHeader')}")) for row in rows]  # type: ignore[attr-defined]
    assert again == [True, True] + [False] * 60
    page = load_workbook(BytesIO(to_xlsx(MONITOR))).worksheets[0]
    first = next(cell.row for (cell,) in page.iter_rows(max_col=1) if cell.value == "一级指标")
    assert page.print_title_rows == f"${first}:${first + 1}"


def test_each_part_of_a_form_in_two_parts_is_closed_all_round() -> None:
    upper, lower = docx.Document(BytesIO(to_docx(MONITOR))).tables[1:3]
    assert [part.style.name for part in (upper, lower)] == ["Table Grid"] * 2  # type: ignore[union-attr]
    assert [part._tbl.tblPr.find(qn("w:tblBorders")) for part in (upper, lower)] == [None] * 2


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    rows = (Row((Cell("一、户主", colspan=2, bold=True),)), Row((Cell("姓名"), Cell("孙秀英"))))
    heading, plain = rows_of(Document("表", (Table((20.0, 40.0), rows),)), 0)
    assert heading.findall(f".//{qn('w:keepNext')}")  # type: ignore[attr-defined]
    assert not plain.findall(f".//{qn('w:keepNext')}")  # type: ignore[attr-defined]


def test_of_a_line_with_two_ends_the_longer_text_has_the_more_room() -> None:
    long, short = "项目：2025年省级困难职工及劳模帮扶救助专项资金", "批次：2025-011"
    table = docx.Document(BytesIO(to_docx(Document("表", (EndsLine(long, short),))))).tables[0]
    left, right = (cell.width for cell in table.row_cells(0))
    assert left and right and left > 2 * right
    assert abs(left + right - Mm(170)) < Mm(1)


def test_what_follows_a_table_does_not_stick_to_it() -> None:
    blocks = Paragraph("前"), Table((40.0,), (Row((Cell("一"),)),)), Paragraph("注"), Paragraph("后")
    written = docx.Document(BytesIO(to_docx(Document("表", blocks)))).paragraphs
    assert [paragraph.paragraph_format.space_before for paragraph in written] == [None, Pt(6), None]


def test_who_signs_by_hand_has_room_to_sign() -> None:
    for row in rows_of(SHEET, 2):
        height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")  # type: ignore[attr-defined]
        assert int(height.get(qn("w:val"))) >= Mm(9).twips - 1
    page = load_workbook(BytesIO(to_xlsx(SHEET))).worksheets[0]
    first = next(cell.row for (cell,) in page.iter_rows(max_col=1) if cell.value == "序号")
    assert all((page.row_dimensions[row].height or 0) >= 25 for row in range(first, first + 5))
    assert "doc-tall" in to_html(SHEET)
    assert any("证明人：" in block.text for block in SHEET.blocks if isinstance(block, Paragraph))


def test_the_approval_form_adds_its_kinds_up() -> None:
    kinds = [("生活救助", 2, 300_000), ("医疗救助", 1, 50_050)]
    form = BatchForm("2026-001", "", "", "", "", 350_050, 3, 0, 0, kinds, (), [Signature("制单")], "", date(2026, 1, 9))
    tables = [block for block in approval_form(form).blocks if isinstance(block, Table)]
    assert [cell.text for cell in tables[1].rows[-1].cells] == ["合计", "3笔", "3,500.50"]


def test_a_form_has_a_row_for_every_source_of_money_and_zero_where_there_is_none() -> None:
    sources = by_source([])
    one = Funds(sources[1].source, 5, 7, 6)
    assert by_source([one]) == [sources[0], one, sources[2]]
    assert {(row.first_fen, row.adjusted_fen, row.executed_fen, row.rate) for row in sources} == {(0, 0, 0, None)}
