"""The codes of the trail in the reader's words: acts, what they were done to, and what is known of each."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.labels import Word
from caseapp.domain.payments.codes import AidKind, FundSource
from caseapp.domain.surveys.codes import SurveyPurpose
from caseapp.web.support.history import FIELDS
from caseapp.web.support.history import WORDS as FILE_WORDS
from caseapp.web.support.language import word, yuan

ACTS: Mapping[str, object] = {
    **FILE_WORDS,
    "activity.record": _l("Activity recorded"),
    "aid.log": _l("Aid logged"),
    "aid.repay": _l("Logged to be paid again"),
    "aid.undo": _l("Logged aid undone"),
    "batch.add_lines": _l("Lines added to a batch"),
    "batch.approve": _l("Batch approved"),
    "batch.approve_first": _l("Batch approved, first of two"),
    "batch.approve_second": _l("Batch approved, second of two"),
    "batch.cancel": _l("Batch cancelled"),
    "batch.pay_all": _l("All lines recorded as paid"),
    "batch.prepare": _l("Batch prepared"),
    "batch.release": _l("Batch released"),
    "batch.remove_line": _l("Line taken out of a batch"),
    "batch.return": _l("Batch sent back"),
    "batch.settle": _l("Batch settled"),
    "batch.submit": _l("Batch submitted"),
    "batch.view": _l("Batch looked at"),
    "book.load": _l("Targets book loaded"),
    "expense.record": _l("Expense recorded"),
    "figure.type": _l("Figure typed"),
    "form.export": _l("Official table downloaded or printed"),
    "household.view": _l("File looked at"),
    "indicator.measure": _l("Measure chosen"),
    "list.export": _l("List behind a figure downloaded"),
    "listing.view": _l("Record looked at"),
    "model_worker.view": _l("File looked at"),
    "payment.fail": _l("Payment recorded as failed"),
    "payment.pay": _l("Payment recorded as paid"),
    "payment.reverse": _l("Payment reversed"),
    "payment.return": _l("Money recorded as returned"),
    "payment.view": _l("Payment looked at"),
    "person.amend": _l("Person amended"),
    "person.reveal": _l("Numbers shown in full"),
    "post.end": _l("Post ended"),
    "post.give": _l("Post given"),
    "remittance.record": _l("Remittance recorded"),
    "signing_rule.add": _l("Signing rule added"),
    "survey.record": _l("Survey recorded"),
    "unit.add": _l("Unit added"),
    "user.accept": _l("Password set by one-time link"),
    "user.add": _l("User added"),
    "user.close": _l("Account closed"),
    "user.invite": _l("One-time link made"),
    "evaluation.choose": _l("Choices of the self-evaluation set"),
    "evaluation.save": _l("Self-evaluation saved"),
    "user.open": _l("Account opened again"),
    "user.sign_in": _l("Signed in"),
    "attachment.view": _l("Attachment looked at"),
    "check_list.export": _l("List for the means check given out"),
    "household.export": _l("Household files exported"),
    "household.notices": _l("Re-verification notices printed"),
    "household.view_steps": _l("Steps of a file looked at"),
    "import.marked": _l("Marked copy taken away"),
    "import.take": _l("Roster taken in for reading"),
    "roster.print": _l("Roster printed"),
    "rules.add": _l("Assessment rules added"),
    "rules.amend": _l("Assessment rules amended"),
    "settings.household_life": _l("Periods of the file life set"),
    "settings.working_day": _l("Working day set"),
    "settings.working_day_off": _l("Working-day setting taken back"),
}
SUBJECTS: Mapping[str, tuple[object, str | None, str]] = {
    "activity": (_l("Activity"), None, ""),
    "assessment_rules": (_l("Assessment rules"), "assessment_rules.edit", "rules_id"),
    "attachment": (_l("Attachment"), None, ""),
    "batch": (_l("Batch"), "batches.page", "batch_id"),
    "check_list": (_l("List for the means check"), None, ""),
    "department_year": (_l("Targets book"), None, ""),
    "evaluation_year": (_l("Choices of the self-evaluation"), None, ""),
    "expense": (_l("Expense"), None, ""),
    "household": (_l("Household"), "households.page", "household_id"),
    "import": (_l("Roster import"), "imports.page", "import_id"),
    "indicator": (_l("Indicator"), None, ""),
    "listing": (_l("Special-group record"), "special_groups.page", "listing_id"),
    "model_worker": (_l("Model worker"), "model_workers.page", "model_worker_id"),
    "page": (_l("Page"), None, ""),
    "payment": (_l("Payment"), "payments.page", "payment_id"),
    "person": (_l("Person"), None, ""),
    "project": (_l("Project"), None, ""),
    "remittance": (_l("Remittance"), None, ""),
    "settings": (_l("Settings"), None, ""),
    "signing_rule": (_l("Signing rule"), None, ""),
    "survey": (_l("Survey"), None, ""),
    "unit": (_l("Unit"), None, ""),
    "user": (_l("User"), None, ""),
}
"""Each kind of subject: its word, and the page that shows one, with the name of its number there."""


def _of(words: type[Word]) -> Callable[[Any], str]:
    return lambda value: word(words(value)) if value in set(words) else str(value)


def _fields(names: list[str]) -> str:
    return str(_(", ")).join(str(FIELDS.get(name, name)) for name in names)


def _number(value: object) -> str:
    return str(len(value)) if isinstance(value, list) else str(value)


def _yes(value: object) -> str:
    return str(_("yes") if value else _("no"))


DETAILS: Mapping[str, tuple[object, Callable[[Any], str]]] = {
    "amount_fen": (_l("Amount (yuan)"), yuan),
    "attained": (_l("Reached"), _yes),
    "digest": (_l("Digest"), lambda value: str(value)[:12]),
    "fields": (_l("Changed"), _fields),
    "held": (_l("Held"), _yes),
    "kind": (_l("Kind"), _of(AidKind)),
    "lines": (_l("Lines"), _number),
    "members": (_l("Members"), _number),
    "paid_on": (_l("Paid on"), str),
    "participants": (_l("Participants"), str),
    "path": (_l("Address of the page"), str),
    "passed_fen": (_l("Passed on (yuan)"), yuan),
    "project": (_l("Project"), str),
    "projects": (_l("Projects"), str),
    "purpose": (_l("Purpose"), _of(SurveyPurpose)),
    "quarter": (_l("Quarter"), str),
    "received_fen": (_l("Received (yuan)"), yuan),
    "returned_on": (_l("Came back on"), str),
    "role": (_l("Role"), _of(Role)),
    "second_from_fen": (_l("Two approvers from"), lambda value: yuan(value) if value else str(_("never"))),
    "source": (_l("Source"), _of(FundSource)),
    "state": (_l("State"), _of(HouseholdState)),
    "total_fen": (_l("Total (yuan)"), yuan),
    "unit": (_l("Unit"), str),
    "valid_from": (_l("In force from"), str),
    "year": (_l("Year"), str),
}


def act(action: str) -> str:
    return str(ACTS.get(action, action))


def subject(kind: str, number: int | None) -> tuple[str, str | None]:
    """The subject in words, and the address of its page when it has one."""
    label, endpoint, name = SUBJECTS.get(kind, (kind, None, ""))
    values: dict[str, Any] = {name: number}
    words = str(label) if number is None else f"{label} {number}"
    return words, url_for(endpoint, **values) if endpoint and number is not None else None


def details(known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of each detail; one without a word keeps its code."""
    said = []
    for key, value in known.items():
        label, show = DETAILS.get(key, (key, str))
        said.append((str(label), show(value)))
    return said
