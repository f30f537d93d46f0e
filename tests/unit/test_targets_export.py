"""What we export in the layout of the book reads back the same."""

import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib import resources
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.book import PLAN_MONTHS, Book, IndicatorLine, ProjectTable
from caseapp.domain.documents.department_goals import department_goals
from caseapp.domain.documents.document import Cell, Document, Paragraph, Row, Table
from caseapp.domain.documents.target_table import target_table
from caseapp.exporters.docx import to_docx
from caseapp.exporters.html import to_html
from caseapp.exporters.xlsx import to_xlsx
from caseapp.readers.targets import read_targets

FORMATS = [to_docx, to_xlsx]
SEVERAL = settings(max_examples=25, deadline=None)


@cache
def whole_book() -> Book:
    return read_targets((resources.files("caseapp.demo") / "book-2025.txt").read_bytes())


def projects() -> tuple[ProjectTable, ...]:
    return whole_book().projects


texts = st.text(alphabet="劳模救助金发放人数户次abc<&>\"'=+-@()（）%", min_size=1, max_size=30)
levels = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
)


@st.composite
def tables(draw: st.DrawFn) -> ProjectTable:
    fiscal = draw(st.one_of(st.none(), st.integers(0, 10**11)))
    other = draw(st.one_of(st.none(), st.integers(0, 10**11)))
    begun = draw(st.integers(0, 4))
    shares = sorted(draw(st.lists(st.decimals(0, 100, places=2), min_size=4 - begun, max_size=4 - begun)))
    repeated = [level for level in levels for _ in range(draw(st.integers(1, 3)))]
    return ProjectTable(
        number=draw(st.integers(1, 99)),
        code="13020025P" + draw(st.text(alphabet="0123456789ABCXYZ", min_size=12, max_size=12)),
        name=draw(texts),
        unit="408001" + draw(texts),
        budget_fen=(fiscal or 0) + (other or 0),
        fiscal_fen=fiscal,
        other_fen=other,
        purpose=draw(texts),
        plan=dict(zip(PLAN_MONTHS, [None] * begun + shares, strict=True)),
        goals=tuple(f"{at}.{goal}" for at, goal in enumerate(draw(st.lists(texts, min_size=1, max_size=3)), 1)),
        indicators=tuple(
            IndicatorLine(level1, level2, draw(texts), draw(texts), draw(texts), draw(texts))
            for level1, level2 in repeated
        ),
    )


@pytest.mark.parametrize("export", FORMATS)
@given(project=tables(), with_actuals=st.booleans())
@SEVERAL
def test_an_exported_table_reads_back_the_same(export, project: ProjectTable, with_actuals: bool) -> None:
    actuals = [line.target for line in project.indicators] if with_actuals else None
    assert read_targets(export(target_table(project, actuals))).projects == (project,)


@pytest.mark.parametrize("export", FORMATS)
def test_the_goals_of_the_department_read_back_with_the_tables(export) -> None:
    book = whole_book()
    first = department_goals(2025, book.overall_goal, book.goals, book.measures)
    assert read_targets(export([first, *map(target_table, book.projects)])) == book


@pytest.mark.parametrize("export", FORMATS)
def test_a_whole_year_in_one_file_reads_back_the_same(export) -> None:
    assert read_targets(export([target_table(project) for project in projects()])).projects == projects()


@pytest.mark.parametrize("export", FORMATS)
def test_the_same_table_gives_the_same_bytes_whenever_it_is_made(export, monkeypatch) -> None:
    first = export(target_table(projects()[0]))
    monkeypatch.setattr("time.localtime", lambda *_: time.gmtime(2_000_000_000))
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert export(target_table(projects()[0])) == first


def test_what_was_reached_stands_beside_the_target() -> None:
    project = projects()[6]
    table = target_table(project, [f"{at}人" for at in range(7)], [True, False, None, True, True, True, True])
    body = next(block for block in table.blocks if isinstance(block, Table))
    assert [cell.text for cell in body.rows[6].cells[-2:]] == ["实际完成值", "是否达成"]
    assert [[cell.text for cell in row.cells[-2:]] for row in body.rows[7:10]] == [
        ["0人", "是"],
        ["1人", "否"],
        ["2人", ""],
    ]


def test_levels_above_each_other_are_one_merged_cell() -> None:
    body = next(block for block in target_table(projects()[6]).blocks if isinstance(block, Table))
    first = body.rows[7].cells[0]
    assert (first.text, first.rowspan) == ("产出指标", 5)
    assert len(body.placed()) == sum(len(row.cells) for row in body.rows)


def test_a_grid_with_a_hole_or_an_overlap_is_refused() -> None:
    for cells in ((Cell("a"),), (Cell("a", colspan=3),), (Cell("a", rowspan=2), Cell("b"))):
        with pytest.raises(ValueError, match="grid"):
            Table((10.0, 10.0), (Row(cells),)).placed()


@given(st.sampled_from("=+-@").flatmap(lambda sign: texts.map(lambda rest: sign + rest)))
@SEVERAL
def test_no_cell_of_a_workbook_is_ever_a_formula(text: str) -> None:
    document = Document(
        text, (Paragraph(text), Table((40.0, 40.0), (Row((Cell(text), Cell(text))), Row((Cell(text, 2),)))))
    )
    data = to_xlsx(document)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    values = {cell.value for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows() for cell in row}
    assert values <= {text, None}


def test_codes_are_text_and_the_page_is_a4_one_page_wide() -> None:
    sheet = openpyxl.load_workbook(BytesIO(to_xlsx(target_table(projects()[0])))).active
    assert sheet["B3"].value == "13020025P00J4J410004Y"
    assert sheet["B3"].number_format == "@"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area.endswith("$G$15")
    assert sheet.print_title_rows == "$9:$9"


def test_html_escapes_whatever_was_typed() -> None:
    html = to_html(Document("x", (Paragraph("<script>"), Table((10.0,), (Row((Cell("a\n<b>", bold=True),)),)))))
    assert "<script>" not in html
    assert "a<br>&lt;b&gt;" in html
    assert "style=" not in html


def test_control_characters_do_not_stop_an_export() -> None:
    assert to_docx(Document("x", (Paragraph("a\x00b\x0b\ud800"),)))


def test_an_amount_finer_than_a_cent_of_wan_keeps_its_figures() -> None:
    fine = replace(projects()[0], budget_fen=1_329_120, fiscal_fen=1_329_120)
    body = next(block for block in target_table(fine).blocks if isinstance(block, Table))
    assert body.rows[1].cells[2].text == "1.32912"
    assert target_table(projects()[0]).blocks[2].rows[1].cells[2].text == "0.30"
    assert Decimal(body.rows[1].cells[2].text) * 1_000_000 == fine.budget_fen
