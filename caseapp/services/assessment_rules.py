"""Keeping the rule sets of assessments: a new one ends the one before; one that was used is never changed."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused, StaleView
from caseapp.domain.households.assessment_rules import RuleSet, faults
from caseapp.models.assessment_rules import AssessmentRules
from caseapp.queries.assessment_rules import times_used
from caseapp.services import audit


def add(session: Session, actor: Actor, *, rules: RuleSet, now: datetime) -> AssessmentRules:
    """A further rule set; one that was open or longer in force ends on the day before it begins."""
    actor.demand(Permission.RULE_WRITE)
    _check(session, rules, None)
    row = AssessmentRules()
    row.write(rules)
    row.touch(actor.id, now)
    session.add(row)
    session.flush()
    _end_former(session, actor, row, now)
    audit.record(session, actor, "rules.add", "assessment_rules", row.id, now=now, line_fen=row.line_fen)
    return row


def amend(
    session: Session, actor: Actor, *, rules_id: int, version: int, rules: RuleSet, now: datetime
) -> AssessmentRules:
    """Write over a rule set that no assessment has used yet."""
    actor.demand(Permission.RULE_WRITE)
    row = session.get(AssessmentRules, rules_id)
    if row is None:
        raise NotFound(N_("There is no such rule set."))
    if row.version != version:
        raise StaleView(N_("Somebody changed this in the meantime. Reload the page and look at it again."))
    used = times_used(session, rules_id)
    if used:
        raise Refused(
            N_("%(count)s assessments rest on this rule set, so it stays as it is. Make a new one instead."), count=used
        )
    _check(session, rules, row.id)
    row.write(rules)
    row.touch(actor.id, now)
    session.flush()
    _end_former(session, actor, row, now)
    audit.record(session, actor, "rules.amend", "assessment_rules", row.id, now=now, line_fen=row.line_fen)
    return row


def _check(session: Session, rules: RuleSet, own_id: int | None) -> None:
    problems = list(faults(rules))
    if len(rules.document_no.strip()) > 64:
        problems.append(Problem("document_no", N_("Write at most %(limit)s characters."), {"limit": 64}))
    same_day = select(AssessmentRules.id).where(AssessmentRules.valid_from == rules.valid_from)
    if session.scalar(same_day) not in (None, own_id):
        problems.append(Problem("valid_from", N_("Another rule set begins on this day.")))
    if problems:
        raise Invalid(problems)


def _end_former(session: Session, actor: Actor, row: AssessmentRules, now: datetime) -> None:
    former = session.scalar(
        select(AssessmentRules)
        .where(AssessmentRules.valid_from < row.valid_from)
        .order_by(AssessmentRules.valid_from.desc())
        .limit(1)
    )
    last_day: date = row.valid_from - timedelta(days=1)
    if former is not None and (former.valid_to is None or former.valid_to > last_day):
        former.valid_to = last_day
        former.touch(actor.id, now)
