"""Who is signed in: the user behind the cookie, with idle and absolute timeouts, as today's Actor."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Flask, current_app, g, session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import bindparam, exists, select

from caseapp.domain.access.actor import Actor, HeldPost
from caseapp.domain.access.roles import SIGNING_ROLES
from caseapp.domain.labels import Word
from caseapp.extensions import db, login
from caseapp.models.requests import Setting
from caseapp.models.second_factors import SecondFactor
from caseapp.models.units import Unit
from caseapp.models.users import Post, User
from caseapp.web.support.clock import now, today

HALF_LASTS = timedelta(minutes=5)


class SignedIn(UserMixin):
    """What Flask-Login carries: the actor of today and the unit shown in the frame. `must_enrol`: nothing else opens
    before the person has a second factor."""

    must_enrol = False

    def __init__(self, user_id: int, name: str, stamp: str, posts: Sequence[tuple[HeldPost, str]]) -> None:
        """`posts`: every one there ever was, with its unit's name."""
        self.id = f"{user_id}:{stamp}"
        held = [one for one in posts if one[0].held_on(today())]
        self.actor = Actor(user_id, name, tuple(post for post, _ in held))
        self.unit_name = held[0][1] if held else ""
        self.roles: list[Word] = list(dict.fromkeys(post.role for post, _ in held))

    @classmethod
    def of(cls, user: User) -> "SignedIn":
        return cls(user.id, user.name, user.stamp, [(held(post), post.unit.name) for post in user.posts])


def held(post: Post) -> HeldPost:
    return HeldPost(post.role, post.unit.path, post.from_on, post.to_on)


_users, _posts, _units, _factors, _settings = (model.__table__ for model in (User, Post, Unit, SecondFactor, Setting))
_BEHIND_COOKIE = (
    select(
        _users.c.id,
        _users.c.name,
        _posts.c.role,
        _units.c.path,
        _posts.c.from_on,
        _posts.c.to_on,
        _units.c.name.label("unit"),
        (
            exists().where(_factors.c.user_id == _users.c.id, _factors.c.confirmed_at.is_not(None))
            | exists().where(_settings.c.name == "demo")
        ).label("enrolled"),
    )
    .outerjoin_from(_users, _posts, _posts.c.user_id == _users.c.id)
    .outerjoin(_units, _units.c.id == _posts.c.unit_id)
    .where(_users.c.id == bindparam("user_id"), _users.c.stamp == bindparam("stamp"), _users.c.active)
    .order_by(_posts.c.id)
)


def install(app: Flask) -> None:
    login.init_app(app)
    login.login_view = "signin.sign_in"
    login.session_protection = "basic"
    idle = timedelta(minutes=app.config["SESSION_IDLE_MINUTES"])
    absolute = timedelta(hours=app.config["SESSION_ABSOLUTE_HOURS"])

    @login.user_loader
    def load(token: str) -> SignedIn | None:
        if _expired(idle, absolute):
            return None
        user_id, _, stamp = token.partition(":")
        rows = db.session.execute(_BEHIND_COOKIE, {"user_id": int(user_id), "stamp": stamp}).all()
        if not rows:
            return None
        posts = [(HeldPost(*row[2:6]), row.unit) for row in rows if row.role is not None]
        signed = SignedIn(rows[0].id, rows[0].name, stamp, posts)
        signs = signed.actor.roles & SIGNING_ROLES
        signed.must_enrol = bool(signs) and not rows[0].enrolled and app.config["TWO_FACTOR"] == "required"
        return signed


def _expired(idle: timedelta, absolute: timedelta) -> bool:
    moment = now().timestamp()
    if moment - session.get("seen_at", 0) > idle.total_seconds():
        return True
    if moment - session.get("signed_at", 0) > absolute.total_seconds():
        return True
    session["seen_at"] = int(moment)
    return False


def sign_in(user: User, at: datetime) -> None:
    """Start a fresh session for the user; the language choice is kept."""
    locale = session.get("locale")
    session.clear()
    session.update(signed_at=int(at.timestamp()), seen_at=int(at.timestamp()))
    if locale:
        session["locale"] = locale
    login_user(SignedIn.of(user))


def hold_for_code(user: User, at: datetime) -> None:
    """The password fitted; the code is still to come. Nobody is signed in yet."""
    session.update(half=f"{user.id}:{user.stamp}", half_at=int(at.timestamp()))


def waiting_for_code(at: datetime) -> User | None:
    """Whose code is awaited; None after five minutes, or once their sessions were ended."""
    if at.timestamp() - session.get("half_at", 0) > HALF_LASTS.total_seconds():
        return None
    user_id, _, stamp = str(session.get("half", "0:")).partition(":")
    return db.session.scalar(select(User).where(User.id == int(user_id), User.active.is_(True), User.stamp == stamp))


def note_confirmed(at: datetime) -> None:
    session["confirmed_at"] = int(at.timestamp())


def is_confirmed(at: datetime) -> bool:
    """Whether the person showed who they are within the step-up minutes; signing in counts."""
    latest = max(session.get("confirmed_at", 0), session.get("signed_at", 0))
    return bool(at.timestamp() - latest <= 60 * current_app.config["STEP_UP_MINUTES"])


def sign_out() -> None:
    logout_user()
    session.clear()


def actor() -> Actor:
    """The person acting in this request; only for views behind a permission."""
    if "actor" not in g:
        g.actor = current_user.actor
    return g.actor  # type: ignore[no-any-return]
