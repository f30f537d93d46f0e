"""Raising and lowering a project's money: one guarded UPDATE of the budget and one entry that says why, together.

The UPDATE asks whether what is bound still fits, so an adjustment and a submission at once can never pass the budget.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, exists, select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, Invalid, NotFound, Problem
from caseapp.domain.money import Money
from caseapp.domain.payments.adjusting import Paper
from caseapp.domain.payments.codes import FundSource
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.services import audit
from caseapp.services.budget import BOUND


def adjust(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    source: FundSource,
    amount_fen: int,
    paper: Paper,
    now: datetime,
) -> BudgetAdjustment:
    """Add fen to one source of a project, or take them when below 0; a source without a budget begins with it.

    Raises Invalid with every problem, the money that is bound already among them.
    """
    project = _held(session, actor, project_id)
    problems = paper.problems(local_day(now))
    if not amount_fen:
        problems.append(Problem("amount_fen", N_("The amount must be more than nothing.")))
    if problems:
        raise Invalid(problems)
    return _enter(session, actor, _budget(session, project, source), amount_fen=amount_fen, paper=paper, now=now)


def reverse(session: Session, actor: Actor, *, adjustment_id: int, paper: Paper, now: datetime) -> BudgetAdjustment:
    """Take an adjustment back by another of the opposite amount; raises Invalid as `adjust` does."""
    wrong = session.get(BudgetAdjustment, adjustment_id)
    if wrong is None:
        raise NotFound(N_("There is no such adjustment."))
    _held(session, actor, wrong.budget.project_id)
    if problems := paper.problems(local_day(now)):
        raise Invalid(problems)
    taken_back = exists().where(BudgetAdjustment.reverses_id == wrong.id)
    if wrong.reverses_id is not None or session.scalar(select(taken_back)):
        raise Invalid.one(None, N_("This entry is taken back already, or takes another one back. Enter a new one."))
    return _enter(
        session, actor, wrong.budget, amount_fen=-wrong.amount_fen, paper=paper, now=now, reverses_id=wrong.id
    )


def _held(session: Session, actor: Actor, project_id: int) -> Project:
    """The project, held against a second adjustment; batches go on meanwhile."""
    project = session.scalars(
        select(Project).where(Project.id == project_id).with_for_update(key_share=True, of=Project)
    ).one_or_none()
    if project is None:
        raise NotFound(N_("There is no such project, or you cannot see it."))
    actor.demand(Permission.BUDGET_WRITE, project.unit.path)
    return project


def _budget(session: Session, project: Project, source: FundSource) -> ProjectBudget:
    of_source = select(ProjectBudget).where(ProjectBudget.project_id == project.id, ProjectBudget.source == source)
    budget = session.scalars(of_source).one_or_none()
    if budget is None:
        budget = ProjectBudget(project_id=project.id, source=source, first_fen=0, adjusted_fen=0)
        session.add(budget)
        session.flush()
    return budget


def _enter(
    session: Session,
    actor: Actor,
    budget: ProjectBudget,
    *,
    amount_fen: int,
    paper: Paper,
    now: datetime,
    reverses_id: int | None = None,
) -> BudgetAdjustment:
    document_no = paper.document_no.strip()
    known = exists().where(BudgetAdjustment.budget_id == budget.id, BudgetAdjustment.document_no == document_no)
    if session.scalar(select(known)):
        raise Invalid.one("document_no", N_("This document has changed this source already. Look at its entry."))
    _move(session, budget, amount_fen)
    entry = BudgetAdjustment(
        budget_id=budget.id,
        document_no=document_no,
        decided_on=paper.decided_on,
        amount_fen=amount_fen,
        reason=paper.reason.strip(),
        reverses_id=reverses_id,
        by_id=actor.id,
        at=now,
    )
    session.add(entry)
    session.flush()
    audit.record(
        session,
        actor,
        "budget.reverse" if reverses_id else "budget.adjust",
        "budget",
        budget.id,
        now=now,
        document_no=document_no,
        amount_fen=amount_fen,
    )
    return entry


def _move(session: Session, budget: ProjectBudget, amount_fen: int) -> None:
    guarded = (
        update(ProjectBudget)
        .where(ProjectBudget.id == budget.id, ProjectBudget.adjusted_fen + amount_fen >= BOUND)
        .values(adjusted_fen=ProjectBudget.adjusted_fen + amount_fen)
        .execution_options(synchronize_session="fetch")
    )
    if cast(CursorResult[Any], session.execute(guarded)).rowcount == 1:
        return
    wanted, bound = session.execute(
        select(ProjectBudget.adjusted_fen + amount_fen, BOUND).where(ProjectBudget.id == budget.id)
    ).one()
    raise Invalid.one(
        "amount_fen",
        N_("This would leave %(wanted)s yuan, and %(bound)s yuan are reserved, committed or spent already."),
        wanted=f"{Money(wanted).yuan():,.2f}",
        bound=f"{Money(bound).yuan():,.2f}",
    )
