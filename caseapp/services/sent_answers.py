"""Answers of other houses as they were sent: a bank's, an authority's; sealed, and the same bytes kept once."""

import zlib
from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.models.bank_files import BankResult
from caseapp.models.check_lists import CheckAnswer
from caseapp.models.sealing import ring

Kept = TypeVar("Kept", BankResult, CheckAnswer)


def keep(session: Session, made: Kept, data: bytes, same: Select[Kept]) -> tuple[Kept, bool]:
    """`made` with what was sent and True, or else what somebody sent a moment ago, which `same` finds, and False."""
    made.content_sealed = ring().seal_bytes(zlib.compress(data), row=_binding(made))
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(same).one(), False
    return made, True


def content(kept: BankResult | CheckAnswer) -> bytes:
    """The answer as it was sent."""
    return zlib.decompress(ring().unseal_bytes(kept.content_sealed, row=_binding(kept)))


def _binding(kept: BankResult | CheckAnswer) -> str:
    return f"{kept.__tablename__}.content:{kept.uid}"
