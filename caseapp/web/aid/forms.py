"""The log-aid form: which money, which kind, how much, and why when it is unusual."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.standards import MedicalCost
from caseapp.web.support.forms import MoneyField, OnceForm, TidyField, WordField, required


class AidForm(OnceForm):
    """`project` is the id of a project budget: a project and one source of its money."""

    project = SelectField(_l("Project and source"), coerce=int)
    kind = WordField(AidKind, _l("Kind of aid"))
    medical_total = MoneyField(_l("Total medical cost"))
    medical_reimbursed = MoneyField(_l("Reimbursed by insurance"))
    amount = MoneyField(_l("Amount of aid"), [required(_l("Write the amount of aid."))])
    reason = TidyField(_l("Reason"), [Length(max=500)])

    def cost(self) -> MedicalCost | None:
        """The medical cost where it is asked for and written; raises Invalid for one that cannot be."""
        if self.kind.data is not AidKind.MEDICAL or self.medical_total.fen is None:
            return None
        return MedicalCost(self.medical_total.fen, self.medical_reimbursed.fen or 0)

    def suggest(self, amount_fen: int | None) -> None:
        """Put the proposed amount into its field, in place of what stood there."""
        self.amount.raw_data = None
        self.amount.process_data(amount_fen)
