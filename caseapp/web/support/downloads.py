"""A file as the answer: a document written down as Word or Excel, or bytes as they are."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Response

from caseapp.domain.documents.document import Document
from caseapp.exporters.files import WRITERS

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "csv": "text/csv",
    "zip": "application/zip",
}


def document_file(document: Document | Sequence[Document], name: str) -> Response:
    """`name` ends with .docx or .xlsx, which says how the document is written."""
    return as_file(WRITERS[_ending(name)](document), name)


def as_file(content: bytes, name: str) -> Response:
    """`name` may hold any letters; its ending is one of KINDS."""
    response = Response(content, mimetype=KINDS[_ending(name)])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


def _ending(name: str) -> str:
    return name.rpartition(".")[2]
