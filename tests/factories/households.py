import itertools
from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.households.codes import Category, Cause, HouseholdState, Relation
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import HonourClass, Housing, Marriage, Residence
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.models.units import Unit
from tests.factories.clock import NOW
from tests.factories.people import make_person

_numbers = itertools.count(1)
LEFT = (HouseholdState.EXITED, HouseholdState.CLOSED)


def make_member(
    session: Session,
    household: Household,
    *,
    person: Person | None = None,
    relation: Relation = Relation.CHILD,
    joined_on: date | None = None,
) -> HouseholdMember:
    member = HouseholdMember(
        household=household,
        person=person or make_person(session, name="王小宝"),
        relation=relation,
        joined_on=joined_on or household.applied_on,
        live=household.state not in LEFT,
    )
    session.add(member)
    session.flush()
    return member


def make_household(
    session: Session,
    unit: Unit,
    *,
    head: Person | None = None,
    state: HouseholdState = HouseholdState.ON_FILE,
    category: Category = Category.DEEP,
    on_file_on: date | None = date(2024, 3, 1),
    off_file_on: date | None = None,
    size: int = 1,
    monthly_income_fen: int = 69_500,
    file_no: str | None = None,
) -> Household:
    """A file of `unit` with its head as a member and all that the official form asks; `size` 3 adds two children."""
    head = head or make_person(session)
    left = state in LEFT
    household = Household(
        file_no=file_no or f"TS-9{next(_numbers):05d}",
        unit=unit,
        head=head,
        state=state,
        category=category,
        main_cause=Cause.MAJOR_ILLNESS,
        monthly_income_fen=monthly_income_fen,
        size=size,
        address="河北省唐山市路北区",
        applied_on=date(2024, 2, 1),
        on_file_on=on_file_on if state is HouseholdState.ON_FILE or left else None,
        off_file_on=off_file_on or (date(2025, 1, 31) if left else None),
        reverify_due_on=date(2025, 7, 1) if state is HouseholdState.ON_FILE else None,
    )
    household.staff_no, household.industry, household.housing = "TS0001", "制造业", Housing.RENTED
    household.region_code, household.is_single_parent = "130203", False
    household.started_work_on = date(1998, 7, 1)
    household.other_income_fen, household.yearly_income_fen = 0, 12 * size * monthly_income_fen
    if state is HouseholdState.ON_NOTICE:
        household.notice_starts_on, household.notice_ends_on = date(2024, 2, 5), date(2024, 2, 20)
        household.check_expires_on = date(2024, 8, 5)
    household.touch(None, NOW)
    session.add(household)
    session.flush()
    place = make_member(session, household, person=head, relation=Relation.HEAD)
    place.residence, place.honour_class, place.monthly_income_fen = Residence.URBAN, HonourClass.NONE, 69_500
    head.ethnicity, head.marriage = head.ethnicity or Ethnicity.HAN, head.marriage or Marriage.MARRIED
    head.phone = head.phone or "13900000000"
    for _ in range(size - 1):
        make_member(session, household)
    session.flush()
    return household
