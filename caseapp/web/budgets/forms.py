from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length, StopValidation

from caseapp.domain.payments.adjusting import Direction, Paper, signed
from caseapp.domain.payments.codes import FundSource
from caseapp.web.support.clock import today
from caseapp.web.support.forms import DayField, MoneyField, OnceForm, TidyField, WordField, not_in_future, required


class PaperForm(OnceForm):
    document_no = TidyField(_l("Document no."), [required(), Length(max=64)])
    decided_on = DayField(_l("Day of the document"), [required(), not_in_future(today)])
    reason = TextAreaField(_l("Reason"), [required(), Length(max=256)])

    def paper(self) -> Paper | None:
        """What was typed; None while the day could not be read."""
        day: date | None = self.decided_on.data
        return None if day is None else Paper(self.document_no.data or "", day, self.reason.data or "")


def _positive(form: OnceForm, field: MoneyField) -> None:
    if field.fen is not None and field.fen <= 0:
        raise StopValidation(str(_l("The amount must be more than nothing.")))


class AdjustmentForm(PaperForm):
    source = WordField(FundSource, _l("Source of money"))
    direction = WordField(Direction, _l("Raise or lower"))
    amount_fen = MoneyField(_l("Amount"), [required(), _positive])

    def change_fen(self) -> int:
        return signed(self.direction.data, self.amount_fen.fen or 0)
