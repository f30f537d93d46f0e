"""The roster gathers few files and walks many: either way the same files come in the same order."""

from datetime import date
from itertools import product

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import Category, HouseholdState
from caseapp.queries import household_roster
from caseapp.queries.household_filters import Filters
from caseapp.queries.household_roster import ORDERS, roster
from caseapp.queries.page import Wanted
from tests.factories.households import make_household
from tests.factories.units import make_unit
from tests.factories.users import make_actor

TODAY = date(2025, 6, 1)


def listed(session: Session, actor: Actor, filters: Filters, sort: str) -> tuple[list[str], set[int]]:
    """Every file number, page after page, and back from the last page to the one before; what each page counts."""
    page = roster(session, actor, filters, Wanted(sort), today=TODAY)
    rows, counts = [row.file_no for row in page.rows], {page.found}
    while page.next:
        page = roster(session, actor, filters, Wanted(sort, after=page.next), today=TODAY)
        rows += [row.file_no for row in page.rows]
        counts.add(page.found)
    if page.previous:
        page = roster(session, actor, filters, Wanted(sort, before=page.previous), today=TODAY)
        rows += [row.file_no for row in page.rows]
    return rows, counts


def test_gathered_or_walked_the_same_files_come_in_the_same_order(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = make_unit(session, name="唐山市总工会")
    near, below, far = make_unit(session, parent=city), make_unit(session, parent=city), make_unit(session, parent=city)
    homes = [near, make_unit(session, parent=near), far, below]
    for turn in range(150):
        category = Category.DEEP if turn % 3 else Category.RELATIVE
        state = HouseholdState.ON_FILE if turn % 5 else HouseholdState.DRAFT
        make_household(
            session, homes[turn % 4], category=category, state=state, monthly_income_fen=(turn * 7919) % 5 * 10_000
        )
    session.flush()
    wanted = (
        Filters(),
        Filters(unit_id=near.id),
        Filters(state=HouseholdState.ON_FILE, category=Category.DEEP),
        Filters(aided="never"),
    )
    for unit, filters, sort in product((city, near, far), wanted, ORDERS):
        actor = make_actor(session, Role.AUDITOR, unit=unit)
        monkeypatch.setattr(household_roster, "FEW", 2_000)
        gathered = listed(session, actor, filters, f"-{sort}"), listed(session, actor, filters, sort)
        monkeypatch.setattr(household_roster, "FEW", -1)
        walked = listed(session, actor, filters, f"-{sort}"), listed(session, actor, filters, sort)
        assert gathered == walked
        assert unit is not city or len(gathered[0][0]) > 50, "more than a page"
