"""Users with their posts, and the units tree, for the administrator."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission, Role
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.units import STEP
from caseapp.models.second_factors import SecondFactor
from caseapp.models.users import Post, User
from caseapp.queries.reach import reached, units_within


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
    has_factor: bool = False


def _row(user: User, today: date) -> UserRow:
    posts = [
        PostRow(
            p.id, p.role, p.unit.name, p.from_on, p.to_on, p.from_on <= today and (p.to_on is None or today <= p.to_on)
        )
        for p in user.posts
    ]
    return UserRow(user.id, user.login, user.name, user.active, user.password_hash is not None, posts)


def administered(actor: Actor) -> ColumnElement[bool]:
    """Users with a post where the actor administers, and those who have none yet."""
    return or_(~User.posts.any(), User.posts.any(reached(actor, Permission.USER_ADMIN, Post.unit_id)))


def every_user(session: Session, actor: Actor, today: date) -> list[UserRow]:
    """The users the actor administers, by sign-in name; two statements."""
    statement = select(User).options(selectinload(User.posts).joinedload(Post.unit)).order_by(User.login)
    return [_row(user, today) for user in session.scalars(statement.where(administered(actor)))]


def one_user(session: Session, actor: Actor, user_id: int, today: date) -> UserRow:
    """Raises NotFound outside the actor's reach."""
    user = session.scalar(select(User).where(User.id == user_id, administered(actor)))
    if user is None:
        raise NotFound(N_("There is no such user."))
    has_factor = session.scalar(
        select(exists().where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None)))
    )
    return replace(_row(user, today), has_factor=bool(has_factor))


def unit_tree(session: Session, actor: Actor) -> list[tuple[int, str, str, int]]:
    """(id, code, name, depth) of the units the actor administers, in tree order; the federation has depth 0."""
    units = session.scalars(units_within(actor, Permission.USER_ADMIN))
    return [(unit.id, unit.code, unit.name, len(unit.path) // STEP - 1) for unit in units]
