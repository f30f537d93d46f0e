"""Keeping the dated standards of model workers: a new one ends the one before; one that was used stays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused
from caseapp.domain.model_workers.codes import ReliefCause
from caseapp.domain.model_workers.honour_rules import HonourRules, Rate, faults
from caseapp.models.honours import HonourMonths, HonourRate, HonourRule, ReliefStandard
from caseapp.models.model_workers import ReliefApplication
from caseapp.services import audit

Row = HonourRule | HonourRate | ReliefStandard
R = TypeVar("R", HonourRule, HonourRate, ReliefStandard)
TABLES: dict[str, type[Row]] = {"rules": HonourRule, "rate": HonourRate, "relief": ReliefStandard}


@dataclass(frozen=True)
class ReliefFacts:
    """A relief standard as typed."""

    cause: ReliefCause
    line_fen: int | None
    cap_fen: int
    valid_from: date
    document_no: str


def add_rules(session: Session, actor: Actor, *, rules: HonourRules, now: datetime) -> HonourRule:
    return _add(session, actor, HonourRule(**vars(rules)), list(faults(rules)), now)


def add_rate(session: Session, actor: Actor, *, rate: Rate, now: datetime) -> HonourRate:
    return _add(session, actor, HonourRate(**vars(rate)), list(faults(rate)), now)


def add_relief(session: Session, actor: Actor, *, facts: ReliefFacts, now: datetime) -> ReliefStandard:
    problems = []
    if not facts.document_no.strip() or len(facts.document_no.strip()) > 64:
        problems.append(Problem("document_no", N_("Write the number of the document, at most 64 characters.")))
    if facts.cap_fen <= 0:
        problems.append(Problem("cap", N_("Write an amount above zero.")))
    if facts.line_fen is not None and facts.line_fen <= 0:
        problems.append(Problem("line", N_("Write an amount above zero.")))
    return _add(session, actor, ReliefStandard(**vars(facts)), problems, now)


def withdraw(session: Session, actor: Actor, *, kind: str, row_id: int, now: datetime) -> None:
    """Take back a standard nothing was reckoned by; the one before is open again."""
    actor.demand(Permission.RULE_WRITE)
    table = TABLES.get(kind)
    row: Any = session.get(table, row_id) if table else None
    if row is None:
        raise NotFound(N_("There is no such standard."))
    used = (
        select(func.count(ReliefApplication.id)).where(
            ReliefApplication.cause == row.cause, ReliefApplication.applied_on >= row.valid_from
        )
        if isinstance(row, ReliefStandard)
        else select(func.count(HonourMonths.id)).where(HonourMonths.last_on >= row.valid_from)
    )
    if session.scalar(used):
        raise Refused(N_("Money was reckoned by this standard, so it stays. Make a new one that follows it."))
    last_day = row.valid_from - timedelta(days=1)
    for former in session.scalars(_siblings(row).where(type(row).valid_to == last_day)):
        former.valid_to = row.valid_to
    audit.record(session, actor, "standard.withdraw", "honour_standard", row.id, now=now, document_no=row.document_no)
    session.delete(row)
    session.flush()


def _add(session: Session, actor: Actor, row: R, problems: list[Problem], now: datetime) -> R:
    actor.demand(Permission.RULE_WRITE)
    row.document_no = row.document_no.strip()
    newest = session.scalar(select(func.max(type(row).valid_from)).where(*_same(row)))
    if newest is not None and row.valid_from <= newest:
        problems.append(Problem("valid_from", N_("Begin after %(day)s, when the newest one begins."), {"day": newest}))
    if problems:
        raise Invalid(problems)
    last_day = row.valid_from - timedelta(days=1)
    for former in session.scalars(_siblings(row).where(type(row).valid_to.is_(None))):
        former.valid_to = last_day
        former.touch(actor.id, now)
    row.touch(actor.id, now)
    session.add(row)
    session.flush()
    audit.record(session, actor, "standard.add", "honour_standard", row.id, now=now, document_no=row.document_no)
    return row


def _siblings(row: Any) -> Any:
    return select(type(row)).where(*_same(row), type(row).id.is_distinct_from(row.id))


def _same(row: Any) -> list[ColumnElement[bool]]:
    """Those one of which is in force at a time: of the level, of the cause."""
    if isinstance(row, HonourRate):
        return [HonourRate.level == row.level]
    return [ReliefStandard.cause == row.cause] if isinstance(row, ReliefStandard) else []
