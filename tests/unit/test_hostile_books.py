"""Files made to hurt: small to send, huge to open. Each is refused with a sentence before it is opened."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from caseapp.readers.targets import BookErrors, read_targets

TOO_LARGE, DAMAGED = "too large for a targets book", "The file is damaged"


def refusal(data: bytes) -> str:
    with pytest.raises(BookErrors) as refused:
        read_targets(data)
    return str(refused.value)


def workbook(fill: Callable[[Worksheet], object]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        fill(book.add_worksheet())
    return buffer.getvalue()


def word_file(body: bytes) -> bytes:
    """A docx whose document is these bytes."""
    whole, made = BytesIO(), BytesIO()
    docx.Document().save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, body if part.filename == "word/document.xml" else source.read(part))
    return made.getvalue()


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 0), (0, 16_383), (1_048_575, 16_383)])
def test_a_cell_at_the_end_of_the_sheet_does_not_fill_the_memory(row: int, column: int) -> None:
    data = workbook(lambda sheet: [sheet.write(0, 0, "绩效目标表"), sheet.write(row, column, "x")])
    assert len(data) < 10_000
    assert TOO_LARGE in refusal(data)


def test_a_merge_over_the_whole_sheet_is_refused() -> None:
    data = workbook(lambda sheet: [sheet.write(2, 0, "x"), sheet.merge_range(0, 0, 9_000, 200, "绩效目标表")])
    assert TOO_LARGE in refusal(data)


def test_a_part_that_unpacks_to_more_than_a_book_is_refused() -> None:
    assert TOO_LARGE in refusal(word_file(b"<a>" + b" " * 11_000_000 + b"</a>"))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    size = 30_000_000
    data = word_file(b" " * size)
    assert len(data) < 100_000
    lying = data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != data
    assert DAMAGED in refusal(lying)


def test_entities_are_not_unfolded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "绩效绩效">{entities}]><a>&e9;</a>'
    assert DAMAGED in refusal(word_file(body.encode()))


def test_endless_lines_are_refused() -> None:
    assert TOO_LARGE in refusal("绩效\n\tx\n\n".encode() + b"x\n" * 2_000_000)
