"""Users, their dated posts, one-time invitations and sign-in attempts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.access.roles import Role
from caseapp.models.base import Base, Moment
from caseapp.models.columns import new_uid, word
from caseapp.models.units import Unit


class User(Base):
    """`stamp` is inside each session; changing it ends them all. No password hash: not yet able to sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(256))
    active: Mapped[bool] = mapped_column(default=True)
    stamp: Mapped[str] = mapped_column(String(32), default=new_uid)

    posts: Mapped[list["Post"]] = relationship(back_populates="user", order_by="Post.id")


class Post(Base):
    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("user_id", "unit_id", "role", "from_on"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="posts")
    unit: Mapped[Unit] = relationship()


class Invitation(Base):
    """A one-time link to set a password; only the digest of its code is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()


class SignInAttempt(Base):
    """A failed sign-in, by a keyed digest of what was typed as the login."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    login_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
