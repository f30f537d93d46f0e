"""As whom long work goes on when its page is closed: the person who began it, with that person's rights of today."""

from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor, HeldPost
from caseapp.models.users import User


def on_behalf_of(session: Session, user_id: int | None, today: date) -> Actor:
    """The user with the posts of today; the command line acts as the system (None). A user struck off has no posts."""
    if user_id is None:
        return SYSTEM
    user = session.get(User, user_id)
    held = [HeldPost(post.role, post.unit.path, post.from_on, post.to_on) for post in user.posts] if user else []
    active = user is not None and user.active
    return Actor(user_id, user.name if user else "", tuple(post for post in held if active and post.held_on(today)))
