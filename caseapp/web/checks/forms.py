"""The answer to a list for the means check, and the rule that says how long a result holds."""

from flask_babel import lazy_gettext as _l

from caseapp.web.support.forms import BaseForm, DayField, TidyField, required
from caseapp.web.support.sent_files import SentFileField


class AnswerForm(BaseForm):
    file = SentFileField(_l("Answer to the list"))


class RuleForm(BaseForm):
    valid_from = DayField(_l("In force from"), [required()])
    days = TidyField(_l("A result holds, days"), [required()])
    document_no = TidyField(_l("Document no."), [required()])

    @property
    def whole_days(self) -> int | None:
        """None when what was typed is no whole number."""
        text = self.days.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None
