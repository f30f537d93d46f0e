"""File numbers: one running series a register, handed out under a row lock."""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.models.requests import Setting


def next_file_no(session: Session, prefix: str) -> str:
    """`TS-0001`, `TS-0002` … for the prefix `TS`; a number given back by a rollback is used again."""
    return next_file_nos(session, prefix, 1)[0]


def next_file_nos(session: Session, prefix: str, count: int) -> list[str]:
    """The next `count` numbers of the series, in their order."""
    name = f"last_number.{prefix}"
    held = select(Setting).where(Setting.name == name).with_for_update()
    last = session.scalar(held)
    if last is None:
        with suppress(IntegrityError), session.begin_nested():  # another may be making the first number just now
            session.add(Setting(name=name, value="0"))
        last = session.scalars(held).one()
    first = int(last.value) + 1
    last.value = str(first + count - 1)
    session.flush()
    return [f"{prefix}-{number:04d}" for number in range(first, first + count)]
