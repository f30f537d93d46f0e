from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField

from caseapp.domain.model_workers.codes import Channel, Finding
from caseapp.services.liveness import CheckFacts
from caseapp.web.support.forms import DayField, OnceForm, TidyField, WordField, required
from caseapp.web.support.people import whole_number


class WorkersField(SelectMultipleField):
    """The files ticked in the list; the service knows which of them may be touched."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=whole_number, validate_choice=False, choices=[], **options)


class CheckForm(OnceForm):
    workers = WorkersField()
    checked_on = DayField(_l("Checked on"), [required()])
    channel = WordField(Channel, _l("How"), default=Channel.VISIT)
    finding = WordField(Finding, _l("What was found"), default=Finding.ALIVE)
    witness = TidyField(_l("Seen or heard by"), [required()])
    evidence = TidyField(_l("Evidence"), description=_l("Such as the photo taken at home, or the signed slip."))
    died_on = DayField(_l("Died on"), description=_l("Only when the person has died."))

    def facts(self) -> CheckFacts:
        return CheckFacts(
            checked_on=self.checked_on.data,
            channel=self.channel.data,
            finding=self.finding.data,
            witness=self.witness.data or "",
            evidence=self.evidence.data or "",
            died_on=self.died_on.data,
        )


class AllowanceForm(OnceForm):
    expected_fen = HiddenField()
    title = TidyField(_l("Title of the batch"), [required()])


class RecoveryForm(OnceForm):
    expected_fen = HiddenField()
    returned_on = DayField(_l("Money came back on"), [required()])
    document_no = TidyField(_l("Receipt no."), [required()])
