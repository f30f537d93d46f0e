"""The views a user has saved of one list."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.models.saved_views import SavedView


@dataclass(frozen=True)
class ViewRow:
    id: int
    name: str
    query: str


def saved_views(session: Session, actor: Actor, list_name: str) -> list[ViewRow]:
    """The actor's own, by name."""
    own = SavedView.user_id == actor.id, SavedView.list_name == list_name
    statement = select(SavedView.id, SavedView.name, SavedView.query).where(*own).order_by(SavedView.name)
    return [ViewRow(*row) for row in session.execute(statement)]
