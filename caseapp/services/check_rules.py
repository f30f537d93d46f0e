"""How long a result of the means check holds: a rule is never changed, only followed by another."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households.means import MOST_DAYS
from caseapp.models.check_lists import CheckRule
from caseapp.services import audit, dated_rules


def add(
    session: Session,
    actor: Actor,
    *,
    valid_from: date,
    days: int | None,
    document_no: str,
    now: datetime,
    today: date,
) -> CheckRule:
    """A rule for checks made from `valid_from` on, which is not in the past."""
    actor.demand(Permission.RULE_WRITE)
    problems = dated_rules.problems_of(session, CheckRule, valid_from=valid_from, document_no=document_no)
    if valid_from < today:
        problems.append(
            Problem("valid_from", N_("A rule begins today or later; what was recorded before keeps its day."))
        )
    if days is None or not 1 <= days <= MOST_DAYS:
        limits: dict[str, object] = {"low": 1, "high": MOST_DAYS}
        problems.append(Problem("days", N_("Write a whole number from %(low)s to %(high)s."), limits))
    if problems:
        raise Invalid(problems)
    rule = CheckRule(valid_from=valid_from, days=days, document_no=document_no.strip())
    rule.touch(actor.id, now)
    session.add(rule)
    session.flush()
    audit.record(
        session,
        actor,
        "check_rule.add",
        "check_rule",
        rule.id,
        now=now,
        valid_from=valid_from.isoformat(),
        days=days,
    )
    return rule
