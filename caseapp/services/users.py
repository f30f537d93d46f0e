"""Users and their posts: invited by a one-time link, signed in with a password, throttled when they guess."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor, HeldPost, refuse_incompatible
from caseapp.domain.access.roles import Permission, Role
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotAllowed, NotFound, Problem, Refused
from caseapp.models.columns import new_uid
from caseapp.models.units import Unit
from caseapp.models.users import Invitation, Post, User
from caseapp.services import audit, throttle

INVITATION_LASTS = timedelta(hours=72)
SHORTEST_PASSWORD = 12
LONGEST_NAME = 64
_hasher = PasswordHasher()
_nobody = _hasher.hash("no such user")


def add_user(session: Session, actor: Actor, *, login: str, name: str, now: datetime) -> User:
    """A user who cannot sign in before accepting an invitation; every problem at once."""
    actor.demand(Permission.USER_ADMIN)
    problems = []
    if not login:
        problems.append(Problem("login", N_("Give the user a sign-in name.")))
    elif session.scalar(select(User.id).where(User.login == login)):
        problems.append(Problem("login", N_("This sign-in name is taken; choose another.")))
    if not name:
        problems.append(Problem("name", N_("Write the user's name.")))
    for field, text in (("login", login), ("name", name)):
        if len(text) > LONGEST_NAME:
            problems.append(Problem(field, N_("Write at most %(limit)s characters."), {"limit": LONGEST_NAME}))
    if problems:
        raise Invalid(problems)
    user = User(login=login, name=name, active=True)
    session.add(user)
    session.flush()
    audit.record(session, actor, "user.add", "user", user.id, now=now)
    return user


def give_post(
    session: Session, actor: Actor, *, user: User, unit: Unit, role: Role, start: date, end: date | None, now: datetime
) -> Post:
    """A post from `start` to `end`; refused when it makes a pair nobody may hold together, or is the actor's own."""
    actor.demand(Permission.USER_ADMIN, unit.path)
    if user.id == actor.id:
        raise NotAllowed(N_("Nobody gives a post to themselves. Ask another administrator."))
    held = [HeldPost(post.role, post.unit.path, post.from_on, post.to_on) for post in user.posts]
    if end is not None and end < start:
        raise Invalid.one("to_on", N_("The post ends before it starts."))
    refuse_incompatible([*held, HeldPost(role, unit.path, start, end)])
    post = Post(user=user, unit=unit, role=role, from_on=start, to_on=end)
    session.add(post)
    session.flush()
    audit.record(session, actor, "post.give", "user", user.id, now=now, role=role.value, unit=unit.code)
    return post


def end_post(session: Session, actor: Actor, *, user_id: int, post_id: int, on: date, now: datetime) -> Post:
    """The post is held until the day before `on`; one that has not begun yet is removed from today's rights at once."""
    post = session.get(Post, post_id)
    if post is None or post.user_id != user_id:
        raise NotFound(N_("There is no such post."))
    actor.demand(Permission.USER_ADMIN, post.unit.path)
    if post.to_on is not None and post.to_on < on:
        raise IllegalStep(N_("This post has ended already."))
    post.to_on = max(post.from_on, on - timedelta(days=1))
    if post.to_on >= on:
        session.delete(post)
    session.flush()
    audit.record(session, actor, "post.end", "user", post.user_id, now=now, role=post.role.value)
    return post


def demand_over(actor: Actor, user: User, today: date) -> None:
    """Raises NotAllowed unless the actor administers every unit where the user has or will have a post: whoever makes
    a user's link or closes the account holds all the rights behind it."""
    actor.demand(Permission.USER_ADMIN)
    for post in user.posts:
        if post.to_on is None or post.to_on >= today:
            actor.demand(Permission.USER_ADMIN, post.unit.path)


def invite(session: Session, actor: Actor, *, user: User, now: datetime) -> str:
    """The secret of a one-time link with which the user sets a password; earlier links stop working."""
    demand_over(actor, user, local_day(now))
    session.execute(delete(Invitation).where(Invitation.user_id == user.id))
    code = secrets.token_urlsafe(32)
    session.add(Invitation(user_id=user.id, code_digest=_digest(code), expires_at=now + INVITATION_LASTS))
    session.flush()
    audit.record(session, actor, "user.invite", "user", user.id, now=now)
    return code


def invitation(session: Session, *, code: str, now: datetime) -> Invitation:
    """The invitation behind a link; NotFound when it was used, replaced or has run out."""
    found = session.scalar(select(Invitation).where(Invitation.code_digest == _digest(code)))
    if found is None or found.used_at is not None or found.expires_at < now:
        raise NotFound(N_("This link was already used or has run out. Ask the administrator for a new one."))
    return found


def accept(session: Session, *, code: str, password: str, now: datetime) -> User:
    """Set the password through a one-time link."""
    found = invitation(session, code=code, now=now)
    set_password(found.user, password)
    found.used_at = now
    session.flush()
    audit.record(session, Actor(found.user.id, found.user.name), "user.accept", "user", found.user.id, now=now)
    return found.user


def set_password(user: User, password: str) -> None:
    """Hash and keep; every session of the user ends."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid.one(
            "password", N_("Use at least %(count)s characters; a sentence is fine."), count=SHORTEST_PASSWORD
        )
    if password.casefold() in {user.login.casefold() * n for n in (1, 2, 3)} or len(set(password)) < 5:
        raise Invalid.one("password", N_("This password is too easy to guess."))
    user.password_hash = _hasher.hash(password)
    user.stamp = new_uid()


def check_sign_in(session: Session, *, login: str, password: str, now: datetime) -> User | None:
    """The user when login and password fit, else None (and the try is counted). Raises TooManyTries."""
    index = throttle.index_of("sign-in", login.casefold())
    throttle.demand_room(session, index, now)
    user = session.scalar(select(User).where(User.login == login, User.active.is_(True)))
    fits = _verify(user.password_hash if user else None, password)
    if user is None or not fits:
        throttle.count_wrong(session, index, now)
        return None
    throttle.forget(session, index)
    return user


def note_sign_in(session: Session, user: User, now: datetime) -> None:
    """All that was asked for fitted: the session begins."""
    audit.record(session, Actor(user.id, user.name), "user.sign_in", "user", user.id, now=now)


def end_sessions(session: Session, actor: Actor, *, user_id: int, now: datetime) -> None:
    """Every session of the user ends at once, copies of its cookie too; one's own by signing out."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(N_("There is no such user."))
    if user.id != actor.id:
        demand_over(actor, user, local_day(now))
    user.stamp = new_uid()
    session.flush()
    audit.record(
        session, actor, "user.sign_out" if user.id == actor.id else "user.end_sessions", "user", user.id, now=now
    )


def set_active(session: Session, actor: Actor, *, user_id: int, active: bool, now: datetime) -> User:
    """Close or reopen an account; closing ends its sessions at once."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(N_("There is no such user."))
    demand_over(actor, user, local_day(now))
    if user.id == actor.id and not active:
        raise Refused(N_("You cannot close your own account."))
    user.active = active
    user.stamp = new_uid()
    session.flush()
    audit.record(session, actor, "user.open" if active else "user.close", "user", user.id, now=now)
    return user


def _verify(stored: str | None, password: str) -> bool:
    """Takes as long for an unknown user as for a known one."""
    try:
        return _hasher.verify(stored or _nobody, password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
