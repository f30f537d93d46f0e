"""The dated rules of the monitoring lights: a rule is never changed, only followed by another."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.indicators.lights import Pacing
from caseapp.models.monitoring import MonitorRule
from caseapp.services import audit, dated_rules

_BANDS = (("indicator_good", "indicator_warn"), ("money_good", "money_warn"))


@dataclass(frozen=True)
class RuleFacts:
    """Percents as whole numbers, None where none could be read; `period_months` empty where they could not."""

    valid_from: date
    document_no: str
    indicator_good: int | None
    indicator_warn: int | None
    money_good: int | None
    money_warn: int | None
    ceiling_near: int | None
    over_from: int | None
    pacing: Pacing
    period_months: tuple[int, ...]


def add(session: Session, actor: Actor, *, facts: RuleFacts, now: datetime) -> MonitorRule:
    """Raises Invalid with every problem."""
    actor.demand(Permission.PROJECT_WRITE)
    problems = _problems(facts)
    problems += dated_rules.problems_of(
        session, MonitorRule, valid_from=facts.valid_from, document_no=facts.document_no
    )
    if problems:
        raise Invalid(problems)
    months = ",".join(str(month) for month in sorted(set(facts.period_months)))
    rule = MonitorRule(**{**asdict(facts), "document_no": facts.document_no.strip(), "period_months": months})
    rule.touch(actor.id, now)
    session.add(rule)
    session.flush()
    begins = facts.valid_from.isoformat()
    audit.record(session, actor, "monitor_rule.add", "monitor_rule", rule.id, now=now, valid_from=begins)
    return rule


def _problems(facts: RuleFacts) -> list[Problem]:
    problems = []
    for good, warn in _BANDS:
        high, low = getattr(facts, good), getattr(facts, warn)
        if high is None or not 1 <= high <= 200:
            problems.append(Problem(good, N_("Write a whole number between 1 and 200.")))
        elif low is None or not 1 <= low < high:
            problems.append(Problem(warn, N_("Amber begins above 0 and below green.")))
    if facts.ceiling_near is None or not 1 <= facts.ceiling_near <= 100:
        problems.append(Problem("ceiling_near", N_("Write a whole number between 1 and 100.")))
    if facts.over_from is None or not 100 <= facts.over_from <= 1000:
        problems.append(Problem("over_from", N_("Write a whole number between 100 and 1000.")))
    if not facts.period_months or not all(1 <= month <= 12 for month in facts.period_months):
        problems.append(Problem("period_months", N_("Write the months as numbers, such as 3, 6, 7, 10.")))
    return problems
