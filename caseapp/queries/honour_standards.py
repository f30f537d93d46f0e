"""The dated standards of model workers: rules and rates of the honour allowance, caps of relief."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from caseapp.domain.model_workers.codes import ReliefCause
from caseapp.domain.model_workers.honour_rules import Standards
from caseapp.domain.model_workers.relief import ReliefCap
from caseapp.models.honours import HonourRate, HonourRule, ReliefStandard


def honour_standards(session: Session) -> Standards:
    """All there are; two statements."""
    rules = session.scalars(select(HonourRule).order_by(HonourRule.valid_from.desc()))
    rates = session.scalars(select(HonourRate).order_by(HonourRate.valid_from.desc(), HonourRate.monthly_fen.desc()))
    return Standards(tuple(row.read() for row in rules), tuple(row.read() for row in rates))


def relief_cap(session: Session, cause: ReliefCause, day: date) -> ReliefCap | None:
    """What one cause is worth on a day; None when no standard is in force."""
    row = session.scalar(
        select(ReliefStandard)
        .where(
            ReliefStandard.cause == cause,
            ReliefStandard.valid_from <= day,
            or_(ReliefStandard.valid_to.is_(None), ReliefStandard.valid_to >= day),
        )
        .order_by(ReliefStandard.valid_from.desc())
        .limit(1)
    )
    return ReliefCap(row.line_fen, row.cap_fen, row.document_no) if row else None


@dataclass(frozen=True)
class Standing:
    """Every standard of model workers, the newest first."""

    rules: list[HonourRule]
    rates: list[HonourRate]
    relief: list[ReliefStandard]


def standing(session: Session) -> Standing:
    rules = session.scalars(select(HonourRule).order_by(HonourRule.valid_from.desc()))
    rates = session.scalars(select(HonourRate).order_by(HonourRate.valid_from.desc(), HonourRate.monthly_fen.desc()))
    relief = session.scalars(select(ReliefStandard).order_by(ReliefStandard.valid_from.desc(), ReliefStandard.cause))
    return Standing(list(rules), list(rates), list(relief))
