"""Which pages behind a list the actor may open: a person's model-worker file, a payment's batch."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Batch
from caseapp.queries.reach import reached


@dataclass(frozen=True)
class Openable:
    """`workers`: person id -> model worker id; `batches`: ids."""

    workers: dict[int, int]
    batches: frozenset[int]


def openable(session: Session, actor: Actor, people: Iterable[int], batches: Iterable[int]) -> Openable:
    """Of these people and batches, those whose pages the actor may open; at most one statement."""
    persons, numbers = set(people), set(batches)
    if not persons and not numbers:
        return Openable({}, frozenset())
    files = select(literal(0).label("is_batch"), ModelWorker.person_id, ModelWorker.id).where(
        ModelWorker.person_id.in_(persons), reached(actor, Permission.FILE_READ, ModelWorker.unit_id)
    )
    signed = select(literal(1).label("is_batch"), Batch.id, Batch.id).where(
        Batch.id.in_(numbers), reached(actor, Permission.BATCH_READ, Batch.unit_id)
    )
    rows = [tuple(row) for row in session.execute(union_all(files, signed))]
    workers = {person: worker for is_batch, person, worker in rows if not is_batch}
    return Openable(workers, frozenset(batch for is_batch, batch, _ in rows if is_batch))
