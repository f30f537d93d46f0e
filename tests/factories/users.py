import itertools
from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor, HeldPost
from caseapp.domain.access.roles import Role
from caseapp.models.units import Unit
from caseapp.models.users import Post, User

_numbers = itertools.count(1)


def make_user(
    session: Session, *, name: str = "李明霞", login: str | None = None, password_hash: str | None = None
) -> User:
    user = User(login=login or f"user{next(_numbers)}", name=name, password_hash=password_hash)
    session.add(user)
    session.flush()
    return user


def make_post(
    session: Session,
    user: User,
    role: Role,
    unit: Unit,
    *,
    from_on: date = date(2020, 1, 1),
    to_on: date | None = None,
) -> Post:
    post = Post(user=user, unit=unit, role=role, from_on=from_on, to_on=to_on)
    session.add(post)
    session.flush()
    return post


def make_staff(session: Session, role: Role, unit: Unit, *, name: str = "李明霞") -> User:
    """A user with one open post."""
    user = make_user(session, name=name)
    make_post(session, user, role, unit)
    return user


def actor_of(user: User) -> Actor:
    """The user acting, with every post of theirs."""
    posts = tuple(HeldPost(post.role, post.unit.path, post.from_on, post.to_on) for post in user.posts)
    return Actor(user.id, user.name, posts)


def make_actor(session: Session, role: Role, unit: Unit, *, name: str = "李明霞") -> Actor:
    return actor_of(make_staff(session, role, unit, name=name))
