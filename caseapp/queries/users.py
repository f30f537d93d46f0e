"""Users with their posts, and the units tree, for the administrator."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain.access.roles import Role
from caseapp.domain.units import STEP
from caseapp.models.units import Unit
from caseapp.models.users import Post, User


@dataclass(frozen=True)
class PostRow:
    id: int
    role: Role
    unit: str
    from_on: date
    to_on: date | None
    held: bool


@dataclass(frozen=True)
class UserRow:
    id: int
    login: str
    name: str
    active: bool
    can_sign_in: bool
    posts: list[PostRow]


def _row(user: User, today: date) -> UserRow:
    posts = [
        PostRow(
            p.id, p.role, p.unit.name, p.from_on, p.to_on, p.from_on <= today and (p.to_on is None or today <= p.to_on)
        )
        for p in user.posts
    ]
    return UserRow(user.id, user.login, user.name, user.active, user.password_hash is not None, posts)


def every_user(session: Session, today: date) -> list[UserRow]:
    """All users by sign-in name; two statements."""
    statement = select(User).options(selectinload(User.posts).joinedload(Post.unit)).order_by(User.login)
    return [_row(user, today) for user in session.scalars(statement)]


def one_user(session: Session, user_id: int, today: date) -> UserRow | None:
    user = session.get(User, user_id)
    return _row(user, today) if user else None


def unit_tree(session: Session) -> list[tuple[int, str, str, int]]:
    """(id, code, name, depth) in tree order; the federation has depth 0."""
    rows = session.execute(select(Unit.id, Unit.code, Unit.name, Unit.path).order_by(Unit.path))
    return [(unit_id, code, name, len(path) // STEP - 1) for unit_id, code, name, path in rows]
