"""Batches: the list with those waiting for the actor first, and one batch with its signers, budget and steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.payments.codes import BatchAction, BatchState, FundSource
from caseapp.domain.units import UnitPath
from caseapp.models.payments import Batch, BatchStep
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.reach import within
from caseapp.queries.worklist import batches_for_signature

PAGE = 50


@dataclass(frozen=True)
class BatchRow:
    """`waits_for_me`: the next step is the actor's."""

    id: int
    number: str
    title: str
    project: str
    source: FundSource
    unit: str
    state: BatchState
    line_count: int
    total_fen: int
    prepared_by: str
    prepared_at: datetime
    waits_for_me: bool


@dataclass(frozen=True)
class BatchList:
    """One page of PAGE rows; `next` is the key that continues after it, None on the last page."""

    rows: list[BatchRow]
    found: int
    next: str | None


def list_batches(session: Session, actor: Actor, *, state: BatchState | None, q: str, after: str | None) -> BatchList:
    """Two statements. Those waiting for the actor first, then the newest; `after` is the `next` of the page before."""
    waits = case((batches_for_signature(actor), 0), else_=1)
    where: list[Any] = []
    if state is not None:
        where.append(Batch.state == state)
    if q.strip():
        where.append(
            or_(Batch.number.startswith(q.strip(), autoescape=True), Batch.title.contains(q.strip(), autoescape=True))
        )
    counted = within(select(func.count()).select_from(Batch).where(*where), actor, Permission.BATCH_READ, Batch.unit_id)
    statement = (
        select(Batch, Project.name, Unit.name, User.name, waits)
        .join(Batch.project)
        .join(Batch.unit)
        .join(User, User.id == Batch.prepared_by)
        .where(*where)
        .order_by(waits, Batch.id.desc())
        .limit(PAGE + 1)
    )
    rank, last = _key(after)
    if last is not None:
        statement = statement.where(or_(waits > rank, (waits == rank) & (Batch.id < last)))
    rows = session.execute(within(statement, actor, Permission.BATCH_READ, Batch.unit_id)).all()
    shown = [
        BatchRow(
            batch.id,
            batch.number,
            batch.title,
            project,
            batch.source,
            unit,
            batch.state,
            batch.line_count,
            batch.total_fen,
            maker,
            batch.prepared_at,
            rank == 0,
        )
        for batch, project, unit, maker, rank in rows[:PAGE]
    ]
    following = f"{int(not shown[-1].waits_for_me)}-{shown[-1].id}" if len(rows) > PAGE else None
    return BatchList(shown, session.scalar(counted) or 0, following)


def _key(after: str | None) -> tuple[int, int | None]:
    rank, _, last = (after or "").partition("-")
    return (int(rank), int(last)) if rank.isdecimal() and last.isdecimal() else (0, None)


@dataclass(frozen=True)
class Signed:
    """Who took a step, and when."""

    user_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class BatchFile:
    """One batch. `bound_fen` is what the budget holds for anything, this batch included from its submission on."""

    id: int
    number: str
    title: str
    project_id: int
    year: int
    code: str
    project: str
    source: FundSource
    unit: str
    unit_path: UnitPath
    state: BatchState
    line_count: int
    total_fen: int
    prepared: Signed
    edited: Signed
    submitted: Signed | None
    approvals_needed: int
    approved: Signed | None
    second_approved: Signed | None
    released: Signed | None
    settled_at: datetime | None
    adjusted_fen: int
    bound_fen: int


def batch_file(session: Session, actor: Actor, batch_id: int) -> BatchFile:
    """One statement; NotFound outside the actor's units."""
    names = [aliased(User) for _ in range(6)]
    preparer, editor, submitter, approver, second, releaser = names
    budget = ProjectBudget
    statement = (
        select(
            Batch,
            Project,
            Unit,
            budget.adjusted_fen,
            budget.reserved_fen + budget.committed_fen + budget.spent_fen,
            *(user.name for user in names),
        )
        .join(Project, Project.id == Batch.project_id)
        .join(Unit, Unit.id == Batch.unit_id)
        .outerjoin(budget, (budget.project_id == Batch.project_id) & (budget.source == Batch.source))
        .join(preparer, preparer.id == Batch.prepared_by)
        .join(editor, editor.id == Batch.edited_by)
        .outerjoin(submitter, submitter.id == Batch.submitted_by)
        .outerjoin(approver, approver.id == Batch.approved_by)
        .outerjoin(second, second.id == Batch.second_approved_by)
        .outerjoin(releaser, releaser.id == Batch.released_by)
        .where(Batch.id == batch_id)
    )
    row = session.execute(within(statement, actor, Permission.BATCH_READ, Batch.unit_id)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such batch, or it lies outside your units."))
    batch, project, unit, adjusted, bound, *who = row
    return BatchFile(
        id=batch.id,
        number=batch.number,
        title=batch.title,
        project_id=project.id,
        year=project.year,
        code=project.code,
        project=project.name,
        source=batch.source,
        unit=unit.name,
        unit_path=unit.path,
        state=batch.state,
        line_count=batch.line_count,
        total_fen=batch.total_fen,
        prepared=Signed(batch.prepared_by, who[0], batch.prepared_at),
        edited=Signed(batch.edited_by, who[1], batch.edited_at),
        submitted=_signed(batch.submitted_by, who[2], batch.submitted_at),
        approvals_needed=batch.approvals_needed,
        approved=_signed(batch.approved_by, who[3], batch.approved_at),
        second_approved=_signed(batch.second_approved_by, who[4], batch.second_approved_at),
        released=_signed(batch.released_by, who[5], batch.released_at),
        settled_at=batch.settled_at,
        adjusted_fen=adjusted or 0,
        bound_fen=bound or 0,
    )


def _signed(user_id: int | None, name: str | None, at: datetime | None) -> Signed | None:
    return Signed(user_id, name or "", at) if user_id is not None and at is not None else None


@dataclass(frozen=True)
class StepRow:
    action: BatchAction
    who: str
    at: datetime
    reason: str
    by_id: int
    digest: str | None


def steps_of(session: Session, batch_id: int) -> list[StepRow]:
    """Newest first."""
    rows = session.execute(
        select(BatchStep.action, User.name, BatchStep.at, BatchStep.reason, BatchStep.by_id, BatchStep.digest)
        .join(User, User.id == BatchStep.by_id)
        .where(BatchStep.batch_id == batch_id)
        .order_by(BatchStep.id.desc())
    )
    return [StepRow(*row) for row in rows]
