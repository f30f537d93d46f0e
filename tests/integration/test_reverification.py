"""The yearly re-verification of a household file."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, NotAllowed, NotFound
from caseapp.domain.households.codes import HouseholdState
from caseapp.services.reverification import reverify
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.units import make_unit
from tests.factories.users import make_actor


def test_a_file_on_file_is_due_again_a_year_after_it_was_looked_at(session: Session) -> None:
    unit = make_unit(session)
    household = make_household(session, unit)
    reviewer = make_actor(session, Role.REVIEWER, unit)
    reverify(session, reviewer, household_id=household.id, version=household.version, today=TODAY, now=NOW)
    assert household.reverify_due_on == date(2026, 6, 16)


def test_only_files_on_file_are_re_verified(session: Session) -> None:
    unit = make_unit(session)
    household = make_household(session, unit, state=HouseholdState.EXITED)
    reviewer = make_actor(session, Role.REVIEWER, unit)
    with pytest.raises(IllegalStep):
        reverify(session, reviewer, household_id=household.id, version=household.version, today=TODAY, now=NOW)


def test_a_caseworker_or_a_reviewer_elsewhere_does_not_re_verify(session: Session) -> None:
    unit, elsewhere = make_unit(session), make_unit(session)
    household = make_household(session, unit)
    where = {"household_id": household.id, "version": household.version, "today": TODAY, "now": NOW}
    with pytest.raises(NotAllowed):
        reverify(session, make_actor(session, Role.CASEWORKER, unit), **where)
    with pytest.raises(NotFound):
        reverify(session, make_actor(session, Role.REVIEWER, elsewhere), **where)
