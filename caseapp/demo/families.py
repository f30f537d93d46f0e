"""The demo's households: who lives in them, when their files were taken up and what became of them.

The first STANDING files were on file in 2025; every further one comes in 2026, so that a larger world
leaves the figures of 2025 as they are.
"""

import random
from dataclasses import dataclass, replace
from datetime import date

from caseapp.demo.acts import Act, MoveFile, Reverify, SchoolSpec, TakeFile
from caseapp.demo.calendar import ANCHOR, after, workday
from caseapp.demo.particulars import Told, ethnicity, of_household, of_member
from caseapp.demo.people import Crowd, PersonSpec
from caseapp.demo.places import HOUSEHOLD_UNITS, caseworker_of, reviewer_of, unit_name
from caseapp.domain.households.codes import Category, Cause, Health, HouseholdAction, Relation, WorkState
from caseapp.domain.households.particulars import HouseholdParticulars
from caseapp.domain.households.rules import FEWEST_NOTICE_DAYS
from caseapp.domain.households.working_days import WorkingDays
from caseapp.domain.identity import Sex
from caseapp.domain.payments.codes import SchoolStage

STANDING = 142
FEWEST = 152
_LATE = 22
"""How many of the standing files were taken up during 2025, after the year had begun."""
_NEVER_AIDED = STANDING - 1 - _LATE
_NEWCOMERS = (
    *("on_file", "submitted", "on_file", "draft", "checked"),
    *("returned", "temporary", "on_notice", "visited", "closed"),
)
"""What became of the first ten files of 2026; of ten later ones nine are on file and one is submitted."""


@dataclass(frozen=True)
class MemberSpec:
    person: PersonSpec
    relation: Relation
    health: Health
    work_state: WorkState
    told: Told | None = None


@dataclass(frozen=True)
class FamilySpec:
    """A file with its head first among `members`. Income in fen a head and month; `on_file_on` None: not approved."""

    key: str
    unit: str
    category: Category
    cause: Cause
    income_fen: int
    applied_on: date
    on_file_on: date | None
    off_file_on: date | None
    members: tuple[MemberSpec, ...]
    address: str
    note: str
    fate: str
    particulars: HouseholdParticulars

    @property
    def has_student(self) -> bool:
        return any(member.work_state is WorkState.STUDENT for member in self.members)

    def schooling(self, year: int) -> SchoolSpec:
        """Where the student of the family goes to school from that autumn on; an invented school."""
        place = next(i for i, one in enumerate(self.members) if one.work_state is WorkState.STUDENT)
        age = year - int(self.members[place].person.id_number[6:10])
        if age > 18:
            return SchoolSpec(place, SchoolStage.HIGHER, "演示大学")
        if int(self.key[1:]) % 3 == 0:
            return SchoolSpec(place, SchoolStage.VOCATIONAL, "演示市职业技术学校")
        return SchoolSpec(place, SchoolStage.SENIOR, "演示市第一中学")

    def on_file(self, day: date) -> bool:
        begun = self.on_file_on is not None and self.on_file_on <= day
        return begun and (self.off_file_on is None or day < self.off_file_on)


_CATEGORIES = (Category.DEEP, Category.RELATIVE, Category.DEEP, Category.RELATIVE, Category.ACCIDENT)
_INCOMES = {Category.DEEP: (38_000, 76_000), Category.RELATIVE: (82_000, 150_000), Category.ACCIDENT: (95_000, 190_000)}
_CAUSES = {
    Category.DEEP: (Cause.MAJOR_ILLNESS, Cause.NO_CAPACITY, Cause.LAID_OFF),
    Category.RELATIVE: (Cause.SCHOOLING, Cause.UNEMPLOYED, Cause.MAJOR_ILLNESS),
    Category.ACCIDENT: (Cause.ACCIDENT, Cause.DISASTER),
}
_ILL = (Health.CANCER, Health.HEART, Health.STROKE, Health.KIDNEY, Health.DISABLED)


def families(seed: int, crowd: Crowd, count: int) -> tuple[FamilySpec, ...]:
    dice = random.Random(f"{seed}:families")
    return tuple(_family(dice, crowd, number) for number in range(count))


def _family(dice: random.Random, crowd: Crowd, number: int) -> FamilySpec:
    category = _CATEGORIES[number % len(_CATEGORIES)]
    cause = dice.choice(_CAUSES[category])
    unit = HOUSEHOLD_UNITS[(number * 7 + number // len(HOUSEHOLD_UNITS)) % len(HOUSEHOLD_UNITS)]
    applied_on, on_file_on, off_file_on, fate = _life(dice, number)
    low, high = _INCOMES[category]
    income_fen = dice.randrange(low, high, 100)
    members = _members(dice, crowd, number, cause)
    address = _address(dice, crowd, unit)
    form = random.Random(f"{number}:form")
    alone = all(member.relation is not Relation.SPOUSE for member in members)
    return FamilySpec(
        key=f"h{number + 1}",
        unit=unit,
        category=category,
        cause=cause,
        income_fen=income_fen,
        applied_on=applied_on,
        on_file_on=on_file_on,
        off_file_on=off_file_on,
        members=_told(form, members, income_fen, alone=alone),
        address=address,
        note="演示数据，人物均为虚构。",
        fate=fate,
        particulars=of_household(
            form,
            number,
            category=category,
            cause=cause,
            yearly_fen=income_fen * len(members) * 12,
            applied_on=applied_on,
            alone=alone,
        ),
    )


def _told(
    dice: random.Random, members: tuple[MemberSpec, ...], income_fen: int, *, alone: bool
) -> tuple[MemberSpec, ...]:
    """The members with what the official form asks of each."""
    group = ethnicity(dice)
    return tuple(
        replace(
            one,
            told=of_member(
                dice,
                one.person,
                group=group,
                relation=one.relation,
                health=one.health,
                work=one.work_state,
                income_fen=income_fen,
                alone=alone,
            ),
        )
        for one in members
    )


def _address(dice: random.Random, crowd: Crowd, unit: str) -> str:
    place = unit_name(unit).removesuffix("总工会").removesuffix("工会")
    house = f"{dice.randint(1, 60)}号楼{dice.randint(1, 6)}单元{dice.randint(101, 1802)}室"
    return place + crowd.faker.street_name() + house


def _members(dice: random.Random, crowd: Crowd, number: int, cause: Cause) -> tuple[MemberSpec, ...]:
    """The head; mostly a spouse; a student in three families of five, small children and old parents in some."""
    ill = cause in (Cause.MAJOR_ILLNESS, Cause.NO_CAPACITY, Cause.ACCIDENT)
    head_sex = dice.choice((Sex.MALE, Sex.FEMALE))
    head = crowd.person(1968, 1982, sex=head_sex)
    work = WorkState.SICK_LEAVE if ill else dice.choice((WorkState.EMPLOYED, WorkState.WAITING, WorkState.JOBLESS))
    health = dice.choice(_ILL) if ill else dice.choice((Health.GOOD, Health.GOOD, Health.CHRONIC))
    members = [MemberSpec(head, Relation.HEAD, health, work)]
    spouse_name = ""
    if dice.random() < 0.8:
        spouse = crowd.person(1968, 1984, sex=Sex.FEMALE if head_sex is Sex.MALE else Sex.MALE)
        spouse_name = spouse.name
        work = dice.choice((WorkState.EMPLOYED, WorkState.JOBLESS, WorkState.OTHER))
        members.append(MemberSpec(spouse, Relation.SPOUSE, Health.GOOD, work))
    surname = (head.name if head_sex is Sex.MALE or not spouse_name else spouse_name)[0]
    if number % 5 in (0, 1, 3):
        child = crowd.person(2004, 2009, surname=surname, with_account=False)
        members.append(MemberSpec(child, Relation.CHILD, Health.GOOD, WorkState.STUDENT))
    if dice.random() < 0.25:
        child = crowd.person(2012, 2021, surname=surname, with_account=False)
        members.append(MemberSpec(child, Relation.CHILD, Health.GOOD, WorkState.OTHER))
    if dice.random() < 0.3:
        parent = crowd.person(1941, 1952)
        members.append(MemberSpec(parent, Relation.PARENT, Health.CHRONIC, WorkState.RETIRED))
    return tuple(members)


def _life(dice: random.Random, number: int) -> tuple[date, date | None, date | None, str]:
    """(applied, on file, off file, fate); fates: standing, exited, closed, overdue and those of _NEWCOMERS."""
    if number < STANDING:
        return _standing_life(dice, number)
    turn = number - STANDING
    late = "submitted" if turn % 10 == 1 else "on_file"
    fate = _NEWCOMERS[turn] if turn < len(_NEWCOMERS) else late
    if fate in ("on_file", "closed"):
        applied_on = workday(date(2026, dice.randint(2, 8), dice.randint(1, 28)))
        on_file_on = _approved_on(applied_on)
        return applied_on, on_file_on, date(2026, 10, 15) if fate == "closed" else None, fate
    return workday(date(2026, 10, dice.randint(5, 22))), None, None, fate


def _noticed_on(applied_on: date) -> date:
    return after(applied_on, 5)


def _approved_on(applied_on: date) -> date:
    """Three weeks after the application, and never before its notice has run out."""
    notice = WorkingDays().span(_noticed_on(applied_on), FEWEST_NOTICE_DAYS)
    return max(after(applied_on, 21), after(notice.ends_on, 1))


def _standing_life(dice: random.Random, number: int) -> tuple[date, date | None, date | None, str]:
    if number == _NEVER_AIDED:
        return date(2024, 10, 14), date(2024, 11, 4), None, "never aided"
    if number < STANDING - _LATE:
        applied_on = workday(date(2024, dice.randint(1, 11), dice.randint(1, 26)))
    else:
        applied_on = workday(date(2025, dice.randint(1, 7), dice.randint(8, 28)))
    on_file_on = _approved_on(applied_on)
    if number % 24 == 7:
        return applied_on, on_file_on, workday(date(2025, 12, dice.randint(22, 29))), "exited"
    if number % 35 == 12:
        return applied_on, on_file_on, workday(date(2026, dice.randint(3, 6), dice.randint(1, 28))), "exited"
    if number % 70 == 33:
        return applied_on, on_file_on, workday(date(2026, dice.randint(3, 6), dice.randint(1, 28))), "closed"
    return applied_on, on_file_on, None, "overdue" if number % 23 == 5 else "standing"


def file_acts(family: FamilySpec) -> list[Act]:
    """The life of one file, from its registration to today."""
    maker, checker = caseworker_of(family.unit), reviewer_of(family.unit)
    key = family.key
    acts: list[Act] = [TakeFile(family.applied_on, maker, key)]
    if family.fate == "draft":
        return acts
    acts.append(MoveFile(after(family.applied_on, 2), maker, key, HouseholdAction.SUBMIT))
    if family.fate == "returned":
        reason = "缺少医疗费用结算单，请补充后再报。"
        acts.append(MoveFile(after(family.applied_on, 5), checker, key, HouseholdAction.RETURN, reason))
    if family.fate == "temporary":
        reason = "突发交通事故，急需一次性救助。"
        acts.append(MoveFile(after(family.applied_on, 3), checker, key, HouseholdAction.TEMPORARY, reason))
    if family.fate in ("submitted", "returned", "temporary"):
        return acts
    acts.append(MoveFile(after(family.applied_on, 3), maker, key, HouseholdAction.VISIT, "家庭情况与申请一致。"))
    if family.fate == "visited":
        return acts
    acts.append(MoveFile(after(family.applied_on, 4), maker, key, HouseholdAction.CHECK))
    if family.fate == "checked":
        return acts
    acts.append(MoveFile(_noticed_on(family.applied_on), checker, key, HouseholdAction.NOTICE))
    if family.on_file_on is None:
        return acts
    acts.append(MoveFile(family.on_file_on, checker, key, HouseholdAction.APPROVE))
    acts += _reverifications(family, checker)
    if family.off_file_on is not None:
        leaving = HouseholdAction.CLOSE if family.fate == "closed" else HouseholdAction.EXIT
        reason = "迁出本市" if family.fate == "closed" else "家庭收入稳定，经核实已脱困"
        acts.append(MoveFile(family.off_file_on, checker, key, leaving, reason))
    return acts


def _reverifications(family: FamilySpec, checker: str) -> list[Act]:
    """One a year, about when it falls due; the overdue files missed the last one."""
    first = family.on_file_on
    if first is None:
        return []
    end = family.off_file_on or after(ANCHOR, 1)
    days = [workday(first.replace(year=year, day=min(first.day, 25))) for year in range(first.year + 1, 2027)]
    days = [day for day in days if day < end]
    return [Reverify(day, checker, family.key) for day in (days[:-1] if family.fate == "overdue" else days)]
