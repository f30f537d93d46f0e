"""The form's further sections: what the 困难职工档案表 asks of each person and of the household."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import StopValidation

from caseapp.domain.households.codes import Cause
from caseapp.domain.households.completeness import REQUIRED
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import (
    ContractTerm,
    DisabilityGrade,
    DisabilityKind,
    Education,
    EmployerKind,
    EmployerState,
    FloorArea,
    HonourClass,
    HouseholdParticulars,
    Housing,
    Insurance,
    Marriage,
    MemberParticulars,
    Politics,
    Residence,
)
from caseapp.queries.people import PersonView
from caseapp.services.people import PersonFacts
from caseapp.web.support.forms import DayField, MoneyField, TidyField, WordField
from caseapp.web.support.people import PLAIN

ANSWERS = {"": None, "yes": True, "no": False}
PERSON = ("ethnicity", "politics", "marriage")


class WholeField(TidyField):
    """A whole number in `number`; an empty field gives None."""

    number: int | None = None

    def process_data(self, value: int | None) -> None:
        self.number = value
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.number = None

    def pre_validate(self, form: Any) -> None:
        if self.data:
            if not (self.data.isdecimal() and len(self.data) <= 6):
                raise StopValidation(str(_l("Write a whole number.")))
            self.number = int(self.data)


class YesNoField(SelectField):
    """Yes, no or not asked yet."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        def read(value: Any) -> bool | None:
            if value is None or isinstance(value, bool):
                return value
            if value not in ANSWERS:
                raise ValueError(value)
            return ANSWERS[value]

        super().__init__(
            label, choices=lambda: [("", "—"), ("yes", _l("Yes")), ("no", _l("No"))], coerce=read, **options
        )

    def iter_choices(self) -> Any:
        for value, label in self.choices or ():
            yield value, label, ANSWERS[value] is self.data, {}

    def pre_validate(self, form: Any) -> None:
        """What is not one of the three has failed on being read."""


class PersonMore:
    """Fields of one person; the same for the head and for each member."""

    ethnicity = WordField(Ethnicity, _l("Ethnic group"), empty=True)
    politics = WordField(Politics, _l("Political status"), empty=True)
    marriage = WordField(Marriage, _l("Marriage"), empty=True)
    own_income = MoneyField(_l("Own monthly income"))
    honour_class = WordField(HonourClass, _l("Model worker"), empty=True)
    illness = TidyField(_l("Kind of illness or disability"))
    disability_kind = WordField(DisabilityKind, _l("Disability"), empty=True)
    disability_grade = WordField(DisabilityGrade, _l("Grade of disability"), empty=True)
    insurance = WordField(Insurance, _l("Medical insurance"), empty=True)
    residence = WordField(Residence, _l("Household registration"), empty=True)
    standing = TidyField(_l("Standing"))
    education = WordField(Education, _l("Education"), empty=True)
    enrolled_year = WholeField(_l("Enrolled in year"))
    school_years = WholeField(_l("Length of schooling (years)"))
    employer = TidyField(_l("Employer or school"))
    employer_kind = WordField(EmployerKind, _l("Kind of employer"), empty=True)
    contract_from = DayField(_l("Contract from"))
    contract_to = DayField(_l("Contract until"))
    contract_term = WordField(ContractTerm, _l("Length of contract"), empty=True)

    def particulars(self) -> MemberParticulars:
        return MemberParticulars(
            monthly_income_fen=self.own_income.fen,
            honour_class=self.honour_class.data,
            illness=self.illness.data or "",
            disability_kind=self.disability_kind.data,
            disability_grade=self.disability_grade.data,
            insurance=self.insurance.data,
            residence=self.residence.data,
            standing=self.standing.data or "",
            education=self.education.data,
            enrolled_year=self.enrolled_year.number,
            school_years=self.school_years.number,
            employer=self.employer.data or "",
            employer_kind=self.employer_kind.data,
            contract_from=self.contract_from.data,
            contract_to=self.contract_to.data,
            contract_term=self.contract_term.data,
        )

    def with_more(self, person: PersonFacts) -> PersonFacts:
        return replace(
            person,
            ethnicity=self.ethnicity.data,
            politics=self.politics.data,
            marriage=self.marriage.data,
        )


PERSON_FIELDS = (
    *PERSON, "residence", "insurance", "own_income", "honour_class", "illness", "disability_kind", "disability_grade",
    "standing", "education", "enrolled_year", "school_years", "employer", "employer_kind", "contract_from",
    "contract_to", "contract_term",
)  # fmt: skip


def person_values(person: PersonView, told: MemberParticulars) -> dict[str, Any]:
    """What the fields of PersonMore show of somebody recorded."""
    values = {**vars(told), **{name: getattr(person, name) for name in PERSON}}
    values["own_income"] = values.pop("monthly_income_fen")
    return values


class HouseholdMore:
    """Fields of the household as a whole, and of its head only."""

    other_phone = TidyField(_l("Other contact"), render_kw=PLAIN)
    bank_branch = TidyField(_l("Branch"))
    staff_no = TidyField(_l("Staff number"))
    started_work_on = DayField(_l("Started work on"))
    industry = TidyField(_l("Industry"))
    employer_state = WordField(EmployerState, _l("State of the enterprise"), empty=True)
    union_name = TidyField(_l("Union"))
    cause_2 = WordField(Cause, _l("Second cause"), empty=True)
    cause_3 = WordField(Cause, _l("Third cause"), empty=True)
    cause_4 = WordField(Cause, _l("Fourth cause"), empty=True)
    cause_note = TidyField(_l("Other cause in words"))
    housing = WordField(Housing, _l("Housing"), empty=True)
    floor_area = WordField(FloorArea, _l("Floor area"), empty=True)
    region_code = TidyField(
        _l("Region of registration"), description=_l("Six digits of the administrative division, such as 130203.")
    )
    postcode = TidyField(_l("Postcode"))
    is_single_parent = YesNoField(_l("Single parent"))
    can_help_itself = YesNoField(_l("Can help itself"))
    has_nobody_at_work = YesNoField(_l("Nobody at work"))
    other_income = MoneyField(_l("Other income of the household a year"))
    yearly_income = MoneyField(_l("Whole income of the household a year"))
    guardian_name = TidyField(_l("Guardian"), render_kw=PLAIN)
    guardian_relation = TidyField(_l("Relation to the beneficiary"))
    guardian_document = TidyField(_l("Proof of guardianship"))
    application_signed_on = DayField(_l("Application signed on"))
    check_consent_on = DayField(_l("Consent to the check signed on"))
    data_consent_on = DayField(_l("Consent to the use of data signed on"))

    def head_fields(self) -> list[Any]:
        first = (
            "staff_no",
            "other_phone",
            "bank_branch",
            "started_work_on",
            "industry",
            "employer_state",
            "union_name",
        )
        return [*self._marked(first), *self._marked(PERSON_FIELDS)]

    def cause_fields(self) -> list[Any]:
        return self._marked(("cause_2", "cause_3", "cause_4", "cause_note"))

    def housing_fields(self) -> list[Any]:
        home = ("housing", "floor_area", "region_code", "postcode", "other_income", "yearly_income")
        return self._marked((*home, "is_single_parent", "can_help_itself", "has_nobody_at_work"))

    def guardian_fields(self) -> list[Any]:
        return self._marked(("guardian_name", "guardian_relation", "guardian_document"))

    def consent_fields(self) -> list[Any]:
        return self._marked(("application_signed_on", "check_consent_on", "data_consent_on"))

    def _marked(self, names: Iterable[str]) -> list[Any]:
        """The fields, those of the printed form's required ones marked."""
        fields = [getattr(self, name) for name in names]
        for field in fields:
            field.flags.printed = field.short_name in REQUIRED
        return fields

    def household_particulars(self) -> HouseholdParticulars:
        named = {
            name: getattr(self, name).data for name in vars(HouseholdParticulars()) if not name.endswith("_income_fen")
        }
        texts = {name: value or "" for name, value in named.items() if isinstance(getattr(self, name), TidyField)}
        return HouseholdParticulars(
            **{**named, **texts}, other_income_fen=self.other_income.fen, yearly_income_fen=self.yearly_income.fen
        )

    def fill_more(self, told: HouseholdParticulars, head: PersonView, own: MemberParticulars) -> None:
        values = {**vars(told), **person_values(head, own), "bank_branch": head.bank_branch}
        values["other_income"], values["yearly_income"] = told.other_income_fen, told.yearly_income_fen
        for name, value in values.items():
            if not name.endswith("_income_fen"):
                getattr(self, name).process_data(value)
