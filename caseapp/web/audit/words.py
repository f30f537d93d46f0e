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
from caseapp.domain.payments.findings import FindingKind
from caseapp.domain.surveys.codes import GrievanceOutcome, SurveyPurpose
from caseapp.web.support import fields
from caseapp.web.support.history import WORDS as FILE_WORDS
from caseapp.web.support.language import word, yuan

ACTS: Mapping[str, object] = {
    **FILE_WORDS,
    "activity.list": _l("List of a session kept"),
    "activity.list_view": _l("List of a session looked at"),
    "activity.papers": _l("Photos of an activity kept"),
    "activity.session": _l("Session of an activity recorded"),
    "activity.session_withdrawn": _l("Session of an activity withdrawn"),
    "expense.papers": _l("Vouchers of an expense kept"),
    "record_paper.view": _l("Photo or voucher looked at"),
    "activity.record": _l("Activity recorded"),
    "aid.log": _l("Aid logged"),
    "aid.repay": _l("Logged to be paid again"),
    "aid.undo": _l("Logged aid undone"),
    "aid.view": _l("Aid from every project looked at"),
    "batch.add_lines": _l("Lines added to a batch"),
    "batch.approve": _l("Batch approved"),
    "batch.approve_first": _l("Batch approved, first of two"),
    "batch.approve_second": _l("Batch approved, second of two"),
    "bank_file.hand_out": _l("Bank file handed out"),
    "bank_file.make": _l("Bank file made"),
    "bank_file.view": _l("Bank file looked at"),
    "bank_result.apply": _l("Answer of the bank recorded"),
    "bank_result.marked": _l("Marked copy taken away"),
    "bank_result.take": _l("Answer of the bank taken in for reading"),
    "bank_template.add": _l("Bank file template added"),
    "bank_template.amend": _l("Bank file template amended"),
    "batch.cancel": _l("Batch cancelled"),
    "batch.follow_up": _l("Failed and returned lines prepared to be paid again"),
    "batch.papers": _l("Roster or approval form given out"),
    "batch.roster_in_full": _l("Roster with numbers in full given out"),
    "batch.pay_all": _l("All lines recorded as paid"),
    "batch.prepare": _l("Batch prepared"),
    "batch.release": _l("Batch released"),
    "batch.remove_line": _l("Line taken out of a batch"),
    "batch.return": _l("Batch sent back"),
    "batch.settle": _l("Batch settled"),
    "batch.submit": _l("Batch submitted"),
    "batch.view": _l("Batch looked at"),
    "consolation.prepare": _l("Consolation prepared for a group"),
    "book.load": _l("Targets book loaded"),
    "budget.adjust": _l("Budget adjusted"),
    "budget.export": _l("Budgets of a year downloaded"),
    "budget.reverse": _l("Adjustment of a budget taken back"),
    "expense.record": _l("Expense recorded"),
    "figure.type": _l("Figure typed"),
    "finding.see": _l("Finding called right"),
    "evidence.export": _l("Evidence pack downloaded"),
    "form.export": _l("Official table downloaded or printed"),
    "honour.prepare": _l("Honour allowance of a year prepared"),
    "relief.prepare": _l("Relief of a year prepared"),
    "standard.add": _l("Standard added"),
    "standard.withdraw": _l("Standard taken back"),
    "grievance.assign": _l("Grievance given to somebody"),
    "grievance.close": _l("Grievance settled"),
    "grievance.open": _l("Grievance opened by an answer"),
    "grievance.view": _l("Grievance looked at"),
    "household.view": _l("File looked at"),
    "project.targets": _l("Target table changed"),
    "indicator.measure": _l("Measure chosen"),
    "list.export": _l("List behind a figure downloaded"),
    "listing.export": _l("Special-group records exported"),
    "listing.view": _l("Record looked at"),
    "model_worker.export": _l("Model workers exported"),
    "model_worker.register": _l("Register of model workers printed or downloaded"),
    "model_worker.view": _l("File looked at"),
    "payment.fail": _l("Payment recorded as failed"),
    "payment.history": _l("Payment of a past year taken in"),
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
    "aid_standard.add": _l("Aid standard added"),
    "aid_standard.amend": _l("Aid standard amended"),
    "survey.answer": _l("Answer with a name looked at"),
    "survey.answers": _l("List of answers with names looked at"),
    "survey.close": _l("Survey closed"),
    "survey.create": _l("Survey made"),
    "survey.draw": _l("Sample of a survey drawn"),
    "survey.edit": _l("Questions of a survey changed"),
    "survey.enter": _l("Forms of a survey typed in"),
    "survey.export": _l("Summary of a survey taken away"),
    "survey.import": _l("Answers of a survey taken in from a file"),
    "survey.names": _l("List of who has answered looked at"),
    "survey.open": _l("Survey opened"),
    "survey.record": _l("Survey recorded"),
    "submission.accept": _l("Table accepted"),
    "submission.open": _l("Table opened to be handed in"),
    "submission.return": _l("Table sent back"),
    "submission.submit": _l("Table handed in"),
    "survey.replace": _l("Somebody asked in another's place"),
    "survey.slips": _l("Slips of a survey printed"),
    "survey.template": _l("Template for answers taken away"),
    "survey.void": _l("Survey declared void"),
    "unit.add": _l("Unit added"),
    "user.accept": _l("Password set by one-time link"),
    "user.add": _l("User added"),
    "user.close": _l("Account closed"),
    "user.end_sessions": _l("Sessions ended"),
    "user.recovered": _l("Recovery code used"),
    "user.recovery_codes": _l("New recovery codes made"),
    "user.second_factor": _l("Code generator set up"),
    "user.second_factor_reset": _l("Code generator taken away"),
    "user.sign_out": _l("Signed out"),
    "user.invite": _l("One-time link made"),
    "evaluation.choose": _l("Choices of the self-evaluation set"),
    "evaluation.save": _l("Self-evaluation saved"),
    "monitoring.note": _l("Monitoring written down"),
    "monitor_rule.add": _l("Rule of the monitoring lights added"),
    "user.open": _l("Account opened again"),
    "user.sign_in": _l("Signed in"),
    "attachment.view": _l("Attachment looked at"),
    "check_answer.apply": _l("Answer to the means check recorded"),
    "check_answer.marked": _l("Marked copy taken away"),
    "check_answer.take": _l("Answer to the means check taken in for reading"),
    "check_answer.view": _l("Answer to the means check looked at"),
    "check_list.export": _l("List for the means check given out"),
    "check_list.view": _l("List for the means check looked at"),
    "check_rule.add": _l("Rule of the means check added"),
    "household.compare": _l("Two files looked at side by side"),
    "household.export": _l("Household files exported"),
    "household.notices": _l("Re-verification notices printed"),
    "household.view_steps": _l("Steps of a file looked at"),
    "export.download": _l("Long list taken away"),
    "export.drop": _l("Long list deleted"),
    "import.marked": _l("Marked copy taken away"),
    "import.take": _l("Roster taken in for reading"),
    "keys.rotated": _l("Everything sealed with a new key"),
    "proposal.confirm": _l("Step for many files confirmed"),
    "proposal.make": _l("Step for many files proposed"),
    "proposal.refuse": _l("Step for many files turned down"),
    "proposal.withdraw": _l("Step for many files taken back"),
    "roster.print": _l("Roster printed"),
    "sheet.export": _l("Signature sheet taken out"),
    "sheet.settle": _l("Signed sheet recorded"),
    "voucher.view": _l("Voucher looked at"),
    "rules.add": _l("Assessment rules added"),
    "rules.amend": _l("Assessment rules amended"),
    "settings.household_life": _l("Periods of the file life set"),
    "settings.working_day": _l("Working day set"),
    "settings.working_day_off": _l("Working-day setting taken back"),
}
SUBJECTS: Mapping[str, tuple[object, str | None, str]] = {
    "activity": (_l("Activity"), "records.activity", "activity_id"),
    "record_paper": (_l("Photo or voucher"), None, ""),
    "assessment_rules": (_l("Assessment rules"), "assessment_rules.edit", "rules_id"),
    "attachment": (_l("Attachment"), None, ""),
    "bank_file": (_l("Bank file"), "bank.page", "file_id"),
    "bank_result": (_l("Answer of the bank"), "bank.result", "result_id"),
    "bank_template": (_l("Bank file template"), "bank.edit_template", "template_id"),
    "batch": (_l("Batch"), "batches.page", "batch_id"),
    "bulk_proposal": (_l("Step proposed for many files"), "lives.proposal", "proposal_id"),
    "budget": (_l("Budget"), "budgets.page", "budget_id"),
    "check_answer": (_l("Answer to the means check"), "checks.result", "answer_id"),
    "check_list": (_l("List for the means check"), "checks.page", "list_id"),
    "check_rule": (_l("Rule of the means check"), None, ""),
    "department_year": (_l("Targets book"), None, ""),
    "evaluation_year": (_l("Choices of the self-evaluation"), None, ""),
    "expense": (_l("Expense"), "records.expense", "expense_id"),
    "finding": (_l("Finding"), None, ""),
    "grievance": (_l("Grievance"), "grievances.page", "grievance_id"),
    "household": (_l("Household"), "households.page", "household_id"),
    "honour_standard": (_l("Model-worker standard"), None, ""),
    "household_pair": (_l("Likely duplicate"), "duplicates.page", "pair_id"),
    "export": (_l("Long list"), "exports.page", "export_id"),
    "import": (_l("Roster import"), "imports.page", "import_id"),
    "keys": (_l("Keys"), None, ""),
    "indicator": (_l("Indicator"), None, ""),
    "listing": (_l("Special-group record"), "special_groups.page", "listing_id"),
    "model_worker": (_l("Model worker"), "model_workers.page", "model_worker_id"),
    "monitor_rule": (_l("Rule of the monitoring lights"), None, ""),
    "page": (_l("Page"), None, ""),
    "payment": (_l("Payment"), "payments.page", "payment_id"),
    "person": (_l("Person"), None, ""),
    "project": (_l("Project"), None, ""),
    "remittance": (_l("Remittance"), None, ""),
    "settings": (_l("Settings"), None, ""),
    "signing_rule": (_l("Signing rule"), None, ""),
    "aid_standard": (_l("Aid standard"), "standards.edit", "standard_id"),
    "submission": (_l("Submission"), "submissions.page", "submission_id"),
    "questionnaire": (_l("Survey"), "surveys.page", "survey_id"),
    "survey": (_l("Survey"), None, ""),
    "unit": (_l("Unit"), None, ""),
    "user": (_l("User"), None, ""),
}
"""Each kind of subject: its word, and the page that shows one, with the name of its number there."""


def _of(words: type[Word]) -> Callable[[Any], str]:
    return lambda value: word(words(value)) if value in set(words) else str(value)


def _fields(names: list[str]) -> str:
    return str(_(", ")).join(fields.named(name) for name in names if name not in fields.UNTOLD)


def _edits(edits: list[list[object]]) -> str:
    """Row, field, before and after of each."""
    return "; ".join(f"{row} {fields.named(str(name))}: {before} → {after}" for row, name, before, after in edits)


def _number(value: object) -> str:
    return str(len(value)) if isinstance(value, list) else str(value)


def _yes(value: object) -> str:
    return str(_("yes") if value else _("no"))


DETAILS: Mapping[str, tuple[object, Callable[[Any], str]]] = {
    "amount_fen": (_l("Amount (yuan)"), yuan),
    "attained": (_l("Reached"), _yes),
    "changes": (_l("Digest of the changes"), lambda value: str(value)[:12]),
    "columns": (_l("Columns"), str),
    "due_on": (_l("To be settled by"), str),
    "digest": (_l("Digest"), lambda value: str(value)[:12]),
    "failed": (_l("Failed"), str),
    "edits": (_l("Changed"), _edits),
    "fields": (_l("Changed"), _fields),
    "finding": (_l("Finding"), _of(FindingKind)),
    "held": (_l("Held"), _yes),
    "kind": (_l("Kind"), _of(AidKind)),
    "lines": (_l("Lines"), _number),
    "members": (_l("Members"), _number),
    "of_batch": (_l("Follows batch"), str),
    "outcome": (_l("Outcome"), _of(GrievanceOutcome)),
    "owner": (_l("Who follows it up"), str),
    "paid": (_l("Paid"), str),
    "pair": (_l("Likely duplicate"), str),
    "paid_on": (_l("Paid on"), str),
    "participants": (_l("Participants"), str),
    "path": (_l("Address of the page"), str),
    "period": (_l("Period end"), str),
    "rows": (_l("Rows"), lambda value: ", ".join(map(str, value)) if isinstance(value, list) else str(value)),
    "passed_fen": (_l("Passed on (yuan)"), yuan),
    "project": (_l("Project"), str),
    "projects": (_l("Projects"), str),
    "purpose": (_l("Purpose"), _of(SurveyPurpose)),
    "quarter": (_l("Quarter"), str),
    "reason": (_l("Reason"), str),
    "received_fen": (_l("Received (yuan)"), yuan),
    "returned": (_l("Returned"), str),
    "returned_on": (_l("Came back on"), str),
    "role": (_l("Role"), _of(Role)),
    "second_from_fen": (_l("Two approvers from"), lambda value: yuan(value) if value else str(_("never"))),
    "source": (_l("Source"), _of(FundSource)),
    "state": (_l("State"), _of(HouseholdState)),
    "survey": (_l("Survey"), str),
    "times": (_l("Times"), str),
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
