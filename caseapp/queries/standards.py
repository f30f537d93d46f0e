"""The aid standard in force for one kind, grade and day."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.standards import Standard
from caseapp.models.payments import AidStandard


def in_force(session: Session, kind: AidKind, grade: str, day: date) -> Standard | None:
    """The newest standard of the grade (household category, treatment level), else of every grade; None: none set."""
    row = session.scalars(
        select(AidStandard)
        .where(
            AidStandard.kind == kind,
            AidStandard.grade.in_(["", grade]),
            AidStandard.valid_from <= day,
            or_(AidStandard.valid_to.is_(None), AidStandard.valid_to >= day),
        )
        .order_by(AidStandard.grade.desc(), AidStandard.valid_from.desc(), AidStandard.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Standard(row.amount_fen, row.share_percent, row.cap_fen, row.repeat, row.document_no)
