"""The lines of a batch as they stand, and what changed since somebody signed or returned it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.payments.changes import LineChange, SeenLine, changes, read
from caseapp.models.batch_snapshots import BatchSnapshot
from caseapp.models.payments import Payment
from caseapp.models.people import Person


def seen_lines(session: Session, batch_id: int) -> list[SeenLine]:
    """One statement."""
    rows = session.execute(
        select(Payment, Person)
        .join(Payment.person)
        .where(Payment.batch_id == batch_id)
        .order_by(Payment.id)
        .execution_options(populate_existing=True)
    )
    return [
        SeenLine(
            line.id,
            person.name,
            line.kind,
            line.amount_fen,
            person.account_index.hex() if person.account_index else "",
            (person.account or "")[-4:],
            f"{line.person_id}:{line.claim}",
        )
        for line, person in rows
    ]


def changes_since(session: Session, batch_id: int, digest: str) -> list[LineChange]:
    """What is different from the lines of that digest; two statements."""
    kept = session.scalar(
        select(BatchSnapshot).where(BatchSnapshot.batch_id == batch_id, BatchSnapshot.digest == digest)
    )
    return changes(read(kept.lines or "[]"), seen_lines(session, batch_id)) if kept else []
