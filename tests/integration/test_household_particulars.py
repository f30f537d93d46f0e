"""The database keeps the last word on causes; the facts of the form are kept on both databases."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.households.codes import Cause
from caseapp.domain.households.particulars import FloorArea, Housing
from tests.factories.households import make_household
from tests.factories.units import make_unit


@pytest.mark.parametrize("columns", [("cause_2",), ("cause_3", "cause_4")])
def test_a_cause_stands_once_in_a_file(session: Session, columns: tuple[str, ...]) -> None:
    household = make_household(session, make_unit(session))
    for column in columns:
        setattr(household, column, household.main_cause if len(columns) == 1 else Cause.SCHOOLING)
    with pytest.raises(IntegrityError, match="each_cause_once"):
        session.flush()


def test_what_the_form_asks_is_kept(session: Session) -> None:
    household = make_household(session, make_unit(session))
    household.cause_2, household.housing, household.floor_area = Cause.SCHOOLING, Housing.RENTED, FloorArea.TO_20
    household.is_single_parent, household.head.other_phone = False, "03152871234"
    session.flush()
    session.expire_all()
    assert (household.cause_2, household.housing, household.is_single_parent) == (
        Cause.SCHOOLING,
        Housing.RENTED,
        False,
    )
    assert household.head.other_phone == "03152871234"
