"""The fields of the registers in the reader's words: what each is called and how its value is said."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.labels import Word
from caseapp.domain.model_workers.particulars import Label
from caseapp.web.support.language import day, word, yuan

LABELS = {
    "account": _l("Account number"),
    "account_holder": _l("Account holder"),
    "address": _l("Address"),
    "application_signed_on": _l("Application signed on"),
    "applied_on": _l("Applied on"),
    "bank_branch": _l("Branch"),
    "bank_name": _l("Bank"),
    "birth_on": _l("Born on"),
    "can_help_itself": _l("Can help itself"),
    "category": _l("Category"),
    "cause_2": _l("Second cause"),
    "cause_3": _l("Third cause"),
    "cause_4": _l("Fourth cause"),
    "cause_note": _l("Other cause in words"),
    "certificate_no": _l("Certificate no."),
    "check_consent_on": _l("Consent to the check signed on"),
    "check_expires_on": _l("Means check holds until"),
    "check_result": _l("Result of the means check"),
    "contract_from": _l("Contract from"),
    "contract_term": _l("Length of contract"),
    "contract_to": _l("Contract until"),
    "awarded_on": _l("Awarded on"),
    "data_consent_on": _l("Consent to the use of data signed on"),
    "death_reported_on": _l("Death reported on"),
    "died_on": _l("Died on"),
    "disability_grade": _l("Grade of disability"),
    "disability_kind": _l("Disability"),
    "document_no": _l("Document no."),
    "education": _l("Education"),
    "employer": _l("Employer"),
    "employer_kind": _l("Kind of employer"),
    "employer_state": _l("State of the enterprise"),
    "enrolled_year": _l("Enrolled in year"),
    "ethnicity": _l("Ethnic group"),
    "exit_reason": _l("Reason"),
    "file_no": _l("File no."),
    "floor_area": _l("Floor area"),
    "follow_up_due_on": _l("Follow up by"),
    "guardian_document": _l("Proof of guardianship"),
    "guardian_name": _l("Guardian"),
    "guardian_relation": _l("Relation to the beneficiary"),
    "has_nobody_at_work": _l("Nobody at work"),
    "health": _l("Health"),
    "honour_class": _l("Model worker"),
    "honours": _l("Honours"),
    "housing": _l("Housing"),
    "id_kind": _l("Kind of ID"),
    "id_number": _l("ID number"),
    "illness": _l("Kind of illness or disability"),
    "industry": _l("Industry"),
    "insurance": _l("Medical insurance"),
    "is_single_parent": _l("Single parent"),
    "issuer": _l("Issued by"),
    "joined_on": _l("Joined on"),
    "left_on": _l("Left on"),
    "level": _l("Level"),
    "liveness_checked_on": _l("Liveness checked on"),
    "main_cause": _l("Main cause"),
    "marriage": _l("Marriage"),
    "monthly_income_fen": _l("Monthly income a head"),
    "name": _l("Name"),
    "note": _l("Note"),
    "notice_ends_on": _l("Notice until"),
    "notice_starts_on": _l("Notice from"),
    "off_file_on": _l("Off file since"),
    "on_file_on": _l("On file since"),
    "other_income_fen": _l("Other income of the household a year"),
    "other_phone": _l("Other contact"),
    "payer": _l("Payer"),
    "person_id": _l("Member"),
    "phone": _l("Phone"),
    "politics": _l("Political status"),
    "postcode": _l("Postcode"),
    "region_code": _l("Region of registration"),
    "relation": _l("Relation to the head"),
    "residence": _l("Household registration"),
    "retired_on": _l("Retired on"),
    "return_reason": _l("What must be completed"),
    "reverify_due_on": _l("Re-verify by"),
    "revocation_no": _l("Document of revocation"),
    "revoked_on": _l("Revoked on"),
    "school_years": _l("Length of schooling (years)"),
    "sex": _l("Sex"),
    "size": _l("People"),
    "special_group": _l("Group"),
    "staff_no": _l("Staff number"),
    "standing": _l("Standing"),
    "started_work_on": _l("Started work on"),
    "state": _l("State"),
    "temporary_until": _l("Temporary until"),
    "title": _l("Honorary title"),
    "treatment_level": _l("Treatment level"),
    "union_name": _l("Union"),
    "visited_on": _l("Visited on"),
    "work_state": _l("Work"),
    "year": _l("Year"),
    "yearly_income_fen": _l("Whole income of the household a year"),
}
"""By column."""


UNTOLD = {"address_key"}
"""Search keys, which older events tell of."""


def label(place: str, field: str) -> str:
    if (place, field) == ("household_members", "monthly_income_fen"):
        return str(_("Own monthly income"))
    if place == "worker_particulars":
        return word(Label(field))
    return str(LABELS.get(field, field))


def named(field: str) -> str:
    """What a field is called where its register is not told."""
    if field in LABELS:
        return str(LABELS[field])
    return word(Label(field)) if field in set(Label) else field


def said(field: str, value: object) -> str:
    """A value as its column has it, in words; a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, Word):
        return str(word(value))
    if isinstance(value, date):
        return str(day(value))
    if field.endswith("_fen") and isinstance(value, int):
        return str(_("%(amount)s yuan", amount=yuan(value)))
    return str(value)
