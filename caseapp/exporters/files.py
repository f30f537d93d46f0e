"""A document as a Word or Excel file. What writes them is large and seldom asked for: the first document loads it."""

from collections.abc import Sequence

from caseapp.domain.documents.document import Document


def to_docx(documents: Document | Sequence[Document]) -> bytes:
    from caseapp.exporters import docx

    return docx.to_docx(documents)


def to_xlsx(documents: Document | Sequence[Document]) -> bytes:
    from caseapp.exporters import xlsx

    return xlsx.to_xlsx(documents)


WRITERS = {"docx": to_docx, "xlsx": to_xlsx}
