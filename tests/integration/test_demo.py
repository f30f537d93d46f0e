"""The demo world in a database: what it shows, and that it was made by the rules."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp import keys
from caseapp.demo.acts import CopyYear
from caseapp.demo.apply import PASSWORD, accounts, make_demo
from caseapp.demo.calendar import ANCHOR
from caseapp.demo.families import FEWEST
from caseapp.demo.spec import World, draw
from caseapp.domain.errors import Refused
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.indicators.measures import Family
from caseapp.domain.indicators.tailoring import measure_of
from caseapp.domain.payments.codes import BatchState, FundSource, LineState
from caseapp.models import sealing
from caseapp.models.activities import Expense, Remittance
from caseapp.models.engine import open_engine
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.users import User
from caseapp.queries.settings import demo_accounts
from caseapp.services import audit, figures, users
from caseapp.services.vault import Vault

pytestmark = pytest.mark.xdist_group("demo")
YEAR_END = date(2025, 12, 31)


@pytest.fixture(scope="module")
def world() -> World:
    return draw()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def demo(
    request: pytest.FixtureRequest, world: World, tmp_path_factory: pytest.TempPathFactory, key_ring: sealing.KeyRing
) -> Iterator[Session]:
    """Made by the command on SQLite, in this process on PostgreSQL."""
    is_sqlite = request.param == "sqlite"
    if is_sqlite:
        home = tmp_path_factory.mktemp("demo") / "home"
        shutil.copytree(request.getfixturevalue("demo_home"), home)
        sealing.use(keys.load_or_make(home / "keys.json"))
    engine = open_engine(
        f"sqlite:///{home / 'caseapp.db'}" if is_sqlite else request.getfixturevalue("make_postgres")()
    )
    with Session(engine) as session:
        if not is_sqlite:
            make_demo(session, world, Vault(tmp_path_factory.mktemp("vault")))
        yield session
    engine.dispose()
    sealing.use(key_ring)


def count(session: Session, *conditions: object, of: type) -> int:
    return session.scalar(select(func.count()).select_from(of).where(*conditions)) or 0  # type: ignore[arg-type]


def test_all_43_figures_of_2025_stand_and_all_but_the_three_in_words_are_computed(demo: Session) -> None:
    rows = figures.figures_of(demo, 2025, as_of=YEAR_END)
    assert Counter(row.source for row in rows) == {"computed": 40, "typed": 3}


def test_most_targets_of_2025_are_met_and_the_others_show_every_colour(demo: Session) -> None:
    rows = figures.figures_of(demo, 2025, as_of=YEAR_END)
    tones = Counter(row.tone for row in rows)
    assert tones["good"] >= 36
    assert tones["warn"] >= 2
    assert tones["bad"] >= 1


def test_the_figures_people_look_at_first_are_the_ones_the_book_asked_for(demo: Session) -> None:
    rows = {row.target: row for row in figures.figures_of(demo, 2025, as_of=YEAR_END)}
    assert rows["≥426户（人）次"].actual == 458
    assert rows["≥140户"].actual == 141
    assert rows["309人"].actual == 309
    assert rows["≤134人"].actual == 131
    assert str(rows["65.49万元"].actual) == "65.49"
    assert str(rows["67.3万元"].actual) == "67.3"


@pytest.mark.parametrize(("year", "as_of"), [(2025, YEAR_END), (2026, ANCHOR)])
def test_every_figure_ties_out_to_the_list_behind_it(demo: Session, year: int, as_of: date) -> None:
    counted = (Family.PAYMENTS, Family.DEPENDANTS, Family.SERVED, Family.MONEY, Family.SURVEY, Family.ACTIVITY)
    for row in figures.figures_of(demo, year, as_of=as_of):
        family = measure_of(row.measure).family if row.measure else Family.TYPED
        if family not in counted:
            continue
        entries = figures.members_of(demo, year, row.project_code, row.row, as_of=as_of).entries
        assert sum(entry.count for entry in entries) == (row.numerator or 0), row.name
        if family is Family.PAYMENTS:
            assert len(entries) == row.numerator


def test_the_audit_trail_is_whole(demo: Session) -> None:
    assert audit.verify(demo) == []


def test_budgets_hold_exactly_what_lines_expenses_and_remittances_used(demo: Session) -> None:
    lines: Counter[tuple[int, str]] = Counter()
    states = {
        BatchState.SUBMITTED: "reserved",
        BatchState.HALF_APPROVED: "reserved",
        BatchState.APPROVED: "committed",
        BatchState.RELEASED: "committed",
    }
    for payment, batch in demo.execute(select(Payment, Batch).join(Payment.batch)):
        if payment.state is LineState.PAID:
            lines[payment.project_id, "spent"] += payment.amount_fen
        elif payment.state is LineState.OPEN and batch.state in states:
            lines[payment.project_id, states[batch.state]] += payment.amount_fen
    for expense in demo.scalars(select(Expense)):
        lines[expense.project_id, "spent"] += expense.amount_fen
    for remittance in demo.scalars(select(Remittance)):
        lines[remittance.project_id, "spent"] += remittance.passed_fen
    for budget in demo.scalars(select(ProjectBudget).where(ProjectBudget.source == FundSource.FISCAL)):
        kept = (budget.reserved_fen, budget.committed_fen, budget.spent_fen)
        assert kept == tuple(lines[budget.project_id, name] for name in ("reserved", "committed", "spent"))


def test_three_people_signed_whatever_was_released(demo: Session) -> None:
    released = demo.scalars(select(Batch).where(Batch.released_at.is_not(None))).all()
    assert released
    for batch in released:
        assert len({batch.submitted_by, batch.approved_by, batch.released_by}) == 3


def test_nobody_is_live_in_two_files(demo: Session) -> None:
    live = select(HouseholdMember.person_id).where(HouseholdMember.live)
    people = demo.scalars(live).all()
    assert len(people) == len(set(people))


def test_work_lists_of_2026_are_alive(demo: Session) -> None:
    assert count(demo, of=Household) == FEWEST + 2  # one of them taken up again, one put down twice
    states = set(demo.scalars(select(Household.state).distinct()))
    assert states == set(HouseholdState)
    assert count(demo, Household.reverify_due_on < ANCHOR, of=Household) >= 5
    soon = (Household.reverify_due_on >= ANCHOR, Household.reverify_due_on < date(2027, 1, 1))
    assert count(demo, *soon, of=Household) >= 5
    aided = select(Payment.household_id).where(Payment.household_id.is_not(None))
    never = (Household.state == HouseholdState.ON_FILE, Household.id.not_in(aided))
    assert count(demo, *never, of=Household) >= 2
    assert set(demo.scalars(select(Batch.state).distinct())) == set(BatchState)
    assert set(demo.scalars(select(Payment.state).distinct())) == set(LineState)
    assert count(demo, Payment.batch_id.is_(None), Payment.state == LineState.OPEN, of=Payment) == 5


def test_a_visitor_of_2026_finds_money_to_give(demo: Session) -> None:
    budgets = demo.scalars(
        select(ProjectBudget).join(Project, Project.id == ProjectBudget.project_id).where(Project.year == 2026)
    )
    for budget in budgets:
        used = budget.reserved_fen + budget.committed_fen + budget.spent_fen
        assert used <= budget.adjusted_fen


def test_each_account_named_on_the_sign_in_page_signs_in(demo: Session, world: World) -> None:
    stored = demo_accounts(demo)
    assert stored is not None
    assert stored["accounts"] == accounts(world)
    for user in demo.scalars(select(User)):
        assert users._hasher.verify(user.password_hash or "", stored["password"])
    assert stored["password"] == PASSWORD


def test_a_database_with_somebody_in_it_is_refused(database: str, world: World, tmp_path: Path) -> None:
    engine = open_engine(database)
    with Session(engine) as session:
        session.connection(execution_options={"write": True})
        session.add(User(login="somebody", name="某人"))
        session.commit()
        with pytest.raises(Refused, match="already holds"):
            make_demo(session, world, Vault(tmp_path))
    engine.dispose()


def test_an_interrupted_making_leaves_nothing_behind(database: str, world: World, tmp_path: Path) -> None:
    first = [act for act in world.acts if act.on < date(2024, 3, 1)]
    stuck = CopyYear(date(2024, 3, 1), "jixiao", 1999, 2000)
    engine = open_engine(database)
    with Session(engine) as session:
        with pytest.raises(Refused):
            make_demo(session, replace(world, acts=(*first, stuck)), Vault(tmp_path))
        assert count(session, of=Person) == 0
        assert count(session, of=User) == 0
    engine.dispose()


def test_moments_are_stored_in_order_up_to_the_demos_present(demo: Session) -> None:
    newest = demo.scalar(select(func.max(Batch.prepared_at)))
    assert newest is not None
    assert newest < datetime(2026, 11, 1, tzinfo=UTC)
