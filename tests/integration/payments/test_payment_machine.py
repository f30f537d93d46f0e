"""Random people doing random things to random payments, some dying over it: what must always hold, holds after each.

Every person here has all three roles at once, so that only the rules of signing stand between them and the money. A
walk starts in a house that is lived in: a batch half paid, one that waits, a draft and a free line.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Refused
from caseapp.domain.payments.codes import REPAYABLE, AidKind, BatchState, LineState, Repeat
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.queries.invariants import broken, changed_after_release
from caseapp.services import aid, batches, settlement, signing, signing_rules
from caseapp.services.settlement import Results
from tests.factories.clock import NOW, TODAY
from tests.factories.payments import make_standard
from tests.factories.users import actor_of, make_post, make_user
from tests.integration.payments.house import House
from tests.integration.payments.standing import OUT, WAITS, Standing

EXAMPLES = int(os.environ.get("CASEAPP_EXAMPLES", "1000"))
"""On each of the two databases."""
STEPS = 14
TOMORROW = TODAY + timedelta(days=1)
LARGE_FEN = 200_000
PEOPLE = st.integers(0, 4)
LOGGERS = st.sampled_from([0, 0, 0, 1])
PICK = st.integers(0, 999)
AMOUNTS = st.integers(1, 400_000)
DAYS = st.integers(-1, 2).map(lambda days: TODAY + timedelta(days=days))
TO_SIGN = (*WAITS, BatchState.APPROVED)


OFTEN = ("logged", "paid", "opened again", "reversed", "Refused", "Died")
"""What happens in a tenth of the walks at least."""


class Died(Exception):
    """The program is killed between two statements."""


@contextmanager
def dying(session: Session, at: int) -> Iterator[None]:
    """Die before the statement of that number; 0 lives on."""
    left = at

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Died

    if at:
        event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        yield
    finally:
        if at:
            event.remove(session.get_bind(), "before_cursor_execute", count)


class Scene:
    """The house every walk starts in."""

    def __init__(self, session: Session) -> None:
        self.house = House(session)
        city = session.get_one(Unit, self.house.city_id)
        make_standard(session, AidKind.LIVING, amount_fen=300_000, repeat=Repeat.QUARTER)
        signing_rules.add(
            session, SYSTEM, valid_from=TODAY, second_from_fen=LARGE_FEN, document_no="唐工发〔2025〕9号", now=NOW,
            today=TODAY,
        )  # fmt: skip
        self.people: list[Actor] = []
        for _ in range(5):
            user = make_user(session)
            for role in (Role.CASEWORKER, Role.REVIEWER, Role.CASHIER):
                make_post(session, user, role, city)
            session.refresh(user)
            self.people.append(actor_of(user))
        self.saw: dict[int, dict[str, tuple[int, str]]] = {}
        lines = self.log(50_000, 0), self.log(70_000, 1), self.log(60_000, 2)
        self.sign(self.prepare(*lines), 4)
        when: dict[str, Any] = {"now": NOW, "today": TODAY}
        settlement.record_paid(session, self.people[3], line_id=lines[0], paid_on=TODAY, **when)
        settlement.record_failed(session, self.people[3], line_id=lines[1], reason="账号有误", now=NOW)
        self.sign(self.prepare(self.log(90_000, 0)), 1)
        self.prepare(self.log(80_000, 2))
        self.log(40_000, 0)

    def log(self, amount: int, household: int) -> int:
        return self.house.log(amount, household=household, actor=self.people[0], reason="二次住院").id

    def prepare(self, *lines: int) -> int:
        return self.house.prepare(*lines, actor=self.people[0]).id

    def sign(self, batch_id: int, steps: int) -> None:
        acts: tuple[tuple[str, Callable[..., object], int], ...] = (
            ("submitted", signing.submit, 0),
            ("approved", signing.approve, 2),
            ("released", signing.release, 3),
        )
        for signed, act, who in acts[:steps]:
            digest = signing.seen_digest(self.house.session, batch_id)
            act(self.house.session, self.people[who], batch_id=batch_id, seen=digest, now=NOW)
            self.saw.setdefault(batch_id, {})[signed] = (self.people[who].id or 0, digest)


class Payments(RuleBasedStateMachine):
    session: ClassVar[Session]
    scene: ClassVar[Scene]
    met: ClassVar[Counter[str]]
    """In how many walks each thing happened."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = self.session.begin_nested()
        self.house, self.people = self.scene.house, self.scene.people
        self.saw = {batch: dict(signed) for batch, signed in self.scene.saw.items()}
        self.old_digests: list[str] = []
        self.dies_at = 0
        self.happened: set[str] = set()
        self.stands = self.checked = Standing.read(self.session)

    def teardown(self) -> None:
        assert not list(changed_after_release(self.session))
        self.met.update(self.happened | {"walks"})
        self.savepoint.rollback()
        self.forget()

    def forget(self) -> None:
        """As a program that was started anew."""
        self.session.info.clear()
        self.session.expunge_all()

    def attempt(self, what: str, act: Callable[..., object], who: int, **asked: object) -> bool:
        """One transaction: done whole, or refused or killed and nothing done."""
        dies_at, self.dies_at = self.dies_at, 0
        try:
            with self.session.begin_nested(), dying(self.session, dies_at):
                act(self.session, self.people[who], **asked)
                self.session.flush()
        except (Refused, Died) as end:
            self.happened.add(type(end).__name__)
            self.forget()
            assert Standing.read(self.session) == self.stands
            return False
        self.stands = Standing.read(self.session)
        self.happened.add(what)
        self.met["acts"] += 1
        return True

    @rule(at=st.integers(1, 12))
    def the_next_act_is_killed(self, at: int) -> None:
        self.dies_at = at

    @rule(who=LOGGERS, household=st.integers(0, 2), amount=AMOUNTS, reason=st.sampled_from(["", "二次住院"]))
    def log(self, who: int, household: int, amount: int, reason: str) -> None:
        self.attempt(
            "logged",
            lambda _, actor: self.house.log(amount, household=household, actor=actor, reason=reason),
            who,
        )

    @precondition(lambda self: len(self.stands.lines_in(LineState.OPEN)) > 3)
    @rule(who=PEOPLE, line=PICK)
    def undo(self, who: int, line: int) -> None:
        self.attempt("undone", aid.undo, who, line_id=one_of(self.stands.lines_in(LineState.OPEN), line), now=NOW)

    @precondition(
        lambda self: any(line.batch_id is None and line.state is LineState.OPEN for line in self.stands.lines)
    )
    @rule(who=LOGGERS)
    def prepare(self, who: int) -> None:
        self.attempt("prepared", lambda _, actor: self.house.prepare(actor=actor), who)

    @rule(who=LOGGERS, batch=PICK, line=PICK)
    def add_line(self, who: int, batch: int, line: int) -> None:
        into = one_of(self.stands.batches_in(BatchState.DRAFT, BatchState.SUBMITTED), batch)
        lines = [one_of(self.stands.lines_in(LineState.OPEN), line)]
        self.attempt("added", batches.add_lines, who, batch_id=into, line_ids=lines, now=NOW)

    @precondition(lambda self: len(self.stands.lines_of(BatchState.DRAFT)) > 1)
    @rule(who=PEOPLE, line=PICK)
    def remove_line(self, who: int, line: int) -> None:
        inside = {one.id: one.batch_id for one in self.stands.lines if one.batch_id is not None}
        chosen = one_of(list(inside), line)
        self.attempt("taken out", batches.remove_line, who, batch_id=inside[chosen], line_id=chosen, now=NOW)

    @rule(household=st.integers(0, 2), account=st.sampled_from(["6222020000000000", "6217000000000001"]))
    def change_account(self, household: int, account: str) -> None:
        def change(session: Session, _: Actor) -> None:
            of = select(Payment.person_id).where(Payment.household_id == self.house.households[household]).limit(1)
            session.get_one(Person, session.scalars(of).one()).account = account

        self.attempt("account changed", change, 0)

    @rule(who=st.permutations(range(5)), batch=PICK, seen=PICK, steps=st.sampled_from([4, 4, 3, 2, 1]))
    def carry_on(self, who: list[int], batch: int, seen: int, steps: int) -> None:
        """Up to four signatures in a row over one batch, by whomever: most walks need this to get far."""
        chosen = one_of(self.stands.batches_in(BatchState.DRAFT, *TO_SIGN), batch)
        for person in who[:steps]:
            self.sign(person, chosen, seen)

    @rule(who=PEOPLE, batch=PICK, seen=PICK, act=st.sampled_from([signing.submit, signing.approve, signing.release]))
    def sign_one(self, who: int, batch: int, seen: int, act: Callable[..., object]) -> None:
        self.sign(who, one_of(self.stands.batches_in(BatchState.DRAFT, *TO_SIGN), batch), seen, act)

    def sign(self, who: int, batch_id: int, seen: int, act: Callable[..., object] | None = None) -> None:
        """The act that is due unless told otherwise, over what the person saw: mostly the lines as they are."""
        state = next((batch.state for batch in self.stands.batches if batch.id == batch_id), BatchState.DRAFT)
        signed = SIGNATURES.get(state)
        if signed is None:
            return
        self.old_digests.append(signing.seen_digest(self.session, batch_id))
        digest = self.old_digests[seen % len(self.old_digests) if seen % 7 == 0 else -1]
        if self.attempt(signed[0], act or signed[1], who, batch_id=batch_id, seen=digest, now=NOW):
            if state is BatchState.DRAFT:
                self.saw[batch_id] = {}
            self.saw[batch_id][signed[0]] = (self.people[who].id or 0, digest)

    @precondition(lambda self: self.stands.batches_in(*TO_SIGN))
    @rule(who=PEOPLE, batch=PICK)
    def send_back(self, who: int, batch: int) -> None:
        chosen = one_of(self.stands.batches_in(*TO_SIGN), batch)
        self.attempt("sent back", signing.send_back, who, batch_id=chosen, reason="账号有误", now=NOW)

    @precondition(lambda self: len(self.stands.batches_in(BatchState.DRAFT)) > 1)
    @rule(who=PEOPLE, batch=PICK)
    def cancel(self, who: int, batch: int) -> None:
        chosen = one_of(self.stands.batches_in(BatchState.DRAFT, BatchState.SUBMITTED), batch)
        self.attempt("cancelled", signing.cancel, who, batch_id=chosen, now=NOW)

    @precondition(lambda self: self.stands.lines_of(BatchState.RELEASED))
    @rule(who=PEOPLE, line=PICK, day=DAYS)
    def pay(self, who: int, line: int, day: date) -> None:
        chosen = one_of(self.stands.lines_of(BatchState.RELEASED, BatchState.APPROVED), line)
        self.attempt("paid", settlement.record_paid, who, line_id=chosen, paid_on=day, now=NOW, today=TOMORROW)

    @precondition(lambda self: self.stands.lines_of(BatchState.RELEASED))
    @rule(who=PEOPLE, line=PICK)
    def fail(self, who: int, line: int) -> None:
        chosen = one_of(self.stands.lines_of(BatchState.RELEASED), line)
        self.attempt("failed", settlement.record_failed, who, line_id=chosen, reason="账号有误", now=NOW)

    @precondition(lambda self: self.stands.lines_of(BatchState.RELEASED))
    @rule(who=PEOPLE, batch=PICK)
    def pay_all(self, who: int, batch: int) -> None:
        chosen = one_of(self.stands.batches_in(BatchState.RELEASED), batch)
        self.attempt("paid", settlement.pay_all, who, batch_id=chosen, paid_on=TODAY, now=NOW, today=TODAY)

    @rule(
        who=PEOPLE, batch=PICK, ends=st.lists(st.sampled_from(["paid", "failed", "back", ""]), min_size=1, max_size=4)
    )
    def bank_answers(self, who: int, batch: int, ends: list[str]) -> None:
        """The bank's answer over several lines at once: open ones are paid, failed, or paid and back again."""
        chosen = one_of(self.stands.batches_in(*OUT), batch)
        paid: dict[int, date] = {}
        failed: dict[int, str] = {}
        back: dict[int, date] = {}
        for end, line in zip(ends, (line for line in self.stands.lines if line.batch_id == chosen), strict=False):
            if end == "failed":
                failed[line.id] = "账户已注销"
            if end == "back":
                back[line.id] = TOMORROW
            if end == "paid" or (end == "back" and line.state is LineState.OPEN):
                paid[line.id] = TODAY
        results = Results(paid, failed, back)
        self.attempt(
            "bank answered", settlement.record_results, who, batch_id=chosen, results=results, now=NOW, today=TOMORROW
        )

    @precondition(lambda self: self.stands.lines_in(LineState.PAID))
    @rule(who=PEOPLE, line=PICK, day=DAYS)
    def come_back(self, who: int, line: int, day: date) -> None:
        chosen = one_of(self.stands.lines_in(LineState.PAID), line)
        self.attempt(
            "came back", settlement.record_return, who, line_id=chosen, returned_on=day, now=NOW, today=TOMORROW
        )

    @precondition(lambda self: self.stands.lines_in(LineState.PAID))
    @rule(who=PEOPLE, line=PICK)
    def reverse(self, who: int, line: int) -> None:
        chosen = one_of(self.stands.lines_in(LineState.PAID), line)
        self.attempt("reversed", settlement.reverse, who, line_id=chosen, reason="误登记", now=NOW)

    @precondition(lambda self: self.stands.lines_in(*REPAYABLE))
    @rule(who=LOGGERS, line=PICK)
    def repay(self, who: int, line: int) -> None:
        chosen = one_of(self.stands.lines_in(*REPAYABLE), line)
        self.attempt("opened again", aid.repay, who, line_id=chosen, now=NOW)

    @invariant()
    def the_money_is_right(self) -> None:
        if self.stands is self.checked:
            return
        self.checked = self.stands
        self.stands.check(self.saw)
        assert not broken(self.session, self.house.project_id)


SIGNATURES: dict[BatchState, tuple[str, Callable[..., object]]] = {
    BatchState.DRAFT: ("submitted", signing.submit),
    BatchState.SUBMITTED: ("approved", signing.approve),
    BatchState.HALF_APPROVED: ("second_approved", signing.approve),
    BatchState.APPROVED: ("released", signing.release),
}


def one_of(ids: list[int], pick: int) -> int:
    """One of them, or an id that nothing has."""
    return ids[pick % len(ids)] if ids else 0


def test_money_keeps_its_rules_whatever_people_do(session: Session) -> None:
    met: Counter[str] = Counter()
    machine = type("PaymentsHere", (Payments,), {"session": session, "scene": Scene(session), "met": met})
    session.flush()
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None)
    )
    assert met["walks"] >= EXAMPLES
    rare = {what: met[what] for what in OFTEN if met[what] < EXAMPLES // 10}
    assert not rare, "too few walks came so far to try anything"
