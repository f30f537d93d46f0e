"""The file a targets book comes in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from caseapp.web.support.forms import BaseForm

LARGEST = 5 * 1024 * 1024


class BookForm(BaseForm):
    file = FileField(_l("Targets book"))

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(_l("Choose a file.")))
        if len(self.content) > LARGEST:
            raise StopValidation(str(_l("The file is larger than 5 MB.")))

    @property
    def content(self) -> bytes:
        """What was sent, at most one byte more than is allowed."""
        self.file.data.seek(0)
        return bytes(self.file.data.read(LARGEST + 1))
