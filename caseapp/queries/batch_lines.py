"""The lines of a batch as its signers answer for them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.payments.digest import SignedLine, digest
from caseapp.models.payments import Payment
from caseapp.models.people import Person


def digest_of(session: Session, batch_id: int) -> str:
    """The digest of the batch's lines as they stand, accounts included."""
    rows = session.execute(
        select(
            Payment.id,
            Payment.person_id,
            Payment.household_id,
            Payment.kind,
            Payment.amount_fen,
            Payment.claim,
            Person.account_index,
        )
        .join(Payment.person)
        .where(Payment.batch_id == batch_id)
    )
    return digest(SignedLine(*row[:6], (row[6] or b"").hex()) for row in rows)
