"""File numbers: one running series a register, handed out under a row lock."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.models.requests import Setting


def next_file_no(session: Session, prefix: str) -> str:
    """`TS-0001`, `TS-0002` … for the prefix `TS`; a number given back by a rollback is used again."""
    name = f"last_number.{prefix}"
    last = session.scalar(select(Setting).where(Setting.name == name).with_for_update())
    if last is None:
        last = Setting(name=name, value="0")
        session.add(last)
    last.value = str(int(last.value) + 1)
    session.flush()
    return f"{prefix}-{int(last.value):04d}"
