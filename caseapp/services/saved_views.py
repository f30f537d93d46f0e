"""A user keeps ways of looking at a list; the same name again writes over it."""

from urllib.parse import parse_qsl, urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.models.saved_views import SavedView

MOST = 20
LEFT_OUT = {"q", "after", "before", "pick", "all"}
"""Words searched for may be a name or a number of somebody, so they are not kept; nor is a place in the list."""


def save(session: Session, actor: Actor, *, list_name: str, name: str, query: str) -> SavedView:
    """Raises Invalid on `name` or when the user has MOST views of this list already."""
    name = " ".join(name.split())
    if not name:
        raise Invalid.one("name", N_("Give the view a name."))
    if len(name) > 32:
        raise Invalid.one("name", N_("Write at most %(limit)s characters."), limit=32)
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key not in LEFT_OUT])
    if len(kept) > 512:
        raise Invalid.one("name", N_("This view has too many conditions to be kept."))
    own = SavedView.user_id == actor.id, SavedView.list_name == list_name
    view = session.scalar(select(SavedView).where(*own, SavedView.name == name))
    if view is None:
        if (session.scalar(select(func.count(SavedView.id)).where(*own)) or 0) >= MOST:
            raise Invalid.one("name", N_("You have %(count)s views of this list; remove one first."), count=MOST)
        view = SavedView(user_id=actor.id, list_name=list_name, name=name)
        session.add(view)
    view.query = kept
    session.flush()
    return view


def remove(session: Session, actor: Actor, *, view_id: int) -> None:
    """The actor's own view only; somebody else's is not there."""
    view = session.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.user_id == actor.id))
    if view is None:
        raise NotFound(N_("There is no such view."))
    session.delete(view)
    session.flush()
