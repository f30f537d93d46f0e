"""The further facts of a file as its page shows them: folded sections of label and value, and what is not told yet."""

from typing import Any

from flask_babel import gettext as _

from caseapp.domain.labels import Word
from caseapp.queries.households import HouseholdFile, MemberRow
from caseapp.web.households.forms import HouseholdForm
from caseapp.web.households.particulars import PERSON_FIELDS, person_values
from caseapp.web.support.language import word, yuan

Section = tuple[str, list[tuple[str, str]]]
HEAD = ("staff_no", "other_phone", "bank_branch", "started_work_on", "industry", "employer_state", "union_name")
HOUSEHOLD = (
    *("cause_2", "cause_3", "cause_4", "cause_note", "housing", "floor_area", "region_code", "postcode"),
    *("is_single_parent", "can_help_itself", "has_nobody_at_work", "other_income", "yearly_income"),
)
GUARDIAN = ("guardian_name", "guardian_relation", "guardian_document")
CONSENTS = ("application_signed_on", "check_consent_on", "data_consent_on")


def sections(file: HouseholdFile) -> list[Section]:
    """The head and the household with every field; of other members only what has been told."""
    values = _values(file)
    found = [
        (_("About the head"), _entries(values, (*HEAD, *PERSON_FIELDS))),
        (_("Causes, housing and income"), _entries(values, HOUSEHOLD)),
        (_("Guardian"), _entries(values, GUARDIAN)),
        (_("Signed consents"), _entries(values, CONSENTS)),
    ]
    for member in file.present[1:]:
        told = [entry for entry in _entries(_of_member(member), PERSON_FIELDS) if entry[1]]
        if told:
            found.append((member.person.name, told))
    return found


def lacking(file: HouseholdFile) -> list[tuple[str, str]]:
    """Label and field of what the official form still asks for."""
    return [(label(name), name) for name in file.lacking]


def label(name: str) -> str:
    """As the form declares it; a choice of words declares its words first."""
    return str(next(said for said in getattr(HouseholdForm, name).args if not isinstance(said, type)))


def _values(file: HouseholdFile) -> dict[str, Any]:
    person, more = file.head.person, file.particulars
    return {
        **vars(more),
        **_of_member(file.head),
        "other_income": _money(more.other_income_fen),
        "yearly_income": _money(more.yearly_income_fen),
        "other_phone": person.masked_other_phone,
        "bank_branch": person.bank_branch,
    }


def _of_member(member: MemberRow) -> dict[str, Any]:
    values = person_values(member.person, member.particulars)
    return {**values, "own_income": _money(values["own_income"])}


def _entries(values: dict[str, Any], names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(label(name), _said(values[name])) for name in names]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, Word):
        said: str = word(value)
        return said
    return "" if value is None else str(value)


def _money(fen: int | None) -> str | None:
    return None if fen is None else _("%(amount)s yuan", amount=yuan(fen))
