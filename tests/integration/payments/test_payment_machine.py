"""Random people doing random things to random payments: what must always hold, holds after every step.

Every person here has all three roles at once, so that only the rules of signing stand between them and the money.
"""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Refused
from caseapp.domain.payments.codes import AidKind, BatchState, LineState, Repeat
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.services import aid, batches, settlement, signing, signing_rules
from tests.factories.clock import NOW, TODAY
from tests.factories.payments import make_standard
from tests.factories.users import actor_of, make_post, make_user
from tests.integration.payments.house import House

PEOPLE = st.integers(0, 4)
LARGE_FEN = 200_000
LOGGERS = st.sampled_from([0, 0, 0, 1])
PICK = st.integers(0, 999)
AMOUNTS = st.integers(1, 400_000)
DAYS = st.integers(-1, 2).map(lambda days: TODAY + timedelta(days=days))
RELEASED = (
    Payment.state == LineState.OPEN,
    Payment.batch_id.in_(select(Batch.id).where(Batch.state.in_([BatchState.RELEASED, BatchState.APPROVED]))),
)
TO_SIGN = [BatchState.SUBMITTED, BatchState.HALF_APPROVED, BatchState.APPROVED]
BOUND_BY = {
    BatchState.SUBMITTED: "reserved",
    BatchState.HALF_APPROVED: "reserved",
    BatchState.APPROVED: "committed",
    BatchState.RELEASED: "committed",
}


class Payments(RuleBasedStateMachine):
    session: Session

    @initialize()
    def found(self) -> None:
        self.savepoint = self.session.begin_nested()
        self.house = House(self.session)
        city = self.session.get_one(Unit, self.house.city_id)
        make_standard(self.session, AidKind.LIVING, amount_fen=300_000, repeat=Repeat.QUARTER)
        signing_rules.add(
            self.session,
            SYSTEM,
            valid_from=TODAY,
            second_from_fen=LARGE_FEN,
            document_no="唐工发〔2025〕9号",
            now=NOW,
            today=TODAY,
        )
        self.people: list[Actor] = []
        for _ in range(5):
            user = make_user(self.session)
            for role in (Role.CASEWORKER, Role.REVIEWER, Role.CASHIER):
                make_post(self.session, user, role, city)
            self.session.refresh(user)
            self.people.append(actor_of(user))
        self.old_digests = [""]
        for household, amount in enumerate((50_000, 70_000, 90_000)):
            self.house.log(amount, household=household, actor=self.people[household % 2])
        self.house.prepare(actor=self.people[0])

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            self.savepoint.rollback()
            self.session.info.clear()
            self.session.expunge_all()

    def attempt(self, act: Callable[[], object]) -> None:
        try:
            with self.session.begin_nested():
                act()
        except Refused:
            pass

    def some(self, model: type[Batch] | type[Payment], pick: int, *where: object) -> int:
        """The id of a row that fits, or of none."""
        ids = self.session.scalars(select(model.id).where(*where).order_by(model.id)).all()  # type: ignore[arg-type]
        return ids[pick % len(ids)] if ids else 0

    def count(self, column: InstrumentedAttribute[int]) -> int:
        return self.session.scalar(select(func.count(column))) or 0

    def digest(self, batch_id: int, pick: int) -> str:
        """Mostly the present digest, sometimes an earlier one."""
        self.old_digests.append(signing.seen_digest(self.session, batch_id))
        return self.old_digests[pick % len(self.old_digests)] if pick % 5 == 0 else self.old_digests[-1]

    @rule(who=LOGGERS, household=st.integers(0, 2), amount=AMOUNTS, reason=st.sampled_from(["", "二次住院"]))
    def log(self, who: int, household: int, amount: int, reason: str) -> None:
        self.attempt(lambda: self.house.log(amount, household=household, actor=self.people[who], reason=reason))

    @precondition(lambda self: self.count(Payment.id) > 4)
    @rule(who=PEOPLE, line=PICK)
    def undo(self, who: int, line: int) -> None:
        chosen = self.some(Payment, line, Payment.state == LineState.OPEN)
        self.attempt(lambda: aid.undo(self.session, self.people[who], line_id=chosen, now=NOW))

    @rule(who=LOGGERS)
    def prepare(self, who: int) -> None:
        self.attempt(lambda: self.house.prepare(actor=self.people[who]))

    @rule(who=LOGGERS, batch=PICK, line=PICK)
    def add_line(self, who: int, batch: int, line: int) -> None:
        into = self.some(Batch, batch, Batch.state != BatchState.CANCELLED)
        chosen = self.some(Payment, line, Payment.state == LineState.OPEN)
        self.attempt(
            lambda: batches.add_lines(self.session, self.people[who], batch_id=into, line_ids=[chosen], now=NOW)
        )

    @precondition(lambda self: self.count(Payment.id) > 4)
    @rule(who=PEOPLE, line=PICK)
    def remove_line(self, who: int, line: int) -> None:
        chosen = self.some(Payment, line, Payment.batch_id.is_not(None))
        batch_id = self.session.scalar(select(Payment.batch_id).where(Payment.id == chosen)) or 0
        self.attempt(
            lambda: batches.remove_line(self.session, self.people[who], batch_id=batch_id, line_id=chosen, now=NOW)
        )

    @rule(household=st.integers(0, 2), account=st.sampled_from(["6222020000000000", "6217000000000001"]))
    def change_account(self, household: int, account: str) -> None:
        line = select(Payment.person_id).where(Payment.household_id == self.house.households[household]).limit(1)
        person_id = self.session.scalar(line)
        if person_id:
            self.session.get_one(Person, person_id).account = account
            self.session.flush()

    @rule(who=PEOPLE, batch=PICK, seen=PICK)
    def submit(self, who: int, batch: int, seen: int) -> None:
        chosen = self.some(Batch, batch, Batch.state == BatchState.DRAFT)
        self.sign(signing.submit, who, chosen, seen)

    @rule(who=PEOPLE, batch=PICK, seen=PICK)
    def approve(self, who: int, batch: int, seen: int) -> None:
        chosen = self.some(Batch, batch, Batch.state.in_(TO_SIGN))
        self.sign(signing.approve, who, chosen, seen)

    @rule(who=PEOPLE, batch=PICK, seen=PICK)
    def release(self, who: int, batch: int, seen: int) -> None:
        chosen = self.some(Batch, batch, Batch.state.in_(TO_SIGN))
        self.sign(signing.release, who, chosen, seen)

    @rule(who=st.permutations(range(5)), batch=PICK, seen=PICK, steps=st.sampled_from([4, 4, 3, 2, 1]))
    def carry_on(self, who: list[int], batch: int, seen: int, steps: int) -> None:
        """Up to four signatures in a row over one batch, by whomever: most walks need this to get far."""
        chosen = self.some(Batch, batch, Batch.state.in_([BatchState.DRAFT, *BOUND_BY]))
        acts: tuple[Callable[..., object], ...] = (signing.submit, signing.approve, signing.approve, signing.release)
        for act, person in list(zip(acts, who, strict=False))[:steps]:
            self.sign(act, person, chosen, seen)

    def sign(self, act: Callable[..., object], who: int, batch_id: int, seen: int) -> None:
        digest = self.digest(batch_id, seen)
        self.attempt(lambda: act(self.session, self.people[who], batch_id=batch_id, seen=digest, now=NOW))

    @rule(who=PEOPLE, batch=PICK)
    def send_back(self, who: int, batch: int) -> None:
        chosen = self.some(Batch, batch, Batch.state.in_(TO_SIGN))
        self.attempt(
            lambda: signing.send_back(self.session, self.people[who], batch_id=chosen, reason="账号有误", now=NOW)
        )

    @precondition(lambda self: self.count(Batch.id) > 2)
    @rule(who=PEOPLE, batch=PICK)
    def cancel(self, who: int, batch: int) -> None:
        chosen = self.some(Batch, batch, Batch.state != BatchState.CANCELLED)
        self.attempt(lambda: signing.cancel(self.session, self.people[who], batch_id=chosen, now=NOW))

    @rule(who=PEOPLE, line=PICK, day=DAYS)
    def pay(self, who: int, line: int, day: date) -> None:
        chosen, actor = self.some(Payment, line, *RELEASED), self.people[who]
        self.attempt(
            lambda: settlement.record_paid(
                self.session, actor, line_id=chosen, paid_on=day, now=NOW, today=TODAY + timedelta(days=1)
            )
        )

    @rule(who=PEOPLE, line=PICK)
    def fail(self, who: int, line: int) -> None:
        chosen, actor = self.some(Payment, line, *RELEASED), self.people[who]
        self.attempt(lambda: settlement.record_failed(self.session, actor, line_id=chosen, reason="账号有误", now=NOW))

    @rule(who=PEOPLE, batch=PICK)
    def pay_all(self, who: int, batch: int) -> None:
        chosen, actor = self.some(Batch, batch, Batch.state == BatchState.RELEASED), self.people[who]
        self.attempt(
            lambda: settlement.pay_all(self.session, actor, batch_id=chosen, paid_on=TODAY, now=NOW, today=TODAY)
        )

    @rule(who=PEOPLE, line=PICK, day=DAYS)
    def come_back(self, who: int, line: int, day: date) -> None:
        chosen, actor = self.some(Payment, line, Payment.state == LineState.PAID), self.people[who]
        self.attempt(
            lambda: settlement.record_return(
                self.session, actor, line_id=chosen, returned_on=day, now=NOW, today=TODAY + timedelta(days=1)
            )
        )

    @rule(who=PEOPLE, line=PICK)
    def repay(self, who: int, line: int) -> None:
        chosen = self.some(Payment, line, Payment.state.in_([LineState.FAILED, LineState.RETURNED]))
        self.attempt(lambda: aid.repay(self.session, self.people[who], line_id=chosen, now=NOW))

    @invariant()
    def released_money_has_the_people_it_needs(self) -> None:
        out = (BatchState.RELEASED, BatchState.SETTLED)
        rows = self.session.execute(
            select(Batch, func.count(Payment.id), func.sum(Payment.amount_fen))
            .join(Payment, Payment.batch_id == Batch.id)
            .where(Batch.state.in_(out))
            .group_by(Batch.id)
            .execution_options(populate_existing=True)
        ).all()
        for batch, count, total in rows:
            loggers = self.session.scalars(select(Payment.logged_by).where(Payment.batch_id == batch.id)).all()
            makers = {batch.prepared_by, batch.edited_by, batch.submitted_by, *loggers}
            assert batch.approved_by not in makers
            approvers = {batch.approved_by, batch.second_approved_by} - {None}
            assert len(approvers) == batch.approvals_needed == (2 if total >= LARGE_FEN else 1)
            assert not approvers & makers
            assert batch.released_by not in makers | approvers
            if batch.approvals_needed > 1:
                assert batch.second_approved_digest == batch.submitted_digest
            assert batch.submitted_digest == batch.approved_digest == batch.released_digest
            assert (batch.line_count, batch.total_fen) == (count, total)

    @invariant()
    def money_moved_only_in_released_batches(self) -> None:
        settled = Payment.state.in_([LineState.PAID, LineState.FAILED, LineState.RETURNED])
        assert not self.session.scalars(
            select(Payment.id)
            .join(Batch, Batch.id == Payment.batch_id)
            .where(settled, Batch.state.not_in([BatchState.RELEASED, BatchState.SETTLED]))
        ).all()

    @invariant()
    def the_budget_equals_the_sum_of_its_lines(self) -> None:
        sums = dict.fromkeys(("reserved", "committed", "spent"), 0)
        rows = self.session.execute(
            select(Batch.state, Payment.state, func.sum(Payment.amount_fen))
            .join(Batch, Batch.id == Payment.batch_id)
            .group_by(Batch.state, Payment.state)
        ).all()
        for batch_state, line_state, amount in rows:
            if line_state is LineState.PAID:
                sums["spent"] += amount
            elif line_state is LineState.OPEN and batch_state in BOUND_BY:
                sums[BOUND_BY[batch_state]] += amount
        budget = self.house.budget
        assert sums == {
            "reserved": budget.reserved_fen,
            "committed": budget.committed_fen,
            "spent": budget.spent_fen,
        }
        assert sum(sums.values()) <= budget.adjusted_fen

    @invariant()
    def a_claim_is_live_once(self) -> None:
        live = Payment.state.in_([LineState.OPEN, LineState.PAID])
        counts = self.session.scalars(select(func.count()).where(live).group_by(Payment.project_id, Payment.claim))
        assert all(count == 1 for count in counts)


def test_money_keeps_its_rules_whatever_people_do(session: Session) -> None:
    machine = type("PaymentsHere", (Payments,), {"session": session})
    examples = max(1, settings.default.max_examples // 5) if settings.default else 20
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=50, deadline=None))
