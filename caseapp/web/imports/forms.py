"""The file a roster comes in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from caseapp.domain.imports import RosterKind
from caseapp.readers.rosters.sheets import LARGEST
from caseapp.web.support.forms import BaseForm, WordField


class RosterForm(BaseForm):
    kind = WordField(RosterKind, _l("Kind of roster"), default=RosterKind.HOUSEHOLDS)
    file = FileField(_l("Roster"))

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(_l("Choose a file.")))

    @property
    def content(self) -> bytes:
        """What was sent, at most one byte more than is allowed."""
        self.file.data.seek(0)
        return bytes(self.file.data.read(LARGEST + 1))
