"""Keeping the column templates of bank files, dated, each for a unit and those below it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotAllowed, NotFound, Problem, StaleView
from caseapp.domain.payments.bank_files import Layout, faults
from caseapp.models.bank_files import BankTemplate
from caseapp.models.units import Unit
from caseapp.services import audit

P = Permission


@dataclass(frozen=True)
class TemplateFacts:
    name: str
    unit_id: int
    valid_from: date
    valid_to: date | None
    layout: Layout


def add(session: Session, actor: Actor, *, facts: TemplateFacts, now: datetime) -> BankTemplate:
    row = BankTemplate()
    _write(session, actor, row, facts, now)
    session.add(row)
    session.flush()
    audit.record(session, actor, "bank_template.add", "bank_template", row.id, now=now, columns=len(row.columns))
    return row


def amend(
    session: Session, actor: Actor, *, template_id: int, version: int, facts: TemplateFacts, now: datetime
) -> BankTemplate:
    """Files made by it before stay as they were made."""
    row = opened(session, actor, template_id)
    if row.version != version:
        raise StaleView(N_("Somebody changed this in the meantime. Reload the page and look at it again."))
    _write(session, actor, row, facts, now)
    session.flush()
    audit.record(session, actor, "bank_template.amend", "bank_template", row.id, now=now, columns=len(row.columns))
    return row


def opened(session: Session, actor: Actor, template_id: int) -> BankTemplate:
    """A template the actor may change."""
    row = session.get(BankTemplate, template_id)
    if row is None:
        raise NotFound(N_("There is no such template."))
    actor.demand(P.BANK_TEMPLATE, row.unit.path)
    return row


def _write(session: Session, actor: Actor, row: BankTemplate, facts: TemplateFacts, now: datetime) -> None:
    unit = session.get(Unit, facts.unit_id)
    if unit is None:
        raise NotAllowed(N_("You have no right to do this here."))
    actor.demand(P.BANK_TEMPLATE, unit.path)
    problems = list(faults(facts.layout))
    if facts.valid_to is not None and facts.valid_to < facts.valid_from:
        problems.append(Problem("valid_to", N_("It ends before it begins.")))
    if problems:
        raise Invalid(problems)
    row.name, row.unit_id = facts.name, unit.id
    row.valid_from, row.valid_to = facts.valid_from, facts.valid_to
    row.write(facts.layout)
    row.touch(actor.id, now)
