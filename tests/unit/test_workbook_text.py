"""A cell shows just the text it was given, in the bank's file and in a document, whatever the text looks like."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from caseapp.domain.documents.document import Cell, Document, Row, Table
from caseapp.domain.payments.bank_files import EXAMPLES, BankFact
from caseapp.exporters.bank_files import bank_file
from caseapp.exporters.xlsx import to_xlsx
from tests.integration.payments.banked import layout

TEXTS = ["王桂兰", "<r><t>李四</t></r>", "<r>&amp;</r>", "<r></r>", "a & b <c>", "=1+1", "00123"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_payee_is_named_to_the_bank_as_signed(text: str) -> None:
    assert _read(bank_file(layout(BankFact.HOLDER), [replace(EXAMPLES[0], holder=text)]))[1] == [text, text]


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_of_a_document_shows_its_text(text: str) -> None:
    document = Document("表", (Table((50.0, 50.0), (Row((Cell(text), Cell("别的"))),)),))
    assert _read(to_xlsx(document))[0] == [text, text]


def _read(data: bytes) -> list[list[object]]:
    """The first cell of each row by two readers."""
    quick = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    thorough = openpyxl.load_workbook(BytesIO(data)).active
    return [[row[0], thorough.cell(number, 1).value] for number, row in enumerate(quick, 1)]
