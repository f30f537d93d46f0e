"""Each rule of the money, broken behind the services' back, is named; a sound house has nothing to say."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from caseapp.app import create_app
from caseapp.cli.root import cli
from caseapp.config import Settings
from caseapp.domain.errors import Refused
from caseapp.domain.money import Money
from caseapp.domain.payments.codes import BatchState
from caseapp.extensions import db
from caseapp.models.engine import open_engine
from caseapp.models.payments import Payment
from caseapp.models.projects import ProjectBudget
from caseapp.queries import invariants
from caseapp.queries.invariants.check import DIGEST, RULES
from caseapp.services import records, settlement
from caseapp.services.transaction import transact
from tests.factories.clock import NOW, TODAY
from tests.integration.payments.house import FISCAL, House

FREED = ("batches", "payments", "project_budgets")
BREAKS = {
    "ledger.reserved": "UPDATE project_budgets SET reserved_fen = reserved_fen + 1",
    "ledger.committed": "UPDATE project_budgets SET committed_fen = committed_fen + 1",
    "ledger.spent": "DELETE FROM postings WHERE move = 'spend'",
    "ledger.no_budget": "UPDATE postings SET source = 'other' WHERE move = 'commit'",
    "budget.adjusted": "UPDATE project_budgets SET adjusted_fen = adjusted_fen + 1",
    "budget.passed": "UPDATE project_budgets SET adjusted_fen = 1",
    "batch.reserved": "UPDATE postings SET batch_id = NULL WHERE move = 'reserve'",
    "batch.committed": "UPDATE postings SET amount_fen = 1 WHERE move = 'commit'",
    "batch.spent": "UPDATE payments SET amount_fen = amount_fen + 1 WHERE state = 'paid'",
    "expense.posted": "UPDATE expenses SET amount_fen = amount_fen + 1",
    "remittance.posted": "UPDATE remittances SET passed_fen = passed_fen - 1",
    "batch.totals": "UPDATE batches SET line_count = line_count + 1",
    "line.unreleased": "UPDATE payments SET batch_id = NULL WHERE state = 'paid'",
    "line.unsettled": "UPDATE batches SET state = 'settled'",
    "batch.signers": "UPDATE payments SET logged_by = (SELECT max(approved_by) FROM batches)",
    "batch.signatures": "UPDATE batches SET released_digest = 'x', approved_digest = 'x'",
    "claim.live_once": "UPDATE payments SET claim = (SELECT min(claim) FROM payments)",
    "line.repays": "UPDATE payments SET repays_id = (SELECT min(id) FROM payments WHERE state = 'paid')"
    " WHERE state = 'open'",
    "line.days": "UPDATE payments SET returned_on = NULL WHERE state = 'returned'",
    "line.payee": "UPDATE payments SET payee_name = NULL",
    "line.reversal": "DELETE FROM reversals",
    DIGEST: "UPDATE payments SET claim = claim || 'x'",
}
MONEY = re.compile(r"\d[\d,]*\.\d\d yuan")


def told(session: Session, project_id: int | None = None) -> dict[str, str]:
    session.expire_all()
    return {str(fault.field): str(fault) for fault in invariants.faults(session, project_id)}


def lived_in(session: Session) -> House:
    """A released batch with a line in every state of the bank's answer, an expense and a remittance."""
    house = House(session)
    house.households *= 2
    for number, household in enumerate(house.households):
        house.log(10_000 + number, household=household_of(house, household), reason="二次")
    batch = house.prepare()
    house.submit(batch)
    house.approve(batch)
    house.release(batch)
    ids = session.scalars(select(Payment.id).order_by(Payment.id)).all()
    when = {"now": NOW, "today": TODAY + timedelta(days=1)}
    for line_id in ids[:3]:
        settlement.record_paid(session, house.cashier, line_id=line_id, paid_on=TODAY, **when)  # type: ignore[arg-type]
    settlement.record_return(session, house.cashier, line_id=ids[0], returned_on=TODAY, **when)  # type: ignore[arg-type]
    settlement.reverse(session, house.reviewer, line_id=ids[1], reason="误登记", now=NOW)
    settlement.record_failed(session, house.cashier, line_id=ids[3], reason="账号有误", now=NOW)
    shared = {"project_id": house.project_id, "source": FISCAL, "now": NOW, "today": TODAY}
    records.record_expense(
        session, house.maker, amount_fen=5_000, paid_on=TODAY, voucher_no="1", subject="横幅", **shared
    )
    records.record_remittance(
        session,
        house.maker,
        quarter=1,
        due_on=date(2025, 4, 20),
        due_fen=9_000,
        received_fen=9_000,
        passed_fen=4_000,
        passed_on=TODAY,
        voucher_no="2",
        **shared,
    )
    return house


def household_of(house: House, household_id: int) -> int:
    return house.households.index(household_id)


@pytest.fixture
def unguarded(session: Session) -> Session:
    """The session of a database that has lost its own constraints."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
    else:
        named = text(
            "SELECT conrelid::regclass, conname FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid::regclass::text = ANY(:t)"
        )
        for table, name in session.execute(named, {"t": list(FREED)}).all():
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    session.execute(text("DROP INDEX uq_payments_project_id_claim_live"))
    return session


def test_a_sound_house_has_nothing_to_say(session: Session) -> None:
    lived_in(session)
    assert told(session) == {}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_rule_is_named_with_its_row_and_nothing_more_is_released(unguarded: Session, rule: str) -> None:
    house = lived_in(unguarded)
    waiting = house.prepare(house.log(reason="另一次").id)
    house.submit(waiting)
    house.approve(waiting)
    unguarded.execute(text(BREAKS[rule]))
    found = told(unguarded)
    assert rule in found
    assert re.search(r"\d", found[rule])
    if rule in RULES and RULES[rule].is_money:
        assert MONEY.search(found[rule])
    assert told(unguarded, house.project_id) == found
    assert told(unguarded, house.project_id + 1) == {}
    with pytest.raises(Refused, match="nothing is released before they are put right") as refused:
        house.release(waiting)
    assert str(refused.value).endswith(str(next(invariants.faults(unguarded, house.project_id))))


def test_every_rule_has_been_broken() -> None:
    assert set(BREAKS) == {*RULES, DIGEST}


def test_the_sentence_says_what_is_kept_and_what_is_posted(session: Session) -> None:
    lived_in(session)
    session.execute(text("UPDATE project_budgets SET spent_fen = spent_fen + 100"))
    budget = session.scalars(select(ProjectBudget)).one()
    spent = Money(budget.spent_fen).yuan()
    assert told(session)["ledger.spent"] == (
        f"Budget {budget.id} ({house_code(session)} fiscal) does not equal the ledger: "
        f"it keeps {spent:,.2f} yuan, the postings {spent - 1:,.2f}."
    )


def test_nothing_is_released_while_the_books_of_its_project_disagree(session: Session) -> None:
    house = lived_in(session)
    batch = house.prepare(house.log(reason="另一次").id)
    house.submit(batch)
    house.approve(batch)
    session.execute(text("UPDATE project_budgets SET spent_fen = spent_fen + 1"))
    with pytest.raises(Refused, match="nothing is released before they are put right: Budget"):
        house.release(batch)
    session.execute(text("UPDATE project_budgets SET spent_fen = spent_fen - 1"))
    house.release(batch)
    assert batch.state is BatchState.RELEASED


def test_the_command_says_what_is_wrong_and_ends_with_1(database: str, tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, database_url=database))

    def check() -> Result:
        return CliRunner().invoke(cli, ["invariants"], obj=lambda: app)

    engine = open_engine(database)
    with Session(engine) as opened:
        transact(opened, lambda: lived_in(opened))
        sound = check()
        transact(opened, lambda: opened.execute(text("UPDATE project_budgets SET reserved_fen = 1")))
        broken = check()
    engine.dispose()
    with app.app_context():
        db.engine.dispose()
    assert (sound.exit_code, broken.exit_code) == (0, 1), sound.output + broken.output
    assert "The books agree" in sound.output
    assert "ledger.reserved: Budget 1" in broken.output


def house_code(session: Session) -> str:
    return str(session.scalar(text("SELECT code FROM projects")))
