"""The kept counts of household files: right however a file moves, told and set right when they are not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.orm import Session

from caseapp.domain.households.codes import Category, HouseholdState
from caseapp.models.engine import open_engine
from caseapp.models.household_counts import HouseholdCount
from caseapp.models.households import Household
from caseapp.queries.invariants.registers import miscounted
from caseapp.services import audit, household_counts
from caseapp.services.transaction import transact
from tests.factories.households import make_household
from tests.factories.units import make_unit

WRITERS = 4


def kept(session: Session) -> dict[tuple[int, HouseholdState, Category], int]:
    place = HouseholdCount.unit_id, HouseholdCount.state, HouseholdCount.category
    rows = session.execute(select(*place, func.sum(HouseholdCount.files)).group_by(*place))
    return {(unit_id, state, category): int(files) for unit_id, state, category, files in rows if files}


def told(session: Session) -> list[str]:
    return [str(fault) for fault in miscounted(session)]


def test_a_file_is_counted_where_it_is_now(session: Session) -> None:
    here, there = make_unit(session), make_unit(session)
    file = make_household(session, here, state=HouseholdState.DRAFT)
    other = make_household(session, here)
    assert kept(session) == {
        (here.id, HouseholdState.DRAFT, Category.DEEP): 1,
        (here.id, HouseholdState.ON_FILE, Category.DEEP): 1,
    }
    session.expire_all()
    file.unit_id, file.category = there.id, Category.ACCIDENT
    session.flush()
    session.expire_all()
    file.state, file.note = HouseholdState.SUBMITTED, "also said"
    other.note = "nothing that counts"
    session.flush()
    assert kept(session) == {
        (there.id, HouseholdState.SUBMITTED, Category.ACCIDENT): 1,
        (here.id, HouseholdState.ON_FILE, Category.DEEP): 1,
    }
    with pytest.raises(ZeroDivisionError), audit.apart(session):
        other.state = HouseholdState.CLOSED
        other.off_file_on = other.on_file_on
        session.flush()
        raise ZeroDivisionError
    assert kept(session)[here.id, HouseholdState.ON_FILE, Category.DEEP] == 1
    assert told(session) == []


def test_a_wrong_count_is_told_and_set_right(session: Session) -> None:
    unit = make_unit(session, name="路北区总工会")
    for _ in range(3):
        make_household(session, unit)
    session.execute(
        delete(HouseholdCount).where(HouseholdCount.id == select(func.min(HouseholdCount.id)).scalar_subquery())
    )
    session.execute(text("UPDATE households SET category = 'accident' WHERE id = (SELECT max(id) FROM households)"))
    assert told(session) == [
        f"Unit {unit.id} (路北区总工会), on_file, accident: there are 1 files, the kept count says 0."
    ]
    assert household_counts.recount(session) == 1
    assert told(session) == [] and household_counts.recount(session) == 0


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    opened = open_engine(database)
    yield opened
    opened.dispose()


def test_many_writers_with_folding_and_recounting_between_them_lose_no_file(engine: Engine) -> None:
    with Session(engine) as session:
        ids = transact(session, lambda: [make_household(session, make_unit(session)).id for _ in range(WRITERS)])

    def move(turn: int) -> None:
        with Session(engine) as session:
            for state in (HouseholdState.DRAFT, HouseholdState.SUBMITTED) * 20:
                transact(session, lambda state=state: step(session, ids[turn], state))

    def tend(_: int) -> None:
        with Session(engine) as session:
            for _again in range(15):
                transact(session, lambda: household_counts.fold(session, most=2))
                assert transact(session, lambda: household_counts.recount(session)) == 0

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        for done in [*(pool.submit(move, turn) for turn in range(WRITERS)), *(pool.submit(tend, 0) for _ in range(2))]:
            done.result()
    with Session(engine) as session:
        assert told(session) == []
        transact(session, lambda: household_counts.fold(session, most=1))
        assert session.scalar(select(func.count(HouseholdCount.id))) <= 3 * WRITERS
        assert sum(kept(session).values()) == WRITERS


def step(session: Session, household_id: int, state: HouseholdState) -> None:
    session.get_one(Household, household_id).state = state
    session.flush()
