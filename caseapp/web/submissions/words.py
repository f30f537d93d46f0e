"""What was done to a record since a table was handed in, in the reader's words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from caseapp.web.support.history import WORDS as FILE_WORDS

ACTS: Mapping[str, object] = {
    **FILE_WORDS,
    "activity.record": _l("Activity recorded"),
    "aid.log": _l("Aid logged"),
    "aid.repay": _l("Logged to be paid again"),
    "bank_result.apply": _l("Answer of the bank recorded"),
    "batch.approve": _l("Batch approved"),
    "batch.approve_first": _l("Batch approved, first of two"),
    "batch.approve_second": _l("Batch approved, second of two"),
    "batch.add_lines": _l("Lines added to a batch"),
    "batch.prepare": _l("Batch prepared"),
    "batch.return": _l("Batch sent back"),
    "batch.submit": _l("Batch submitted"),
    "consolation.prepare": _l("Consolation prepared for a group"),
    "honour.prepare": _l("Honour allowance of a year prepared"),
    "relief.prepare": _l("Relief of a year prepared"),
    "batch.pay_all": _l("All lines recorded as paid"),
    "batch.release": _l("Batch released"),
    "batch.settle": _l("Batch settled"),
    "expense.record": _l("Expense recorded"),
    "figure.type": _l("Figure typed"),
    "payment.fail": _l("Payment recorded as failed"),
    "payment.history": _l("Payment of a past year taken in"),
    "payment.pay": _l("Payment recorded as paid"),
    "payment.return": _l("Money recorded as returned"),
    "payment.reverse": _l("Payment reversed"),
    "person.amend": _l("Person amended"),
    "remittance.record": _l("Remittance recorded"),
    "sheet.settle": _l("Signed sheet recorded"),
    "survey.record": _l("Survey recorded"),
}


def act(action: str) -> str:
    """The word, or the code where there is none."""
    return str(ACTS.get(action, action))
