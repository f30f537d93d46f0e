"""The actor's own long lists."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.imports import RosterKind
from caseapp.models.exports import Export


def recent(session: Session, actor: Actor, kind: RosterKind, *, since: datetime) -> Sequence[Export]:
    """Those begun later, the latest first."""
    own = select(Export).where(Export.created_by == actor.id, Export.kind == kind, Export.created_at > since)
    return session.scalars(own.order_by(Export.id.desc())).all()
