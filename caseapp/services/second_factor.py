"""The second factor: enrolled by its owner, asked for at the doors, taken away only by an administrator."""

import re
import secrets
from datetime import datetime
from typing import Any, cast

import pyotp
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, Invalid, NotFound, Refused
from caseapp.models.columns import new_uid
from caseapp.models.sealing import ring
from caseapp.models.second_factors import RecoveryCode, SecondFactor
from caseapp.models.users import User
from caseapp.services import audit, throttle, users

STEP_SECONDS = 30
RECOVERY_CODES = 10
ISSUER = "困难职工帮扶"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def factor_of(session: Session, user_id: int) -> SecondFactor | None:
    return session.scalar(select(SecondFactor).where(SecondFactor.user_id == user_id))


def is_enrolled(session: Session, user_id: int) -> bool:
    factor = factor_of(session, user_id)
    return factor is not None and factor.confirmed_at is not None


def begin(session: Session, actor: Actor) -> None:
    """A fresh secret that waits for its first code; refused while another one is in use."""
    user_id = _own_id(actor)
    factor = factor_of(session, user_id)
    if factor is not None and factor.confirmed_at is not None:
        raise Refused(N_("You have a code generator already. An administrator can take it away."))
    if factor is None:
        factor = SecondFactor(user_id=user_id)
        session.add(factor)
    factor.secret = pyotp.random_base32()
    session.flush()


def address(factor: SecondFactor, login: str) -> str:
    """What the QR code says to the code generator."""
    return pyotp.TOTP(factor.secret or "").provisioning_uri(name=login, issuer_name=ISSUER)


def confirm(session: Session, actor: Actor, *, code: str, now: datetime) -> list[str]:
    """The first code shows that the generator works; gives the recovery codes, which are not shown again."""
    user_id = _own_id(actor)
    factor = factor_of(session, user_id)
    if factor is None or factor.confirmed_at is not None:
        raise Refused(N_("There is no code generator waiting for its first code. Begin again."))
    if not _takes(session, factor, code, now):
        raise Invalid.one(
            "code", N_("This code does not fit. Check the clock of the telephone and type the next code.")
        )
    factor.confirmed_at = now
    audit.record(session, actor, "user.second_factor", "user", user_id, now=now)
    return _new_codes(session, user_id)


def renew_codes(session: Session, actor: Actor, *, now: datetime) -> list[str]:
    """Ten new recovery codes; the old ones stop working."""
    user_id = _own_id(actor)
    if not is_enrolled(session, user_id):
        raise Refused(N_("There is no code generator waiting for its first code. Begin again."))
    audit.record(session, actor, "user.recovery_codes", "user", user_id, now=now)
    return _new_codes(session, user_id)


def check(session: Session, *, user_id: int, code: str, now: datetime) -> bool:
    """Whether the code of the generator, or an unused recovery code, fits; a wrong one is counted. Raises
    TooManyTries."""
    index = throttle.index_of("second-factor", str(user_id))
    throttle.demand_room(session, index, now)
    factor = factor_of(session, user_id)
    fits = factor is not None and factor.confirmed_at is not None
    if fits and (_takes(session, cast(SecondFactor, factor), code, now) or _recovers(session, user_id, code, now)):
        throttle.forget(session, index)
        return True
    throttle.count_wrong(session, index, now)
    return False


def reset(session: Session, actor: Actor, *, user_id: int, now: datetime) -> None:
    """Take a lost generator away: the user enrols anew at the next sign-in; every session of theirs ends."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(N_("There is no such user."))
    users.demand_over(actor, user, local_day(now))
    if user.id == actor.id:
        raise Refused(N_("Nobody takes away their own code generator. Ask another administrator."))
    if factor_of(session, user_id) is None:
        raise Refused(N_("This user has no code generator."))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    user.stamp = new_uid()
    session.flush()
    audit.record(session, actor, "user.second_factor_reset", "user", user_id, now=now)


def _own_id(actor: Actor) -> int:
    if actor.id is None:
        raise Refused(N_("Only a signed-in person can sign; the system cannot."))
    return actor.id


def _takes(session: Session, factor: SecondFactor, code: str, now: datetime) -> bool:
    """Whether it is the code of now, or of the step before or after, and none of that step or a later one was taken."""
    typed = re.sub("[^0-9]", "", code)
    generator, current = pyotp.TOTP(factor.secret or ""), int(now.timestamp()) // STEP_SECONDS
    for step in (current, current - 1, current + 1):
        if secrets.compare_digest(generator.at(step * STEP_SECONDS), typed):
            taken = (
                update(SecondFactor)
                .where(SecondFactor.id == factor.id, SecondFactor.last_step < step)
                .values(last_step=step)
                .execution_options(synchronize_session="fetch")
            )
            return cast(CursorResult[Any], session.execute(taken)).rowcount == 1
    return False


def _recovers(session: Session, user_id: int, code: str, now: datetime) -> bool:
    used = (
        update(RecoveryCode)
        .where(RecoveryCode.code_index == _index(user_id, code), RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    fits = cast(CursorResult[Any], session.execute(used)).rowcount == 1
    if fits:
        user = session.get_one(User, user_id)
        audit.record(session, Actor(user.id, user.name), "user.recovered", "user", user.id, now=now)
    return fits


def _new_codes(session: Session, user_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_index=_index(user_id, code)) for code in codes)
    session.flush()
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _index(user_id: int, code: str) -> bytes:
    plain = re.sub(r"[^a-z0-9]", "", code.casefold())
    return ring().blind("recovery-code", f"{user_id}:{plain}")
