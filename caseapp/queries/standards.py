"""The aid standards in force for a grade (household category, treatment level, special group) on a day."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.standards import Standard
from caseapp.models.payments import AidStandard


def standards_in_force(session: Session, kinds: Iterable[AidKind], grade: str, day: date) -> dict[AidKind, Standard]:
    """The standard of each kind that has one: that of the grade before the general one, the newest first."""
    rows = session.scalars(
        select(AidStandard)
        .where(
            AidStandard.kind.in_(kinds),
            AidStandard.grade.in_(["", grade]),
            AidStandard.valid_from <= day,
            or_(AidStandard.valid_to.is_(None), AidStandard.valid_to >= day),
        )
        .order_by(AidStandard.grade, AidStandard.valid_from, AidStandard.id)
    )
    return {
        row.kind: Standard(row.amount_fen, row.share_percent, row.cap_fen, row.repeat, row.document_no) for row in rows
    }
