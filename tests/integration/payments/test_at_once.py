"""Many people at once against a tight budget: never passed, no line lost, no deadlock shown to anyone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from caseapp.domain.errors import Refused
from caseapp.domain.payments.codes import BatchState
from caseapp.models.engine import open_engine
from caseapp.models.payments import Batch, BatchStep, Payment
from caseapp.models.projects import ProjectBudget
from caseapp.services import audit, signing
from caseapp.services.transaction import transact
from tests.factories.clock import NOW
from tests.integration.payments.house import House

THREADS = 8
BATCHES = 12
LINE = 300_000


def together(engine: Engine, act: Callable[[Session, int], None], numbers: range) -> list[str]:
    """Run `act` for each number in its own transaction; gives the refusals."""

    def one(number: int) -> str:
        with Session(engine) as session:
            try:
                transact(session, lambda: act(session, number))
            except Refused as refusal:
                return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, numbers))


def test_many_signers_at_once_never_pass_the_budget(database: str) -> None:
    """Twelve batches of 3,000 against 10,000: exactly three are submitted, and approved once by many clicks."""
    engine = open_engine(database)
    with Session(engine) as session:
        house = transact(session, lambda: _twelve_drafts(session))
        ids = session.scalars(select(Batch.id).order_by(Batch.id)).all()

    def submit(session: Session, number: int) -> None:
        seen = signing.seen_digest(session, ids[number])
        signing.submit(session, house.maker, batch_id=ids[number], seen=seen, now=NOW)

    def approve(session: Session, number: int) -> None:
        batch_id = ids[number % BATCHES]
        seen = signing.seen_digest(session, batch_id)
        signing.approve(session, house.reviewer, batch_id=batch_id, seen=seen, now=NOW)

    assert together(engine, submit, range(BATCHES)).count("done") == 3
    assert together(engine, approve, range(BATCHES * 3)).count("done") == 3
    with Session(engine) as session:
        budget = session.scalars(select(ProjectBudget)).one()
        assert (budget.reserved_fen, budget.committed_fen, budget.spent_fen) == (0, 3 * LINE, 0)
        states = session.scalars(select(Batch.state)).all()
        assert states.count(BatchState.APPROVED) == 3
        assert session.scalar(select(func.count(BatchStep.id))) == 6
        assert audit.verify(session) == []
    engine.dispose()


def test_the_same_aid_logged_by_many_at_once_is_logged_once(database: str) -> None:
    engine = open_engine(database)
    with Session(engine) as session:
        house = transact(session, lambda: House(session))

    def log(session: Session, number: int) -> None:
        mine = House.__new__(House)
        mine.__dict__.update(house.__dict__, session=session)
        mine.log(actor=(house.maker, house.second_maker)[number % 2])

    outcomes = together(engine, log, range(THREADS * 2))
    assert outcomes.count("done") == 1
    with Session(engine) as session:
        assert session.scalar(select(func.count(Payment.id))) == 1
    engine.dispose()


def test_batches_prepared_at_once_get_their_own_numbers(database: str) -> None:
    engine = open_engine(database)

    def start(session: Session) -> tuple[House, list[int]]:
        house = House(session)
        lines = [house.log(household=n % 3, reason="x").id for n in range(BATCHES)]
        return house, lines

    with Session(engine) as session:
        house, lines = transact(session, lambda: start(session))

    def prepare(session: Session, number: int) -> None:
        mine = House.__new__(House)
        mine.__dict__.update(house.__dict__, session=session)
        mine.prepare(lines[number])

    assert together(engine, prepare, range(BATCHES)).count("done") == BATCHES
    with Session(engine) as session:
        numbers = session.scalars(select(Batch.number).order_by(Batch.number)).all()
        assert numbers == [f"2025-{n:03d}" for n in range(1, BATCHES + 1)]
    engine.dispose()


def _twelve_drafts(session: Session) -> House:
    house = House(session)
    for number in range(BATCHES):
        line = house.log(LINE, household=number % 3, reason="x")
        house.prepare(line.id)
    return house
