"""Targets books from the files people have: text as published, Word, Excel."""

import zipfile
from io import BytesIO

from caseapp.domain.book import Book
from caseapp.domain.errors import N_
from caseapp.readers.targets import docx, txt, xlsx
from caseapp.readers.targets.assemble import assemble
from caseapp.readers.targets.faults import BookErrors
from caseapp.readers.targets.rows import Item

__all__ = ["BookErrors", "read_targets"]

_LARGEST = 50_000_000


def read_targets(data: bytes) -> Book:
    """The book in the file, told by its content, not its name; raises BookErrors with all faults at once."""
    return assemble(_items(data))


def _items(data: bytes) -> list[Item]:
    if not data.startswith(b"PK"):
        return txt.items_of(_decoded(data))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise BookErrors.one(None, N_("The file is damaged: it cannot be opened as Word or Excel.")) from None
    if size > _LARGEST:
        raise BookErrors.one(None, N_("The file is too large for a targets book."))
    if not names & {"word/document.xml", "xl/workbook.xml"}:
        raise BookErrors.one(None, N_("This is neither a text file nor a docx or xlsx document."))
    try:
        return docx.items_of(data) if "word/document.xml" in names else xlsx.items_of(data)
    except Exception:
        raise BookErrors.one(None, N_("The file is damaged: it cannot be opened as Word or Excel.")) from None


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
