"""The money as it stands, read at once and reckoned by hand: a second opinion beside the program's own checks."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.domain.payments.ledger import Account
from caseapp.models.ledger import Posting
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import ProjectBudget

_LINE, _BATCH, _POSTING = Payment.__table__.c, Batch.__table__.c, Posting.__table__.c
_LINES = select(
    *(_LINE[name] for name in ("id", "state", "batch_id", "amount_fen", "claim", "repays_id", "logged_by")),
    *(_LINE[name] for name in ("household_id", "payee_name")),
).order_by(_LINE.id)
_SIGNED = ("submitted", "approved", "second_approved", "released")
_BATCHES = select(
    *(_BATCH[name] for name in ("id", "state", "version", "line_count", "total_fen", "approvals_needed")),
    *(_BATCH[name] for name in ("prepared_by", "edited_by")),
    *(_BATCH[f"{signed}_{what}"] for signed in _SIGNED for what in ("by", "digest")),
).order_by(_BATCH.id)
_POSTINGS = select(*(_POSTING[name] for name in ("id", "taken_from", "given_to", "amount_fen", "batch_id")))
_BUDGET = select(
    *(ProjectBudget.__table__.c[f"{name}_fen"] for name in ("adjusted", "reserved", "committed", "spent"))
).order_by(ProjectBudget.__table__.c.id)

OUT = (BatchState.RELEASED, BatchState.SETTLED)
WAITS = (BatchState.SUBMITTED, BatchState.HALF_APPROVED)
LIVE = (LineState.OPEN, LineState.PAID)


@dataclass(frozen=True)
class Standing:
    """Every line, batch, posting and budget; two that are equal are the same database."""

    lines: tuple[Row[Any], ...]
    batches: tuple[Row[Any], ...]
    postings: tuple[Row[Any], ...]
    budgets: tuple[Row[Any], ...]

    @classmethod
    def read(cls, session: Session) -> "Standing":
        connection = session.connection()
        return cls(*(tuple(connection.execute(each)) for each in (_LINES, _BATCHES, _POSTINGS, _BUDGET)))

    def lines_in(self, *states: LineState) -> list[int]:
        return [line.id for line in self.lines if line.state in states]

    def batches_in(self, *states: BatchState) -> list[int]:
        return [batch.id for batch in self.batches if batch.state in states]

    def lines_of(self, *states: BatchState, line: LineState = LineState.OPEN) -> list[int]:
        """The lines in that state of batches in these states."""
        batches = set(self.batches_in(*states))
        return [one.id for one in self.lines if one.state is line and one.batch_id in batches]

    def check(self, saw: dict[int, dict[str, tuple[int, str]]]) -> None:
        """`saw`: for each batch and signature the person who signed and the digest that person was shown."""
        self._ledger()
        self._paid_once()
        for batch in self.batches:
            lines = [line for line in self.lines if line.batch_id == batch.id]
            assert (batch.line_count, batch.total_fen) == (len(lines), sum(line.amount_fen for line in lines))
            if batch.state in OUT:
                self._signed(batch, lines, saw[batch.id])
            else:
                assert {line.state for line in lines} <= {LineState.OPEN}

    def _ledger(self) -> None:
        """Every account of the ledger says what the budget keeps and what the lines make; together they are nothing."""
        accounts: Counter[Account] = Counter()
        by_batch: dict[int | None, Counter[Account]] = {}
        for posting in self.postings:
            own = by_batch.setdefault(posting.batch_id, Counter())
            for sums in (accounts, own):
                sums[posting.taken_from] -= posting.amount_fen
                sums[posting.given_to] += posting.amount_fen
        assert not sum(accounts.values())
        assert all(not sum(sums.values()) for sums in by_batch.values())
        [budget] = self.budgets
        kept = (budget.reserved_fen, budget.committed_fen, budget.spent_fen)
        assert kept == (accounts[Account.RESERVED], accounts[Account.COMMITTED], accounts[Account.SPENT])
        states = {batch.id: batch.state for batch in self.batches}
        wanted: Counter[Account] = Counter()
        for line in self.lines:
            where = states.get(line.batch_id)
            if line.state is LineState.PAID:
                wanted[Account.SPENT] += line.amount_fen
            elif line.state is LineState.OPEN and where in WAITS:
                wanted[Account.RESERVED] += line.amount_fen
            elif line.state is LineState.OPEN and where in (BatchState.APPROVED, BatchState.RELEASED):
                wanted[Account.COMMITTED] += line.amount_fen
        assert kept == (wanted[Account.RESERVED], wanted[Account.COMMITTED], wanted[Account.SPENT])
        assert min(kept) >= 0 and sum(kept) <= budget.adjusted_fen

    def _paid_once(self) -> None:
        live = Counter(line.claim for line in self.lines if line.state in LIVE)
        assert all(count == 1 for count in live.values()), live
        state = {line.id: line.state for line in self.lines}
        for line in self.lines:
            if line.repays_id is not None and line.state in LIVE:
                assert state[line.repays_id] not in LIVE

    @staticmethod
    def _signed(batch: Row[Any], lines: list[Row[Any]], saw: dict[str, tuple[int, str]]) -> None:
        approvers = {batch.approved_by, batch.second_approved_by} - {None}
        makers = {batch.prepared_by, batch.edited_by, batch.submitted_by, *(line.logged_by for line in lines)}
        assert len(approvers) == batch.approvals_needed
        assert not approvers & makers and batch.released_by not in approvers | makers
        assert len({batch.submitted_by, batch.approved_by, batch.released_by}) == 3
        for signed in _SIGNED[:2] + (_SIGNED[2:3] if batch.approvals_needed == 2 else ()) + _SIGNED[3:]:
            person, digest = saw[signed]
            assert (batch._mapping[f"{signed}_by"], batch._mapping[f"{signed}_digest"]) == (person, digest)
        assert len({digest for _, digest in saw.values()}) == 1
        assert all(line.payee_name for line in lines)
