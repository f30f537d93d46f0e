"""The file a targets book comes in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from caseapp.web.support.forms import BaseForm
from caseapp.web.support.sent_files import SentFileField

LARGEST = 5 * 1024 * 1024


class BookForm(BaseForm):
    file = SentFileField(_l("Targets book"), most=LARGEST)

    def validate_file(self, field: Any) -> None:
        if len(field.content) > LARGEST:
            raise StopValidation(str(_l("The file is larger than 5 MB.")))
