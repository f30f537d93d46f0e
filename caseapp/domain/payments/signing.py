"""The signatures of a batch: who may take which step, and over which lines. Large batches need two approvers."""

from dataclasses import dataclass

from caseapp.domain.errors import N_, IllegalStep, NotAllowed, Refused, StaleView
from caseapp.domain.payments.codes import BATCH_LIFE, BatchAction, BatchState

APPROVALS = frozenset({BatchAction.APPROVE, BatchAction.APPROVE_FIRST, BatchAction.APPROVE_SECOND})
SIGNED_OVER = APPROVALS | {BatchAction.SUBMIT, BatchAction.RELEASE}
"""The steps that bind to the digest the signer saw."""


@dataclass(frozen=True)
class BatchFacts:
    """A batch as it stands. `makers`: who prepared, edited, submitted it or logged one of its lines."""

    state: BatchState
    makers: frozenset[int]
    approvals_needed: int
    approved_by: int | None
    second_approved_by: int | None
    released_by: int | None
    digest: str
    submitted_digest: str | None
    line_count: int
    total_fen: int
    open_lines: int


@dataclass(frozen=True)
class Step:
    action: BatchAction
    before: BatchState
    after: BatchState
    digest: str
    by: int


def approval_due(facts: BatchFacts) -> BatchAction:
    """Which approval comes next: the only one, or the first or second of two."""
    if facts.state is BatchState.HALF_APPROVED:
        return BatchAction.APPROVE_SECOND
    return BatchAction.APPROVE_FIRST if facts.approvals_needed > 1 else BatchAction.APPROVE


def decide(
    facts: BatchFacts, action: BatchAction, *, actor_id: int | None, seen: str | None = None, reason: str = ""
) -> Step:
    """The step, or a refusal: IllegalStep, NotAllowed (the wrong person), StaleView (other lines), Refused."""
    after = BATCH_LIFE.after(facts.state, action)
    if action in APPROVALS and action is not approval_due(facts):
        raise IllegalStep(N_("A batch of this amount needs two approvers, a smaller one needs one. Reload the page."))
    if actor_id is None:
        raise NotAllowed(N_("Only a signed-in person can sign; the system cannot."))
    _third_person(facts, action, actor_id)
    if action in SIGNED_OVER:
        _same_lines(facts, action, seen)
    if action is BatchAction.SUBMIT and facts.line_count == 0:
        raise Refused(N_("The batch has no lines. Add lines before submitting it."))
    if action is BatchAction.RETURN and not reason.strip():
        raise Refused(N_("Write why the batch goes back, so that its maker can mend it."))
    if action is BatchAction.SETTLE and facts.open_lines:
        raise IllegalStep(N_("%(count)s lines have no result yet."), count=facts.open_lines)
    return Step(action, facts.state, after, facts.digest, actor_id)


def _third_person(facts: BatchFacts, action: BatchAction, actor_id: int) -> None:
    if action in APPROVALS and actor_id in facts.makers:
        raise NotAllowed(
            N_("You logged, prepared, changed or submitted part of this batch; another person must approve it.")
        )
    if action is BatchAction.APPROVE_SECOND and actor_id == facts.approved_by:
        raise NotAllowed(N_("You gave the first approval; another person must give the second."))
    if action is BatchAction.RELEASE:
        if actor_id in (facts.approved_by, facts.second_approved_by):
            raise NotAllowed(N_("You approved this batch; another person must release it."))
        if actor_id in facts.makers:
            raise NotAllowed(
                N_("You logged, prepared, changed or submitted part of this batch; a third person must release it.")
            )


def _same_lines(facts: BatchFacts, action: BatchAction, seen: str | None) -> None:
    if seen != facts.digest:
        raise StaleView(N_("The lines of this batch changed after you opened it. Look at them again, then sign."))
    if action is not BatchAction.SUBMIT and facts.digest != facts.submitted_digest:
        raise StaleView(
            N_("A line or a bank account changed after the batch was submitted. Send it back to be submitted again.")
        )
