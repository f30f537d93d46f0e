"""Both databases keep the same promises."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from caseapp.models.engine import open_engine
from caseapp.models.people import Person
from caseapp.models.units import Unit


def test_a_reading_transaction_cannot_write(database: str) -> None:
    engine = open_engine(database)
    with Session(engine) as session, pytest.raises(DBAPIError):
        session.add(Unit(code="1", name="甲", path="0001"))
        session.flush()


def test_foreign_keys_are_kept(session: Session) -> None:
    session.add(Unit(code="1", name="甲", path="0001", parent_id=999))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_sealed_number_opens_only_in_its_own_row(session: Session) -> None:
    session.execute(text("SELECT 1"))
    one, other = Person(name="甲"), Person(name="乙")
    one.id_number = "130202198001010016"
    assert one.id_number == "130202198001010016"
    assert b"1302021980" not in one.id_number_sealed
    other.id_number_sealed = one.id_number_sealed
    with pytest.raises(Exception, match="another row"):
        _ = other.id_number
