"""The dated rule sets of assessments: the one in force on a day, and all of them with how often each was used."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.households.assessment_rules import RuleSet
from caseapp.models.assessment_rules import AssessmentRules
from caseapp.models.assessments import Assessment


@dataclass(frozen=True)
class RulesRow:
    id: int
    rules: RuleSet
    used: int
    version: int


def rules_on(session: Session, day: date) -> AssessmentRules | None:
    """The rule set in force on the day: of several, the one that began last."""
    statement = select(AssessmentRules).where(
        AssessmentRules.valid_from <= day,
        or_(AssessmentRules.valid_to.is_(None), AssessmentRules.valid_to >= day),
    )
    return session.scalar(statement.order_by(AssessmentRules.valid_from.desc()).limit(1))


def all_rules(session: Session) -> list[RulesRow]:
    """The newest first; one statement."""
    used = (
        select(func.count(Assessment.id))
        .where(Assessment.rules_id == AssessmentRules.id)
        .correlate(AssessmentRules)
        .scalar_subquery()
    )
    rows = session.execute(select(AssessmentRules, used).order_by(AssessmentRules.valid_from.desc()))
    return [RulesRow(row.id, row.read(), int(count), row.version) for row, count in rows]


def times_used(session: Session, rules_id: int) -> int:
    return session.scalar(select(func.count(Assessment.id)).where(Assessment.rules_id == rules_id)) or 0
