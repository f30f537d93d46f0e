"""Targets books from the files people have: text as published, Word, Excel."""

import zipfile
from io import BytesIO

from caseapp.domain.book import Book
from caseapp.domain.errors import N_
from caseapp.readers.targets import txt, xlsx
from caseapp.readers.targets.assemble import assemble
from caseapp.readers.targets.faults import BookErrors
from caseapp.readers.targets.forms import assemble_forms, has_forms
from caseapp.readers.targets.rows import Item

__all__ = ["BookErrors", "read_targets"]

_LARGEST = 50_000_000
_LARGEST_PART = 10_000_000
_MOST_LINES = 20_000
_DAMAGED = N_("The file is damaged: it cannot be opened as Word or Excel.")


def read_targets(data: bytes) -> Book:
    """The book in the file, told by its content, not its name; raises BookErrors with all faults at once."""
    items = _items(data)
    return assemble_forms(items) if has_forms(items) else assemble(items)


def _items(data: bytes) -> list[Item]:
    from caseapp.readers.targets import docx  # what it takes is large, and a book is read once a year

    if not data.startswith(b"PK"):
        text = _decoded(data)
        if text.count("\n") > _MOST_LINES:
            raise BookErrors.too_large()
        return txt.items_of(text)
    try:
        names = _checked_parts(data)
        if not names & {"word/document.xml", "xl/workbook.xml"}:
            raise BookErrors.one(None, N_("This is neither a text file nor a docx or xlsx document."))
        return docx.items_of(data) if "word/document.xml" in names else xlsx.items_of(data)
    except BookErrors:
        raise
    except Exception:
        raise BookErrors.one(None, _DAMAGED) from None


def _checked_parts(data: bytes) -> set[str]:
    """The names in an archive whose parts are as large as they say, and none larger than a book can be.

    A small file may unpack to gigabytes, lie about its size, or hold a sheet as wide and long as Excel allows.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _LARGEST:
            raise BookErrors.too_large()
        if archive.testzip() is not None:
            raise BookErrors.one(None, _DAMAGED)
        for part in parts:
            is_xml = part.filename.lower().endswith((".xml", ".rels"))
            if is_xml and (part.file_size > _LARGEST_PART or xlsx.reaches_too_far(archive.read(part))):
                raise BookErrors.too_large()
        return {part.filename for part in parts}


def _decoded(data: bytes) -> str:
    """UTF-8, or the older GB 18030; a last character cut in two is left out."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8-sig")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if "绩效" not in text:
        raise BookErrors.one(None, N_("The file is not text in UTF-8 or GB 18030, nor a docx or xlsx document."))
    return text
