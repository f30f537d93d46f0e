"""Who may take which step of a batch: decided purely, before anything is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.errors import IllegalStep, NotAllowed, Refused, StaleView
from caseapp.domain.payments.codes import BATCH_LIFE, BatchAction, BatchState
from caseapp.domain.payments.signing import APPROVALS, SIGNED_OVER, BatchFacts, approval_due, decide

PEOPLE = st.integers(1, 5)
DIGESTS = st.sampled_from(["aa", "bb"])


def facts(state: BatchState = BatchState.SUBMITTED, **changes: object) -> BatchFacts:
    values: dict[str, object] = {
        "state": state,
        "makers": frozenset({1, 2}),
        "approvals_needed": 1,
        "approved_by": 3 if state in (BatchState.HALF_APPROVED, BatchState.APPROVED, BatchState.RELEASED) else None,
        "second_approved_by": None,
        "released_by": None,
        "digest": "aa",
        "submitted_digest": None if state is BatchState.DRAFT else "aa",
        "line_count": 2,
        "total_fen": 100,
        "open_lines": 2,
    }
    return BatchFacts(**(values | changes))  # type: ignore[arg-type]


ANY_FACTS = st.builds(
    BatchFacts,
    state=st.sampled_from(BatchState),
    makers=st.frozensets(PEOPLE, min_size=1),
    approvals_needed=st.integers(1, 2),
    approved_by=st.none() | PEOPLE,
    second_approved_by=st.none() | PEOPLE,
    released_by=st.none(),
    digest=DIGESTS,
    submitted_digest=st.none() | DIGESTS,
    line_count=st.integers(0, 3),
    total_fen=st.integers(0, 1000),
    open_lines=st.integers(0, 3),
)


@given(ANY_FACTS, st.sampled_from(BatchAction), st.none() | PEOPLE, st.none() | DIGESTS, st.sampled_from(["", "x"]))
def test_a_step_that_is_taken_keeps_every_rule(
    before: BatchFacts, action: BatchAction, actor_id: int | None, seen: str | None, reason: str
) -> None:
    try:
        step = decide(before, action, actor_id=actor_id, seen=seen, reason=reason)
    except Refused:
        return
    assert BATCH_LIFE.steps[(before.state, action)] is step.after
    assert step.by == actor_id
    if action in SIGNED_OVER:
        assert seen == before.digest == step.digest
    if action in APPROVALS | {BatchAction.RELEASE}:
        assert actor_id not in before.makers
        assert before.digest == before.submitted_digest
    if action in (BatchAction.APPROVE_SECOND, BatchAction.RELEASE):
        assert actor_id != before.approved_by
    if action is BatchAction.RELEASE:
        assert actor_id != before.second_approved_by
    if action in APPROVALS and step.after is BatchState.APPROVED:
        assert before.approvals_needed == 1 or before.state is BatchState.HALF_APPROVED
    if action is BatchAction.SUBMIT:
        assert before.line_count
    if action is BatchAction.RETURN:
        assert reason
    if action is BatchAction.SETTLE:
        assert not before.open_lines


def test_the_maker_cannot_approve() -> None:
    with pytest.raises(NotAllowed, match="another person must approve"):
        decide(facts(), BatchAction.APPROVE, actor_id=2, seen="aa")


def test_the_approver_cannot_release() -> None:
    with pytest.raises(NotAllowed, match="another person must release"):
        decide(facts(BatchState.APPROVED), BatchAction.RELEASE, actor_id=3, seen="aa")


def test_a_large_batch_goes_to_the_cashier_only_after_two_approvals() -> None:
    large = facts(approvals_needed=2)
    assert decide(large, approval_due(large), actor_id=3, seen="aa").after is BatchState.HALF_APPROVED
    with pytest.raises(IllegalStep, match="two approvers"):
        decide(large, BatchAction.APPROVE, actor_id=3, seen="aa")
    half = facts(BatchState.HALF_APPROVED, approvals_needed=2)
    with pytest.raises(IllegalStep):
        decide(half, BatchAction.RELEASE, actor_id=5, seen="aa")
    with pytest.raises(NotAllowed, match="first approval"):
        decide(half, approval_due(half), actor_id=3, seen="aa")
    assert decide(half, approval_due(half), actor_id=4, seen="aa").after is BatchState.APPROVED


def test_neither_of_two_approvers_releases() -> None:
    signed = facts(BatchState.APPROVED, approvals_needed=2, second_approved_by=4)
    for approver in (3, 4):
        with pytest.raises(NotAllowed, match="another person must release"):
            decide(signed, BatchAction.RELEASE, actor_id=approver, seen="aa")


def test_a_small_batch_has_no_first_of_two() -> None:
    with pytest.raises(IllegalStep):
        decide(facts(), BatchAction.APPROVE_FIRST, actor_id=4, seen="aa")


def test_a_maker_cannot_release_either() -> None:
    with pytest.raises(NotAllowed, match="a third person"):
        decide(facts(BatchState.APPROVED), BatchAction.RELEASE, actor_id=1, seen="aa")


def test_the_system_cannot_sign() -> None:
    with pytest.raises(NotAllowed):
        decide(facts(), BatchAction.APPROVE, actor_id=None, seen="aa")


def test_nobody_signs_lines_they_have_not_seen() -> None:
    with pytest.raises(StaleView, match="changed after you opened"):
        decide(facts(), BatchAction.APPROVE, actor_id=4, seen="bb")


def test_an_account_changed_after_submission_voids_the_submission() -> None:
    with pytest.raises(StaleView, match="Send it back"):
        decide(facts(digest="bb"), BatchAction.APPROVE, actor_id=4, seen="bb")


def test_an_empty_batch_is_not_submitted() -> None:
    with pytest.raises(Refused, match="no lines"):
        decide(facts(BatchState.DRAFT, line_count=0), BatchAction.SUBMIT, actor_id=1, seen="aa")


def test_sending_back_needs_a_reason() -> None:
    with pytest.raises(Refused, match="Write why"):
        decide(facts(), BatchAction.RETURN, actor_id=3, reason="  ")


def test_a_draft_is_not_released() -> None:
    with pytest.raises(IllegalStep):
        decide(facts(BatchState.DRAFT), BatchAction.RELEASE, actor_id=9, seen="aa")


def test_a_batch_settles_only_when_every_line_has_a_result() -> None:
    with pytest.raises(IllegalStep, match="2 lines"):
        decide(facts(BatchState.RELEASED), BatchAction.SETTLE, actor_id=9)
