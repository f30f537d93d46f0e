"""Counting wrong tries in the database, so that guessing is slow from any machine and across restarts."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Refused
from caseapp.models.sealing import ring
from caseapp.models.users import SignInAttempt

WINDOW = timedelta(minutes=15)
TRIES = 8


class TooManyTries(Refused):
    """Paused; nothing that was typed was checked."""

    status = 422


def index_of(door: str, who: str) -> bytes:
    """What the tries at a door are counted under."""
    return ring().blind(door, who)


def demand_room(session: Session, index: bytes, now: datetime, *, tries: int = TRIES) -> None:
    recent = select(func.count()).where(SignInAttempt.login_index == index, SignInAttempt.at > now - WINDOW)
    if (session.scalar(recent) or 0) >= tries:
        raise TooManyTries(N_("Too many tries. Wait a quarter of an hour, or ask the administrator."))


def count_wrong(session: Session, index: bytes, now: datetime) -> None:
    session.add(SignInAttempt(login_index=index, at=now))
    session.flush()


def forget(session: Session, index: bytes) -> None:
    session.execute(delete(SignInAttempt).where(SignInAttempt.login_index == index))
