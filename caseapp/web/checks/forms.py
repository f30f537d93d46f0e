"""The answer to a list for the means check, and the rule that says how long a result holds."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from caseapp.readers.rosters.sheets import LARGEST
from caseapp.web.support.forms import BaseForm, DayField, TidyField, required


class AnswerForm(BaseForm):
    file = FileField(_l("Answer to the list"))

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(_l("Choose a file.")))

    @property
    def content(self) -> bytes:
        """What was sent, at most one byte more than is allowed."""
        self.file.data.seek(0)
        return bytes(self.file.data.read(LARGEST + 1))


class RuleForm(BaseForm):
    valid_from = DayField(_l("In force from"), [required()])
    days = TidyField(_l("A result holds, days"), [required()])
    document_no = TidyField(_l("Document no."), [required()])

    @property
    def whole_days(self) -> int | None:
        """None when what was typed is no whole number."""
        text = self.days.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None
