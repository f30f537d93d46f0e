"""A file that somebody sends: the field it comes in, and its marked copy."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from caseapp.readers.rosters import Fault
from caseapp.readers.rosters.sheets import LARGEST, is_workbook
from caseapp.services.marked_copy import WithHeaders, marked_copy
from caseapp.web.support.downloads import as_file
from caseapp.web.support.language import sentence

MOST_SHOWN = 300
"""Faults, or rows, of a file on its page."""


class SentFileField(FileField):
    """One file, which must be there; read to one byte beyond what is allowed."""

    def __init__(self, label: Any = None, *, most: int = LARGEST, **options: Any) -> None:
        super().__init__(label, **options)
        self.most = most

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            raise StopValidation(str(_l("Choose a file.")))

    @property
    def content(self) -> bytes:
        self.data.seek(0)
        return bytes(self.data.read(self.most + 1))

    @property
    def filename(self) -> str:
        """Without the folders that some browsers send along."""
        return PurePath(self.data.filename or "").name


def said(fault: Fault) -> str:
    """A fault in the reader's words, with the heading it stands under."""
    told = sentence(fault)
    return _("%(heading)s: %(told)s", heading=fault.heading, told=told) if fault.heading else told


def marked_file(data: bytes, read: WithHeaders, faults: Iterable[Fault], name: str) -> Response:
    """The file that was sent as `name`, with the cells at fault marked."""
    ending = "xlsx" if is_workbook(data) else "csv"
    return as_file(marked_copy(data, read, faults, said), _("%(name)s-errors", name=PurePath(name).stem) + f".{ending}")
