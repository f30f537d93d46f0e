"""Settling from the signed sheet: who signed has taken it, who did not is noted with the reason, the scan is kept."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households.attachments import Sent
from caseapp.domain.payments.codes import LineState, PayMeans
from caseapp.models.payments import Payment
from caseapp.services import audit, lines, settlement, vouchers
from caseapp.services.settlement import Results
from caseapp.services.vault import Vault


def settle(
    session: Session,
    actor: Actor,
    vault: Vault,
    *,
    batch_id: int,
    signed: Collection[int],
    signed_on: date,
    reason: str,
    files: Sequence[Sent],
    now: datetime,
    today: date,
) -> int:
    """Record the sheet of a released batch; gives how many signed.

    `signed` are line ids; every other line still waiting fails with the reason. Raises Invalid with every problem.
    """
    batch = lines.lock_batch(session, batch_id)
    settlement.demand_released(actor, batch)
    waiting = set(
        session.scalars(
            select(Payment.id).where(
                Payment.batch_id == batch.id, Payment.means == PayMeans.SHEET, Payment.state == LineState.OPEN
            )
        )
    )
    taken, left = waiting & set(signed), waiting - set(signed)
    reason = reason.strip()
    problems = []
    if not waiting:
        problems.append(Problem(None, N_("Every line of this sheet has its result already.")))
    if set(signed) - waiting:
        problems.append(Problem("signed", N_("Somebody has recorded part of this sheet in the meantime. Look again.")))
    if left and not reason:
        problems.append(Problem("reason", N_("Write why the others did not sign.")))
    try:
        kept = vouchers.keep(session, actor, vault, batch, files=files, now=now)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)
    results = Results(paid=dict.fromkeys(taken, signed_on), failed=dict.fromkeys(left, reason))
    settlement.record_results(session, actor, batch_id=batch.id, results=results, now=now, today=today)
    audit.record(
        session,
        actor,
        "sheet.settle",
        "batch",
        batch.id,
        now=now,
        paid_on=signed_on.isoformat(),
        lines=len(taken),
        failed=len(left),
        vouchers=[one.id for one in kept],
    )
    return len(taken)
