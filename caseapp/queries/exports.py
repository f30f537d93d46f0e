"""The actor's own long lists."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.imports import RosterKind
from caseapp.models.exports import Export


def recent(session: Session, actor: Actor, kind: RosterKind) -> Sequence[Export]:
    """The latest first; they are few, since each is kept for a day."""
    own = select(Export).where(Export.created_by == actor.id, Export.kind == kind)
    return session.scalars(own.order_by(Export.id.desc()).limit(10)).all()
