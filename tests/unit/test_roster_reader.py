"""Household rosters as people keep them: read whatever their headings, every fault told with its cell."""

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from caseapp.domain.errors import Invalid, Refused
from caseapp.domain.rosters.households import LAYOUT
from caseapp.exporters.rosters import roster_template
from caseapp.readers.rosters import Fault, Roster, read_households
from caseapp.readers.rosters.lines import Place
from caseapp.readers.rosters.reading import REASONS
from caseapp.services.marked_copy import marked_copy
from tests.factories.rosters import HEADS, MEMBERS, number, roster

HEAD, CHILD = number(1), number(2)


def sheet(rows: list[list[object]], name: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def told(read: Roster) -> list[tuple[str, str]]:
    return [(fault.place.cell, fault.message) for fault in read.faults]


def test_headings_stand_in_any_order_under_a_title_with_spaces_and_full_width() -> None:
    data = sheet(
        [
            ["2025年困难职工名册"],
            [
                "困难 类别",
                "身份证号码：",
                "家庭月人均收入（元）",
                "职工姓名",
                "联系电话",
                "致困原因",
                "申请时间",
                "序号",
            ],
            ["深度困难", HEAD, 690.5, "王桂兰", "１３８１２３４５６７８", 6, "2025.3.1", 1],
        ]
    )
    read = read_households(data)
    assert read.faults == []
    assert read.unused == ["序号"]
    assert read.records[0].head.said == {
        "category": "deep",
        "id_number": HEAD,
        "monthly_income": 69_050,
        "name": "王桂兰",
        "phone": "13812345678",
        "main_cause": "6",
        "applied_on": "2025-03-01",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_csv_holds_heads_and_members_together(encoding: str, comma: str) -> None:
    rows = [
        ["户主身份证号", "姓名", "与户主关系", "身份证号", "困难类别", "致困原因", "月人均收入", "申请日期"],
        ["", "王桂兰", "户主", HEAD, "相对困难", "其他", "690.50元", "20250301"],
        [HEAD, "王小宝", "子女", CHILD, "", "", "", ""],
    ]
    read = read_households("\r\n".join(comma.join(row) for row in rows).encode(encoding))
    assert read.faults == []
    [household] = read.records
    assert household.head.said["monthly_income"] == 69_050
    assert [member.said["id_number"] for member in household.members] == [CHILD]


def test_a_long_number_that_excel_took_for_one_is_refused_with_the_reason() -> None:
    book = roster(1)
    book.heads[0]["身份证号"] = float(book.heads[0]["身份证号"][:17] + "0")
    book.heads[0]["手机"] = 13800000000
    book.heads[0]["银行卡号"] = "6.22E+15"
    read = read_households(book.xlsx())
    assert [cell for cell, _ in told(read)] == ["D2", "E2", "L2"]
    assert {message for _, message in told(read)} == {read.faults[0].message}
    assert "first 15 digits" in read.faults[0].message


def test_members_still_find_a_head_whose_number_excel_destroyed() -> None:
    book = roster(2)
    book.heads[1]["身份证号"] = float(book.heads[1]["身份证号"][:17] + "0")
    read = read_households(book.xlsx())
    assert [cell for cell, _ in told(read)] == ["D3"]
    assert [len(household.members) for household in read.records] == [2, 1]


def test_a_head_listed_again_among_the_members_is_no_fault() -> None:
    book = roster(1)
    book.members.append({"户主身份证号": book.heads[0]["身份证号"], "姓名": "王桂桂", "与户主关系": "户主",
                         "身份证号": book.heads[0]["身份证号"]})  # fmt: skip
    read = read_households(book.xlsx())
    assert read.faults == []
    assert len(read.records[0].members) == 2


def test_a_missing_and_a_repeated_column_are_told() -> None:
    data = sheet([["姓名", "身份证号", "身份证", "困难类别", "主要致困原因", "申请日期"]])
    read = read_households(data)
    assert [(fault.place.cell, fault.heading) for fault in read.faults] == [("A1", "家庭月人均收入"), ("C1", "身份证")]


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"a,b,c\n1,2,3\n", b"\x00\x01\xff\xfe", b"%PDF-1.7"],
)
def test_what_is_no_roster_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read_households(data)
    assert len(refusal.value.problems) == 1


def test_the_template_is_a_roster_of_nobody_with_text_columns() -> None:
    read = read_households(roster_template(LAYOUT))
    assert (read.records, read.faults, read.unused) == ([], [], [])
    sheets = openpyxl.load_workbook(BytesIO(roster_template(LAYOUT)))
    assert sheets[HEADS].column_dimensions["D"].number_format == "@"
    assert "深度困难" in sheets[HEADS].data_validations.dataValidation[0].formula1


def test_the_marked_copy_is_the_users_own_workbook() -> None:
    book = roster(3)
    book.spoil_head(1, "困难类别", "特别困难", "")
    book.spoil_member(0, "与户主关系", "邻居", "")
    data = book.xlsx()
    read = read_households(data)
    copy = openpyxl.load_workbook(BytesIO(marked_copy(data, read, read.faults, lambda fault: fault.message)))
    assert copy[HEADS]["F3"].value == "特别困难"
    assert copy[HEADS]["F3"].fill.start_color.rgb == "FFFFC7CE"
    assert copy[HEADS]["F2"].fill.fill_type is None
    assert copy[HEADS]["N1"].value == copy[MEMBERS]["F1"].value == REASONS
    assert "not in the list" in copy[HEADS]["N3"].value
    assert copy[HEADS]["N2"].value is None
    assert "not in the list" in copy[MEMBERS]["F2"].value


def test_a_corrected_copy_is_read_again_and_marked_anew_in_the_same_column() -> None:
    book = roster(2)
    book.spoil_head(0, "困难类别", "特别困难", "")
    book.spoil_head(1, "困难类别", "特别困难", "")
    data = book.xlsx()
    read = read_households(data)
    copy = openpyxl.load_workbook(BytesIO(marked_copy(data, read, read.faults, lambda fault: fault.message)))
    copy[HEADS]["F2"].value = "深度困难"
    buffer = BytesIO()
    copy.save(buffer)
    read = read_households(buffer.getvalue())
    assert [fault.place.cell for fault in read.faults] == ["F3"]
    assert read.unused == []
    again = openpyxl.load_workbook(BytesIO(marked_copy(buffer.getvalue(), read, read.faults, lambda fault: "still")))
    assert [again[HEADS][cell].value for cell in ("N1", "N2", "N3", "O1")] == [REASONS, None, "still", None]
    assert again[HEADS]["F2"].fill.fill_type is None


def test_a_marked_csv_runs_no_formula_and_is_read_again() -> None:
    rows = [
        "户主身份证号,姓名,与户主关系,身份证号,困难类别,致困原因,月人均收入,申请日期,备注",
        f",王桂兰,户主,{HEAD},相对困难,其他,690,2025-03-01,=1+1",
        f"{HEAD},王小宝,邻居,{CHILD},,,,,",
    ]
    data = "\n".join(rows).encode("gb18030")
    read = read_households(data)
    copy = marked_copy(data, read, read.faults, lambda fault: "-" + fault.message)
    text = copy.decode("utf-8-sig")
    assert "'=1+1" in text
    assert ",'-“" in text
    again = read_households(copy)
    assert again.records[0].head.said["note"] == "=1+1"
    assert [fault.place.cell for fault in again.faults] == ["C3"]


def test_a_child_without_a_number_may_stand_with_sex_and_birth_date() -> None:
    rows = [
        "户主身份证号,姓名,与户主关系,身份证号,困难类别,性别,出生年月日,健康状况",
        f"{HEAD},王小宝,子女,,,女,2019年3月5日,一般疾病",
    ]
    [fault] = read_households("\n".join(rows).encode()).faults[-1:]
    assert "No household in this file" in fault.message
    head = f",王桂兰,,{HEAD},相对困难,,,"
    read = read_households("\n".join([rows[0], head, rows[1]]).encode())
    [member] = read.records[0].members
    assert (member.said["sex"], member.said["birth_on"], member.said["health"]) == ("2", "2019-03-05", "chronic")


def test_a_workbook_that_cannot_be_marked_is_refused_in_a_sentence() -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号", "困难类别", "主要致困原因", "月人均收入", "申请日期"])
    book.active.append(["王桂兰", HEAD, "特别困难", "其他", 690, "2025-03-01"])
    book.active.merge_cells("A2:Z2")
    buffer = BytesIO()
    book.save(buffer)
    read = read_households(buffer.getvalue())
    with pytest.raises(Refused, match="cannot be marked"):
        marked_copy(buffer.getvalue(), read, [*read.faults, Fault(Place("Sheet", 2, 3), "", "x")], lambda fault: "x")


def test_too_large_a_sheet_is_refused() -> None:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    page = book.add_worksheet()
    for row in range(30_002):
        page.write(row, 0, row)
    book.close()
    with pytest.raises(Invalid, match="Divide it"):
        read_households(buffer.getvalue())
