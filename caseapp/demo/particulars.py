"""What the official form asks of the demo's families beyond the heart of a file: told in full, invented throughout."""

import random
from dataclasses import dataclass
from datetime import date

from caseapp.demo.people import REGION, PersonSpec
from caseapp.domain.households.codes import Category, Cause, Health, Relation, WorkState
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import (
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
from caseapp.domain.identity import birth_of

INDUSTRIES = ("制造业", "采矿业", "建筑业", "批发和零售业", "交通运输业", "住宿和餐饮业", "居民服务业")
SCHOOLS = {Education.SENIOR: "演示市第一高级中学", Education.BACHELOR: "演示大学", Education.PRIMARY: "演示小学"}
ILLNESSES = {Health.CANCER: "恶性肿瘤", Health.HEART: "冠心病", Health.STROKE: "脑梗死", Health.KIDNEY: "尿毒症"}
SECOND = {
    Category.DEEP: Cause.INSURANCE_UNPAID,
    Category.RELATIVE: Cause.LAID_OFF,
    Category.ACCIDENT: Cause.MAJOR_ILLNESS,
}


@dataclass(frozen=True)
class Told:
    """What the form asks of one person."""

    ethnicity: Ethnicity
    politics: Politics
    marriage: Marriage
    more: MemberParticulars


def ethnicity(dice: random.Random) -> Ethnicity:
    """One for the family."""
    return dice.choice((*[Ethnicity.HAN] * 12, Ethnicity.MAN, Ethnicity.HUI, Ethnicity.MONGOL))


def _politics(dice: random.Random, person: PersonSpec) -> Politics:
    young = _born(person).year > 2002
    return dice.choice((Politics.LEAGUE, Politics.MASSES) if young else (*[Politics.MASSES] * 5, Politics.PARTY))


def _marriage(dice: random.Random, relation: Relation, alone: bool) -> Marriage:
    if relation in (Relation.HEAD, Relation.SPOUSE):
        return dice.choice((Marriage.DIVORCED, Marriage.WIDOWED)) if alone else Marriage.MARRIED
    return Marriage.SINGLE if relation is Relation.CHILD else Marriage.WIDOWED


def of_household(
    dice: random.Random,
    number: int,
    *,
    category: Category,
    cause: Cause,
    yearly_fen: int,
    applied_on: date,
    alone: bool,
) -> HouseholdParticulars:
    second = SECOND[category]
    return HouseholdParticulars(
        staff_no=f"YS{number + 1:05d}",
        cause_2=second if second is not cause else None,
        housing=dice.choice((Housing.BOUGHT, Housing.AFFORDABLE, Housing.RENTED, Housing.LOW_RENT, Housing.EMPLOYER)),
        floor_area=dice.choice((FloorArea.TO_50, FloorArea.TO_50, FloorArea.TO_70)),
        region_code=REGION,
        postcode="063000",
        started_work_on=date(dice.randint(1990, 2004), dice.randint(1, 12), 1),
        industry=dice.choice(INDUSTRIES),
        employer_state=dice.choice((EmployerState.RUNNING, EmployerState.RUNNING, EmployerState.HALTED)),
        is_single_parent=alone,
        can_help_itself=dice.random() < 0.4,
        has_nobody_at_work=False,
        other_income_fen=dice.randrange(0, 300_000, 10_000),
        yearly_income_fen=yearly_fen,
        union_name="演示企业工会",
        application_signed_on=applied_on,
        check_consent_on=applied_on,
        data_consent_on=applied_on,
    )


def of_member(
    dice: random.Random,
    person: PersonSpec,
    *,
    group: Ethnicity,
    relation: Relation,
    health: Health,
    work: WorkState,
    income_fen: int,
    alone: bool,
) -> Told:
    """`income_fen` a month; children and students earn nothing."""
    student, child = work is WorkState.STUDENT, _born(person).year > 2009
    school = Education.BACHELOR if _born(person).year < 2007 else Education.SENIOR if student else Education.PRIMARY
    grown = dice.choice((Education.JUNIOR, Education.SENIOR, Education.VOCATIONAL))
    disabled = health is Health.DISABLED
    more = MemberParticulars(
        monthly_income_fen=0 if student or child else income_fen,
        honour_class=HonourClass.NONE,
        illness=ILLNESSES.get(health, ""),
        disability_kind=DisabilityKind.LIMBS if disabled else None,
        disability_grade=DisabilityGrade.TWO if disabled else None,
        insurance=Insurance.EMPLOYEE if relation is Relation.HEAD else Insurance.RESIDENT,
        residence=dice.choice((Residence.URBAN, Residence.URBAN, Residence.RURAL)),
        standing="学生" if student else "" if child else "职工" if relation is Relation.HEAD else "家属",
        education=school if student or child else grown,
        enrolled_year=2023 if student else None,
        school_years=(4 if school is Education.BACHELOR else 3) if student else None,
        employer=SCHOOLS[school] if student else "演示机械厂" if relation is Relation.HEAD else "",
        employer_kind=dice.choice(list(EmployerKind)) if relation is Relation.HEAD else None,
    )
    return Told(group, _politics(dice, person), _marriage(dice, relation, alone), more)


def _born(person: PersonSpec) -> date:
    return birth_of(person.id_number) or date(1970, 1, 1)
