"""The dated amount from which a batch needs two approvers: a rule is never changed, only followed by another."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.models.signing_rules import SigningRule
from caseapp.services import audit, dated_rules


def add(
    session: Session,
    actor: Actor,
    *,
    valid_from: date,
    second_from_fen: int | None,
    document_no: str,
    now: datetime,
    today: date,
) -> SigningRule:
    """A rule for batches submitted from `valid_from` on, which is not in the past."""
    actor.demand(Permission.RULE_WRITE)
    problems = dated_rules.problems_of(session, SigningRule, valid_from=valid_from, document_no=document_no)
    if valid_from < today:
        problems.append(
            Problem("valid_from", N_("A rule begins today or later; what was signed before stays as it is."))
        )
    if second_from_fen is not None and second_from_fen <= 0:
        problems.append(Problem("second_from", N_("Write an amount above zero, or leave it empty.")))
    if problems:
        raise Invalid(problems)
    rule = SigningRule(valid_from=valid_from, second_from_fen=second_from_fen, document_no=document_no.strip())
    rule.touch(actor.id, now)
    session.add(rule)
    session.flush()
    audit.record(
        session,
        actor,
        "signing_rule.add",
        "signing_rule",
        rule.id,
        now=now,
        valid_from=valid_from.isoformat(),
        second_from_fen=second_from_fen,
    )
    return rule
