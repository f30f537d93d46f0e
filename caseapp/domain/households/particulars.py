"""What the 困难职工档案表 asks beyond the heart of a file: its code lists and the facts by person and household.

Source: the union of several printed versions of the form. None or "" is what has not been asked yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.households.codes import Cause
from caseapp.domain.labels import Word

MOST_OTHER_CAUSES = 3
CHILD_BELOW = 16
"""Younger people need not hold an identity card (居民身份证法 art. 2)."""


class Politics(Word):
    PARTY = "party", "中共党员", "Communist Party member"
    LEAGUE = "league", "共青团员", "Youth League member"
    MASSES = "masses", "群众", "No party"
    DEMOCRATIC = "democratic", "民主党派", "Democratic party"
    OTHER = "other", "其他", "Other"


class Marriage(Word):
    MARRIED = "married", "已婚", "Married"
    SINGLE = "single", "未婚", "Unmarried"
    DIVORCED = "divorced", "离异", "Divorced"
    WIDOWED = "widowed", "丧偶", "Widowed"


class Residence(Word):
    URBAN = "urban", "非农业", "Non-agricultural"
    RURAL = "rural", "农业", "Agricultural"
    CHANGED = "changed", "农转居", "Agricultural turned urban"


class HonourClass(Word):
    NATIONAL = "national", "全国", "National"
    PROVINCIAL = "provincial", "省部级", "Provincial or ministerial"
    CITY = "city", "地市级", "City"
    NONE = "none", "其他", "Other"


class Insurance(Word):
    EMPLOYEE = "employee", "城镇职工医保", "Employees' medical insurance"
    RESIDENT = "resident", "城乡居民医保", "Residents' medical insurance"
    NONE = "none", "未参保", "Not insured"
    OTHER = "other", "其他", "Other"


class DisabilityKind(Word):
    SIGHT = "sight", "视力", "Sight"
    HEARING = "hearing", "听力", "Hearing"
    SPEECH = "speech", "言语", "Speech"
    MIND = "mind", "智力", "Intellectual"
    LIMBS = "limbs", "肢体", "Physical"
    MENTAL = "mental", "精神", "Mental"
    SEVERAL = "several", "多重", "Several"


class DisabilityGrade(Word):
    ONE = "1", "一级", "Grade 1"
    TWO = "2", "二级", "Grade 2"
    THREE = "3", "三级", "Grade 3"
    FOUR = "4", "四级", "Grade 4"


class Education(Word):
    PRESCHOOL = "preschool", "学龄前", "Before school"
    PRIMARY = "primary", "小学", "Primary school"
    JUNIOR = "junior", "初中", "Junior secondary"
    SENIOR = "senior", "高中", "Senior secondary"
    VOCATIONAL = "vocational", "中职", "Vocational school"
    COLLEGE = "college", "大专", "College"
    BACHELOR = "bachelor", "本科", "Bachelor"
    GRADUATE = "graduate", "研究生", "Graduate school"
    NONE = "none", "未上学", "No schooling"


class EmployerKind(Word):
    STATE = "state", "国有企业", "State enterprise"
    COLLECTIVE = "collective", "集体企业", "Collective enterprise"
    PRIVATE = "private", "非公企业", "Private enterprise"
    PUBLIC = "public", "机关事业单位", "Public body"
    OTHER = "other", "其他", "Other"


class EmployerState(Word):
    RUNNING = "running", "正常", "Running"
    HALTED = "halted", "停产半停产", "Halted or half halted"
    CLOSING = "closing", "关闭破产", "Closing or bankrupt"
    OTHER = "other", "其他", "Other"


class Housing(Word):
    SELF_BUILT = "self_built", "自建房", "Self-built"
    BOUGHT = "bought", "商品房/自购房", "Bought"
    AFFORDABLE = "affordable", "经济适用房", "Affordable housing"
    CAPPED = "capped", "两限房", "Capped-price housing"
    EMPLOYER = "employer", "承租单位公房", "Rented from the employer"
    LOW_RENT = "low_rent", "政府廉租房", "Low-rent housing"
    RENTED = "rented", "租房", "Rented"
    NONE = "none", "无房", "No housing"
    OTHER = "other", "其他", "Other"


class FloorArea(Word):
    TO_20 = "to_20", "20平方米及以下", "Up to 20 m²"
    TO_50 = "to_50", "20–50平方米", "20–50 m²"
    TO_70 = "to_70", "50–70平方米", "50–70 m²"
    ABOVE_70 = "above_70", "70平方米以上", "Above 70 m²"


class ContractTerm(Word):
    TO_6 = "to_6", "6个月及以下", "Up to 6 months"
    TO_18 = "to_18", "7–18个月", "7–18 months"
    TO_30 = "to_30", "19–30个月", "19–30 months"
    TO_42 = "to_42", "31–42个月", "31–42 months"
    TO_54 = "to_54", "43–54个月", "43–54 months"
    TO_120 = "to_120", "55–120个月", "55–120 months"
    OPEN = "open", "120个月以上或无固定期限", "Above 120 months or open-ended"


@dataclass(frozen=True)
class MemberParticulars:
    """One person in the file. Income in fen a month; `illness` names the kind of illness or disability."""

    monthly_income_fen: int | None = None
    honour_class: HonourClass | None = None
    illness: str = ""
    disability_kind: DisabilityKind | None = None
    disability_grade: DisabilityGrade | None = None
    insurance: Insurance | None = None
    residence: Residence | None = None
    standing: str = ""
    education: Education | None = None
    enrolled_year: int | None = None
    school_years: int | None = None
    employer: str = ""
    employer_kind: EmployerKind | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    contract_term: ContractTerm | None = None


@dataclass(frozen=True)
class HouseholdParticulars:
    """The household as a whole, and what is asked of its head only. Incomes in fen a year."""

    staff_no: str = ""
    cause_2: Cause | None = None
    cause_3: Cause | None = None
    cause_4: Cause | None = None
    cause_note: str = ""
    housing: Housing | None = None
    floor_area: FloorArea | None = None
    region_code: str = ""
    postcode: str = ""
    started_work_on: date | None = None
    industry: str = ""
    employer_state: EmployerState | None = None
    is_single_parent: bool | None = None
    can_help_itself: bool | None = None
    has_nobody_at_work: bool | None = None
    other_income_fen: int | None = None
    yearly_income_fen: int | None = None
    union_name: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_document: str = ""
    application_signed_on: date | None = None
    check_consent_on: date | None = None
    data_consent_on: date | None = None

    @property
    def other_causes(self) -> tuple[Cause, ...]:
        return tuple(cause for cause in (self.cause_2, self.cause_3, self.cause_4) if cause)


MEMBER_LENGTHS = {"illness": 64, "standing": 32, "employer": 64}
HOUSEHOLD_LENGTHS = {
    "staff_no": 32,
    "cause_note": 64,
    "industry": 32,
    "union_name": 64,
    "guardian_name": 64,
    "guardian_relation": 32,
    "guardian_document": 64,
}
_DAYS = ("started_work_on", "application_signed_on", "check_consent_on", "data_consent_on")


def household_problems(facts: HouseholdParticulars, main: Cause | None, today: date) -> Iterable[Problem]:
    """Everything that cannot stand in the form, by field."""
    seen = {main}
    for field in ("cause_2", "cause_3", "cause_4"):
        cause: Cause | None = getattr(facts, field)
        if cause and cause in seen:
            yield Problem(field, N_("Each cause stands once, the main one included."))
        seen.add(cause)
    if Cause.OTHER in seen and not facts.cause_note.strip():
        yield Problem("cause_note", N_("Say what the other cause is."))
    yield from _numbers(facts)
    for field in _DAYS:
        day = getattr(facts, field)
        if day and day > today:
            yield Problem(field, N_("This day lies in the future."))
    if facts.guardian_name.strip() and not facts.guardian_relation.strip():
        yield Problem("guardian_relation", N_("Say how the guardian is related to the beneficiary."))
    if facts.guardian_name.strip() and not facts.guardian_document.strip():
        yield Problem("guardian_document", N_("Name the paper that proves the guardianship."))
    if facts.guardian_relation.strip() and not facts.guardian_name.strip():
        yield Problem("guardian_name", N_("Write the name."))


def _numbers(facts: HouseholdParticulars) -> Iterable[Problem]:
    for field in ("other_income_fen", "yearly_income_fen"):
        if (getattr(facts, field) or 0) < 0:
            yield Problem(field.removesuffix("_fen"), N_("An income cannot be negative."))
    for field, digits in (("region_code", 6), ("postcode", 6)):
        text = getattr(facts, field)
        if text and not (text.isascii() and text.isdecimal() and len(text) == digits):
            yield Problem(field, N_("Write exactly %(digits)s digits."), {"digits": digits})


def member_problems(facts: MemberParticulars, today: date, prefix: str = "") -> Iterable[Problem]:
    if (facts.monthly_income_fen or 0) < 0:
        yield Problem(prefix + "own_income", N_("An income cannot be negative."))
    if facts.disability_grade and not facts.disability_kind:
        yield Problem(prefix + "disability_kind", N_("A grade of disability needs its kind."))
    if facts.enrolled_year is not None and not 1950 <= facts.enrolled_year <= today.year:
        yield Problem(prefix + "enrolled_year", N_("Write a year from 1950 to this one."))
    if facts.school_years is not None and not 1 <= facts.school_years <= 9:
        yield Problem(prefix + "school_years", N_("Write a length from 1 to 9 years."))
    if facts.contract_from and facts.contract_to and facts.contract_to < facts.contract_from:
        yield Problem(prefix + "contract_to", N_("The contract ends before it begins."))


def is_child(birth_on: date, today: date) -> bool:
    """Younger than CHILD_BELOW on the day."""
    age = today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))
    return 0 <= age < CHILD_BELOW
