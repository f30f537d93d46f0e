"""The steps of a batch: locked, decided, applied as one guarded update, recorded."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, NotAllowed, NotFound, StaleView
from caseapp.domain.payments import signing
from caseapp.domain.payments.changes import written
from caseapp.domain.payments.codes import BatchAction, BatchState, LineState
from caseapp.domain.payments.ledger import Move
from caseapp.domain.payments.signing import BatchFacts, Step
from caseapp.models.batch_snapshots import BatchSnapshot
from caseapp.models.payments import Batch, BatchStep, Payment
from caseapp.models.people import Person
from caseapp.queries.batch_changes import seen_lines
from caseapp.queries.batch_lines import digest_of
from caseapp.queries.signing_rules import approvals_needed
from caseapp.services import audit, budget, lines
from caseapp.services.soundness import demand_sound


def seen_digest(session: Session, batch_id: int) -> str:
    """The digest of the batch's lines as they stand."""
    return digest_of(session, batch_id)


def submit(session: Session, actor: Actor, *, batch_id: int, seen: str, now: datetime) -> None:
    """Sign as maker and reserve the money; raises Refused with what is left when the budget is not enough."""
    batch = _locked(session, actor, batch_id, Permission.BATCH_PREPARE)
    step = signing.decide(_facts(session, batch), BatchAction.SUBMIT, actor_id=actor.id, seen=seen)
    budget.move_batch(session, actor, Move.RESERVE, batch, now=now)
    take(
        session,
        actor,
        batch,
        step,
        now,
        submitted_by=step.by,
        submitted_at=now,
        submitted_digest=step.digest,
        approvals_needed=approvals_needed(session, batch.total_fen, local_day(now)),
    )


def approve(session: Session, actor: Actor, *, batch_id: int, seen: str, now: datetime) -> BatchState:
    """Sign the lines the actor saw, alone or as one of two; gives the state that follows. Raises StaleView when they
    have changed since."""
    batch = _locked(session, actor, batch_id, Permission.BATCH_APPROVE)
    facts = _facts(session, batch)
    step = signing.decide(facts, signing.approval_due(facts), actor_id=actor.id, seen=seen)
    if step.after is BatchState.APPROVED:
        budget.move_batch(session, actor, Move.COMMIT, batch, now=now)
    which = "second_approved" if step.action is BatchAction.APPROVE_SECOND else "approved"
    signed: dict[str, Any] = {f"{which}_by": step.by, f"{which}_at": now, f"{which}_digest": step.digest}
    take(session, actor, batch, step, now, **signed)
    return step.after


def release(session: Session, actor: Actor, *, batch_id: int, seen: str, now: datetime) -> None:
    """Let the money go to the payees as they are now: their names, papers and accounts are copied into the lines."""
    batch = _locked(session, actor, batch_id, Permission.BATCH_RELEASE)
    demand_sound(session, batch.project_id)
    _hold_payees(session, batch)
    step = signing.decide(_facts(session, batch), BatchAction.RELEASE, actor_id=actor.id, seen=seen)
    _copy_payees(session, batch)
    take(session, actor, batch, step, now, released_by=step.by, released_at=now, released_digest=step.digest)


def send_back(session: Session, actor: Actor, *, batch_id: int, reason: str, now: datetime) -> None:
    """Back to draft with a reason; its money is free again and every signature void."""
    if not actor.may(Permission.BATCH_RELEASE):
        actor.demand(Permission.BATCH_APPROVE)
    batch = lines.lock_batch(session, batch_id)
    approved = batch.state is BatchState.APPROVED
    due, other = (Permission.BATCH_RELEASE, Permission.BATCH_APPROVE)[:: 1 if approved else -1]
    try:
        actor.demand(due, batch.unit.path, unseen=lines.NO_BATCH)
    except (NotAllowed, NotFound):
        if not actor.may(other):
            raise
        actor.demand(other, batch.unit.path, unseen=lines.NO_BATCH)
        raise StaleView(N_("The batch has moved on: now it is for others to send it back.")) from None
    step = signing.decide(_facts(session, batch), BatchAction.RETURN, actor_id=actor.id, reason=reason)
    budget.move_batch(session, actor, Move.FREE_COMMITTED if approved else Move.FREE_RESERVED, batch, now=now)
    take(session, actor, batch, step, now, reason=reason.strip(), **_UNSIGNED)


def cancel(session: Session, actor: Actor, *, batch_id: int, now: datetime, reason: str = "") -> None:
    """Give a draft up; its lines are open for other batches."""
    batch = _locked(session, actor, batch_id, Permission.BATCH_PREPARE)
    step = signing.decide(_facts(session, batch), BatchAction.CANCEL, actor_id=actor.id)
    for line in session.scalars(select(Payment).where(Payment.batch_id == batch.id)).all():
        lines.advance(session, line, LineState.OPEN, batch_id=None)
    take(session, actor, batch, step, now, reason=reason.strip(), line_count=0, total_fen=0)


def settle_when_complete(session: Session, actor: Actor, batch: Batch, now: datetime) -> None:
    """The last step, as soon as every line has its result."""
    facts = _facts(session, batch)
    if batch.state is BatchState.RELEASED and not facts.open_lines:
        step = signing.decide(facts, BatchAction.SETTLE, actor_id=actor.id)
        take(session, actor, batch, step, now, settled_at=now)


def take(
    session: Session, actor: Actor, batch: Batch, step: Step, now: datetime, *, reason: str = "", **columns: object
) -> None:
    """Apply a decided step and leave its trace."""
    if step.action in signing.SIGNED_OVER or step.action is BatchAction.RETURN:
        _keep_lines(session, batch, step.digest)
    lines.apply(session, batch, step.after, **columns)
    session.add(
        BatchStep(batch_id=batch.id, action=step.action, by_id=step.by, at=now, reason=reason, digest=step.digest)
    )
    audit.record(
        session,
        actor,
        f"batch.{step.action.value}",
        "batch",
        batch.id,
        now=now,
        digest=step.digest,
        lines=batch.line_count,
        total_fen=batch.total_fen,
    )


def _keep_lines(session: Session, batch: Batch, digest: str) -> None:
    """The lines as the signer saw them, for whoever asks later what changed."""
    known = select(exists().where(BatchSnapshot.batch_id == batch.id, BatchSnapshot.digest == digest))
    if not session.scalar(known):
        session.add(BatchSnapshot(batch_id=batch.id, digest=digest, lines=written(seen_lines(session, batch.id))))


_UNSIGNED: dict[str, None] = dict.fromkeys(
    (
        "submitted_by",
        "submitted_at",
        "submitted_digest",
        "approved_by",
        "approved_at",
        "approved_digest",
        "second_approved_by",
        "second_approved_at",
        "second_approved_digest",
    )
)


def _locked(session: Session, actor: Actor, batch_id: int, permission: Permission) -> Batch:
    batch = lines.lock_batch(session, batch_id)
    actor.demand(permission, batch.unit.path, unseen=lines.NO_BATCH)
    return batch


def _facts(session: Session, batch: Batch) -> BatchFacts:
    loggers = session.scalars(select(Payment.logged_by).where(Payment.batch_id == batch.id).distinct()).all()
    makers = {batch.prepared_by, batch.edited_by, batch.submitted_by, *loggers}
    open_lines = session.scalar(
        select(func.count(Payment.id)).where(Payment.batch_id == batch.id, Payment.state == LineState.OPEN)
    )
    return BatchFacts(
        state=batch.state,
        makers=frozenset(who for who in makers if who is not None),
        approvals_needed=batch.approvals_needed,
        approved_by=batch.approved_by,
        second_approved_by=batch.second_approved_by,
        released_by=batch.released_by,
        digest=digest_of(session, batch.id),
        submitted_digest=batch.submitted_digest,
        line_count=batch.line_count,
        total_fen=batch.total_fen,
        open_lines=open_lines or 0,
    )


def _hold_payees(session: Session, batch: Batch) -> None:
    """Nobody changes an account between the comparison of digests and the copy."""
    session.execute(
        select(Person.id)
        .join(Payment, Payment.person_id == Person.id)
        .where(Payment.batch_id == batch.id)
        .order_by(Person.id)
        .with_for_update(read=True, of=Person)
    )


def _copy_payees(session: Session, batch: Batch) -> None:
    rows = session.scalars(
        select(Payment)
        .where(Payment.batch_id == batch.id)
        .options(joinedload(Payment.person), joinedload(Payment.household))
        .execution_options(populate_existing=True)
    ).all()
    for line in rows:
        line.payee_name = line.person.name
        line.payee_id = line.person.id_number
        line.payee_account = line.person.account
        line.payee_holder = line.person.account_holder
        line.payee_bank, line.payee_branch = line.person.bank_name, line.person.bank_branch
        if line.household:
            line.household_size = line.household.size
            line.category = line.household.category
    session.flush()
