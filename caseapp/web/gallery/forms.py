"""One field of each kind, with an error here and there."""

from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput

from caseapp.web.gallery.samples import State
from caseapp.web.support.forms import DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.two_tabs import Line, TabForm


class SampleForm(TabForm):
    name = TidyField(_l("Name"), [required()])
    amount = MoneyField(_l("Amount"), [required()])
    day = DayField(_l("Day"))
    status = WordField(State, _l("Status"))
    kind = RadioField(_l("Kind of member"), choices=[("head", _l("Head")), ("member", _l("Member"))])
    causes = SelectMultipleField(
        _l("Causes"),
        choices=[("illness", _l("Illness")), ("school", _l("School fees"))],
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(_l("Reason"))
    agreed = BooleanField(_l("The person agreed to the check of income and property"))

    @classmethod
    def with_errors(cls) -> Self:
        form = cls(
            formdata=None, data={"name": "王*兰", "kind": "head", "causes": ["illness"], "status": State.CURRENT}
        )
        form.amount.process(None, None)
        form.amount.errors = [gettext("Write an amount in yuan with at most two decimals, such as 2400.00.")]
        form.kind.errors = [gettext("Choose one of the list.")]
        form.lines = (
            Line("day", str(form.day.label.text), "2025-03-01", "2025-03-04", "—", False, "day"),
            Line("reason", str(form.reason.label.text), "—", "住院治疗", "门诊治疗", True, "reason"),
        )
        return form
