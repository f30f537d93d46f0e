"""The log-aid form: which money, which kind, how much, what it rests on, and why when it is unusual."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length, StopValidation

from caseapp.domain.payments.codes import AidKind, SchoolStage
from caseapp.domain.payments.grounds import Event, Grounds, Schooling
from caseapp.domain.payments.standards import MedicalCost
from caseapp.web.support.forms import DayField, MoneyField, OnceForm, TidyField, WordField, required


class CountField(TidyField):
    """A number of things in `number`; an empty field gives None."""

    number: int | None = None

    def pre_validate(self, form: Any) -> None:
        self.number = None
        if self.data:
            if not self.data.isascii() or not self.data.isdecimal() or len(self.data) > 3:
                raise StopValidation(str(_l("Write a whole number, such as 3.")))
            self.number = int(self.data)


def number_or_none(value: Any) -> int | None:
    return int(value) if value and str(value).isdecimal() else None


class AidForm(OnceForm):
    """`project` is the id of a project budget: a project and one source of its money."""

    project = SelectField(_l("Project and source"), coerce=int)
    kind = WordField(AidKind, _l("Kind of aid"))
    medical_total = MoneyField(_l("Total medical cost"))
    medical_reimbursed = MoneyField(_l("Reimbursed by insurance"))
    receipts = CountField(_l("Number of receipts"))
    receipt_numbers = TidyField(_l("Receipt numbers"), [Length(max=256)])
    student = SelectField(_l("Child"), coerce=number_or_none, validate_choice=False)
    stage = WordField(SchoolStage, _l("Stage"))
    school = TidyField(_l("School"), [Length(max=64)])
    school_year = SelectField(_l("School year"), coerce=number_or_none, validate_choice=False)
    event = TidyField(_l("What happened"), [Length(max=256)])
    happened_on = DayField(_l("When it happened"))
    loss = MoneyField(_l("Loss"))
    amount = MoneyField(_l("Amount of aid"), [required(_l("Write the amount of aid."))])
    reason = TidyField(_l("Reason"), [Length(max=500)])

    def grounds(self) -> Grounds:
        """What the chosen kind rests on, as far as it is written; raises Invalid for a cost that cannot be."""
        return Grounds(self._cost(), self._schooling(), self._event())

    def _cost(self) -> MedicalCost | None:
        if self.kind.data is not AidKind.MEDICAL or self.medical_total.fen is None:
            return None
        return MedicalCost(
            self.medical_total.fen,
            self.medical_reimbursed.fen or 0,
            self.receipts.number,
            self.receipt_numbers.data or "",
        )

    def _schooling(self) -> Schooling | None:
        year = self.school_year.data
        if self.kind.data is not AidKind.EDUCATION or not isinstance(self.stage.data, SchoolStage) or year is None:
            return None
        return Schooling(self.student.data, self.stage.data, self.school.data or "", year)

    def _event(self) -> Event | None:
        if self.kind.data is not AidKind.ONE_OFF:
            return None
        return Event(self.event.data or "", self.happened_on.data, self.loss.fen)

    def suggest(self, amount_fen: int | None) -> None:
        """Put the proposed amount into its field, in place of what stood there."""
        self.amount.raw_data = None
        self.amount.process_data(amount_fen)
