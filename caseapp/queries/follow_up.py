"""Failed and returned lines of a batch: the account then and now, who changed it, and what pays the line again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.accounts import mask_account
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.models.audit import AuditEvent
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.users import User

CAME_TO_NOTHING = (LineState.FAILED, LineState.RETURNED)


@dataclass(frozen=True)
class Again:
    """The line that pays an earlier one again, and the batch it stands in."""

    id: int
    state: LineState
    batch_id: int | None
    batch: str | None


@dataclass(frozen=True)
class Changed:
    who: str
    at: datetime


@dataclass(frozen=True)
class Unpaid:
    """Accounts are masked. `changed` tells who last wrote the account after the release."""

    id: int
    name: str
    household_id: int | None
    kind: AidKind
    amount_fen: int
    state: LineState
    why: str
    account_then: str
    account_now: str
    is_other_account: bool
    changed: Changed | None
    again: Again | None


def unpaid_lines(session: Session, batch_id: int) -> list[Unpaid]:
    """Two statements; the caller has shown the batch to the actor already."""
    later, its_batch = aliased(Payment), aliased(Batch)
    statement = (
        select(Payment, Person, Batch.released_at, later, its_batch.number)
        .join(Person, Person.id == Payment.person_id)
        .join(Batch, Batch.id == Payment.batch_id)
        .outerjoin(later, (later.repays_id == Payment.id) & (later.state != LineState.CANCELLED))
        .outerjoin(its_batch, its_batch.id == later.batch_id)
        .where(Payment.batch_id == batch_id, Payment.state.in_(CAME_TO_NOTHING))
        .order_by(Payment.id, later.id)
    )
    rows = {
        line.id: (line, person, at, again, number) for line, person, at, again, number in session.execute(statement)
    }
    released = next((at for _, _, at, _, _ in rows.values()), None)
    changes = _changes(session, {person.id for _, person, *_ in rows.values()}, released) if released else {}
    return [
        Unpaid(
            id=line.id,
            name=line.payee_name or person.name,
            household_id=line.household_id,
            kind=line.kind,
            amount_fen=line.amount_fen,
            state=line.state,
            why=line.failed_reason or (line.returned_on.isoformat() if line.returned_on else ""),
            account_then=_masked(line.payee_account),
            account_now=_masked(person.account),
            is_other_account=line.payee_account != person.account,
            changed=changes.get(person.id),
            again=Again(again.id, again.state, again.batch_id, number) if again else None,
        )
        for line, person, _, again, number in rows.values()
    ]


def _masked(account: str | None) -> str:
    return mask_account(account) if account else "—"


def _changes(session: Session, people: set[int], since: datetime) -> dict[int, Changed]:
    statement = (
        select(AuditEvent.subject_id, AuditEvent.details, AuditEvent.at, User.name)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(
            AuditEvent.subject == "person",
            AuditEvent.subject_id.in_(people),
            AuditEvent.action == "person.amend",
            AuditEvent.at >= since,
        )
        .order_by(AuditEvent.seq)
    )
    return {
        person_id: Changed(who or "", at)
        for person_id, details, at, who in session.execute(statement)
        if person_id is not None and "account" in details.get("fields", ())
    }
