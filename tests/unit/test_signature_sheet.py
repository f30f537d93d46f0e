"""The sheet that goes round: everybody once, and a total that is the sum of what they take."""

import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from caseapp.domain.documents.document import Paragraph, Table
from caseapp.domain.documents.signature_sheet import SheetFacts, Taker, signature_sheet
from caseapp.domain.errors import Invalid
from caseapp.domain.money import Money, in_words
from caseapp.domain.payments.gifts import Gift
from caseapp.exporters.docx import to_docx
from caseapp.exporters.xlsx import to_xlsx

names = st.text("王李张刘陈杨赵黄周吴", min_size=2, max_size=3)
money = st.builds(Taker, names, st.just("1302**********0016"), st.just("演示环卫中心"), st.integers(1, 10**7))
goods = st.builds(
    lambda name, count, unit: Taker(name, "", "演示环卫中心", count * unit, gift="米面油", count=count, unit_fen=unit),
    names,
    st.integers(1, 9),
    st.integers(1, 99_999),
)


def sheet_of(takers: list[Taker]) -> SheetFacts:
    return SheetFacts("2026-007", "环卫工人慰问", "困难职工送温暖", "唐山市总工会", date(2026, 1, 9), takers)


@given(takers=st.lists(money | goods, min_size=1, max_size=40))
def test_every_taker_has_one_row_and_the_total_is_their_sum(takers: list[Taker]) -> None:
    document = signature_sheet(sheet_of(takers))
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.placed()
    assert [row.cells[1].text for row in table.rows[1:-1]] == [taker.name for taker in takers]
    total = sum(taker.amount_fen for taker in takers)
    assert table.rows[-1].cells[1].text == f"{Money(total).yuan():,.2f}"
    assert any(isinstance(b, Paragraph) and b.text.endswith(in_words(Money(total))) for b in document.blocks)
    assert document.landscape == any(taker.gift for taker in takers)


def test_the_sheet_opens_again_as_word_and_excel() -> None:
    document = signature_sheet(
        sheet_of([Taker("孙秀英", "1302**********0016", "环卫中心", 36_000, "米面油", 2, 18_000)])
    )
    assert to_docx(document)[:2] == b"PK"
    page = load_workbook(io.BytesIO(to_xlsx(document))).active
    assert page is not None
    words = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert "孙秀英" in words and "360.00" in words and "合计（大写）：叁佰陆拾元整" in words


@given(name=st.sampled_from(["", " ", "米"]), count=st.integers(-2, 1002), unit=st.integers(-1, 5))
def test_a_gift_is_whole_or_says_everything_that_is_wrong(name: str, count: int, unit: int) -> None:
    wrong = {
        field
        for field, bad in (
            ("gift_name", not name.strip()),
            ("gift_count", not 1 <= count <= 1000),
            ("gift_unit", unit <= 0),
        )
        if bad
    }
    try:
        gift = Gift(name, count, unit)
    except Invalid as invalid:
        assert {problem.field for problem in invalid.problems} == wrong
    else:
        assert not wrong and gift.worth_fen == count * unit
