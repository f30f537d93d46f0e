"""How many approvers a batch needs on a day, and the dated rules behind it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.models.signing_rules import SigningRule


def rule_on(session: Session, day: date) -> SigningRule | None:
    """The rule in force on the day; None before the first."""
    statement = select(SigningRule).where(SigningRule.valid_from <= day)
    return session.scalar(statement.order_by(SigningRule.valid_from.desc()).limit(1))


def approvals_needed(session: Session, total_fen: int, day: date) -> int:
    rule = rule_on(session, day)
    is_large = rule is not None and rule.second_from_fen is not None and total_fen >= rule.second_from_fen
    return 2 if is_large else 1


def all_rules(session: Session) -> list[SigningRule]:
    """The newest first."""
    return list(session.scalars(select(SigningRule).order_by(SigningRule.valid_from.desc())))
