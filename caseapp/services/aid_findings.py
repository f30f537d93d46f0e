"""Calling a finding across projects right, with the reason: by somebody who did not log it."""

from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.domain.payments.findings import FindingKind
from caseapp.models.seen_findings import SeenFinding
from caseapp.queries.finding_keys import finding
from caseapp.services import audit


def see(
    session: Session,
    actor: Actor,
    *,
    kind: FindingKind,
    key: tuple[int, int, int],
    reason: str,
    today: date,
    now: datetime,
) -> None:
    """Remember that this finding is right as it is; it stays with who said so and why. Raises NotFound for one that
    no longer stands, Invalid without a reason."""
    actor.demand(Permission.BATCH_APPROVE)
    if not finding(session, actor, kind, key, today):
        raise NotFound(N_("This finding no longer stands; reload the list."))
    reason = reason.strip()
    if not reason:
        raise Invalid.one("reason", N_("Write why this is right."))
    if len(reason) > 500:
        raise Invalid.one("reason", N_("Write at most %(limit)s characters."), limit=500)
    first, last, size = key
    known = exists().where(
        SeenFinding.kind == kind,
        SeenFinding.first_id == first,
        SeenFinding.last_id == last,
        SeenFinding.size == size,
    )
    if session.scalar(select(known)):
        return
    seen = SeenFinding(kind=kind, first_id=first, last_id=last, size=size, reason=reason, by_id=actor.id, at=now)
    session.add(seen)
    session.flush()
    audit.record(session, actor, "finding.see", "finding", seen.id, now=now, finding=kind)
