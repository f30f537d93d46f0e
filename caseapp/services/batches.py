"""Preparing batches: gathering open lines of one project and source, and changing a draft's lines."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, cast, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotAllowed, Refused, StaleView
from caseapp.domain.payments.codes import BatchState, FundSource, LineState
from caseapp.domain.units import branch
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.queries.reach import reached
from caseapp.services import audit, lines

NUMBER_ATTEMPTS = 20


def prepare(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    source: FundSource,
    title: str,
    now: datetime,
    line_ids: Sequence[int] | None = None,
    unit_id: int | None = None,
) -> Batch:
    """A draft with the chosen lines, or with every open unbatched line of the project and source within reach.

    The batch belongs to `unit_id`, by default to the top unit where the actor prepares batches.
    """
    by = lines.person_id(actor)
    title = title.strip()
    if not title:
        raise Invalid.one("title", N_("Give the batch a title, such as the month and the kind of aid."))
    if session.get(Project, project_id) is None:
        raise Invalid.one("project", N_("Choose a project that has money from this source."))
    unit = _unit(session, actor, unit_id)
    batch = Batch(
        project_id=project_id,
        source=source,
        unit_id=unit.id,
        title=title,
        prepared_by=by,
        prepared_at=now,
        edited_by=by,
        edited_at=now,
    )
    _number(session, batch, now)
    _take(session, actor, batch, unit, line_ids)
    lines.changed(session, batch, actor, now)
    audit.record(
        session, actor, "batch.prepare", "batch", batch.id, now=now, lines=batch.line_count, total_fen=batch.total_fen
    )
    return batch


def add_lines(session: Session, actor: Actor, *, batch_id: int, line_ids: Sequence[int], now: datetime) -> None:
    batch = _draft(session, actor, batch_id)
    _take(session, actor, batch, batch.unit, line_ids)
    lines.changed(session, batch, actor, now)
    audit.record(session, actor, "batch.add_lines", "batch", batch.id, now=now, lines=sorted(line_ids))


def remove_line(session: Session, actor: Actor, *, batch_id: int, line_id: int, now: datetime) -> None:
    """Take a line out of a draft; it is open for another batch again."""
    batch = _draft(session, actor, batch_id)
    line = lines.find(session, line_id)
    if line.batch_id != batch.id:
        raise StaleView(N_("Somebody changed this payment in the meantime. Reload the page and try again."))
    lines.advance(session, line, LineState.OPEN, batch_id=None)
    lines.changed(session, batch, actor, now)
    audit.record(session, actor, "batch.remove_line", "batch", batch.id, now=now, line=line_id)


def _draft(session: Session, actor: Actor, batch_id: int) -> Batch:
    batch = lines.lock_batch(session, batch_id)
    actor.demand(Permission.BATCH_PREPARE, batch.unit.path, unseen=lines.NO_BATCH)
    if batch.state is not BatchState.DRAFT:
        raise IllegalStep(
            N_("Lines change only while the batch is a draft; it is “%(state)s”. Send it back first."),
            state=batch.state,
        )
    return batch


def _unit(session: Session, actor: Actor, unit_id: int | None) -> Unit:
    unit: Unit | None
    if unit_id is None:
        unit = session.scalars(
            select(Unit).where(reached(actor, Permission.BATCH_PREPARE, Unit.id)).order_by(Unit.path).limit(1)
        ).first()
    else:
        unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotAllowed(N_("You have no right to do this here."))
    actor.demand(Permission.BATCH_PREPARE, unit.path)
    return unit


def _take(session: Session, actor: Actor, batch: Batch, unit: Unit, line_ids: Sequence[int] | None) -> None:
    low, high = branch(unit.path)
    below = select(Unit.id).where(Unit.path >= low, Unit.path < high)
    free: list[ColumnElement[bool]] = [
        Payment.project_id == batch.project_id,
        Payment.source == batch.source,
        Payment.state == LineState.OPEN,
        Payment.batch_id.is_(None),
        Payment.unit_id.in_(below),
        reached(actor, Permission.BATCH_PREPARE, Payment.unit_id),
    ]
    if line_ids is not None:
        free.append(Payment.id.in_(line_ids))
    taken = lines.rowcount(
        session,
        update(Payment).where(*free).values(batch_id=batch.id).execution_options(synchronize_session="fetch"),
    )
    if line_ids is not None and taken != len(set(line_ids)):
        raise Refused(
            N_("%(count)s of the chosen lines are no longer free, or belong to other money. Reload the page."),
            count=len(set(line_ids)) - taken,
        )
    if not taken:
        raise Refused(N_("There are no open lines of this project and source to put into a batch. Log aid first."))


def _number(session: Session, batch: Batch, now: datetime) -> None:
    """Insert the batch under the year's next number; a number taken at the same moment is tried again."""
    prefix = f"{local_day(now).year}-"
    newest = select(func.max(cast(func.substr(Batch.number, len(prefix) + 1), Integer))).where(
        Batch.number.startswith(prefix)
    )
    for _ in range(NUMBER_ATTEMPTS):
        batch.number = f"{prefix}{(session.scalar(newest) or 0) + 1:03d}"
        try:
            with session.begin_nested():
                session.add(batch)
            return
        except IntegrityError:
            continue
    raise Refused(N_("Many batches are being prepared right now. Wait a moment and try again."))
