"""From a person to the file kept on them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.models.model_workers import ModelWorker
from caseapp.queries.reach import within


def model_worker_files(session: Session, actor: Actor, person_ids: Iterable[int]) -> dict[int, int]:
    """Person id -> model worker id, for those the actor may read."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    statement = select(ModelWorker.person_id, ModelWorker.id).where(ModelWorker.person_id.in_(wanted))
    rows = session.execute(within(statement, actor, Permission.FILE_READ, ModelWorker.unit_id))
    return dict(row._tuple() for row in rows)
