"""The forms of a batch: choosing its lines, and entering what became of them."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from caseapp.web.support.clock import today
from caseapp.web.support.forms import BaseForm, DayField, OnceForm, TidyField, not_in_future, required


class LinesField(SelectMultipleField):
    """The ids of chosen lines; the service decides whether they may be taken."""

    widget = ListWidget()
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, coerce=int, choices=[], validate_choice=False, **options)


class ChooseForm(OnceForm):
    lines = LinesField(_l("Lines"))

    def validate_lines(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(_l("Choose at least one line.")))


class PrepareForm(ChooseForm):
    title = TidyField(_l("Title of the batch"), [required(), Length(max=128)])


class PaidForm(BaseForm):
    paid_on = DayField(_l("Paid on"), [required(), not_in_future(today)])


class FailedForm(BaseForm):
    failed_reason = TidyField(_l("Why it failed"), [required(), Length(max=256)])


class ReturnedForm(BaseForm):
    returned_on = DayField(_l("Came back on"), [required(), not_in_future(today)])
