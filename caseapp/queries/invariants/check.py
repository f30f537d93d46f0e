"""Asking every rule at once, and the digests of released batches one after the other."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from sqlalchemy import Integer, bindparam, select, true, union_all
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Problem
from caseapp.domain.money import Money
from caseapp.models.payments import Batch, Payment
from caseapp.queries.batch_lines import RELEASED_LINE, digest_at_release
from caseapp.queries.invariants.books import BOOKS, OUT
from caseapp.queries.invariants.lines import LINES
from caseapp.queries.invariants.registers import miscounted
from caseapp.queries.invariants.rule import Found

RULES = {rule.key: rule for rule in (*BOOKS, *LINES)}
DIGEST = "batch.digest"
AT_MOST = 1_000
"""Findings told of one check; a database so broken needs no longer list."""


def faults(session: Session, project_id: int | None = None) -> Iterator[Problem]:
    """Everything that is wrong with one project or (None) with all; of all, the kept
    counts of the registers too. The digests are reckoned late."""
    yield from broken(session, project_id)
    yield from changed_after_release(session, project_id)
    if project_id is None:
        yield from miscounted(session)


def broken(session: Session, project_id: int | None = None) -> list[Problem]:
    """What is wrong with the books of one project or (None) of all; `field` is the key of the rule. One statement."""
    one = project_id is not None
    rows = session.execute(_every_rule(of_one_project=one), {"project_id": project_id} if one else {})
    problems = []
    for key, number, name, expected, value in rows:
        rule = RULES[key]
        numbers = {"expected": expected, "found": value}
        if rule.is_money:
            numbers = {which: f"{Money(int(fen)).yuan():,.2f}" for which, fen in numbers.items()}
        problems.append(Problem(key, rule.sentence, {"id": number, "name": name, **numbers}))
    return problems


@cache
def _every_rule(*, of_one_project: bool) -> Found:
    """Built once: to put it together takes ten times as long as to ask it of a small project."""
    asked = bindparam("project_id", type_=Integer) if of_one_project else None
    found = union_all(*(rule.statement(asked) for rule in RULES.values())).subquery()
    return select(*found.c).order_by(found.c.rule, found.c.id).limit(AT_MOST)


def changed_after_release(session: Session, project_id: int | None = None) -> Iterator[Problem]:
    """The released batches of one project or (None) of all whose lines are not those that were signed, accounts
    included; reads every line paid."""
    rows = session.execute(
        select(Batch.id.label("of"), Batch.number, Batch.released_digest, *RELEASED_LINE)
        .join(Batch, Batch.id == Payment.batch_id)
        .where(Batch.state.in_(OUT), true() if project_id is None else Batch.project_id == project_id)
        .order_by(Batch.id)
        .execution_options(yield_per=1000)
    )
    for (batch_id, number, signed), lines in groupby(rows, key=lambda row: tuple(row[:3])):
        if digest_at_release(lines) != signed:
            said = N_("Batch %(name)s (%(id)s): its lines are not the ones that were signed.")
            yield Problem(DIGEST, said, {"id": batch_id, "name": number})
