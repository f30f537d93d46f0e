"""The further fields of a model worker's file, as typed: checked all at once, kept where they were given."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.accounts import parse_account, parse_phone
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.model_workers.particulars import FIELDS, LARGEST, Field, Kind, Value
from caseapp.domain.money import parse_yuan
from caseapp.models.worker_particulars import WorkerParticulars


def read(one: Field, text: str) -> Value:
    """The value in its stored form, None for nothing; raises Invalid."""
    text = text.strip()
    if not text:
        return None
    if len(text) > one.limit:
        raise Invalid.one(one.key, N_("Write at most %(limit)s characters."), limit=one.limit)
    return _READERS.get(one.kind, str)(text)


def _money(text: str) -> int:
    fen = parse_yuan(text).fen
    if fen < 0:
        raise Invalid.one(None, N_("Write an amount above zero."))
    return fen


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        raise Invalid.one(None, N_("Write a day that exists, such as 2025-12-20.")) from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > LARGEST:
        raise Invalid.one(None, N_("Write a whole number, 0 or more."))
    return int(text)


_READERS: dict[Kind, Callable[[str], Value]] = {
    Kind.PHONE: parse_phone,
    Kind.ACCOUNT: parse_account,
    Kind.MONEY: _money,
    Kind.DAY: _day,
    Kind.COUNT: _count,
}


def problems(typed: Mapping[str, str], today: date) -> list[Problem]:
    """What cannot be kept, by the fields' keys."""
    found = []
    for one in FIELDS:
        try:
            value = read(one, typed.get(one.key, ""))
        except Invalid as invalid:
            found += [Problem(one.key, problem.message, problem.values) for problem in invalid.problems]
            continue
        if isinstance(value, date) and value > today:
            found.append(Problem(one.key, N_("This day lies in the future.")))
    return found


def keep(session: Session, model_worker_id: int, typed: Mapping[str, str]) -> None:
    """Write what was typed; an empty field clears what stood there, except a sealed one, which is shown masked and
    stays. `problems` must have found none."""
    row = session.scalar(select(WorkerParticulars).where(WorkerParticulars.model_worker_id == model_worker_id))
    if row is None:
        row = WorkerParticulars(model_worker_id=model_worker_id)
        session.add(row)
    for one in FIELDS:
        if one.key not in typed:
            continue
        value = read(one, typed[one.key])
        if getattr(row, one.key) != value and not (one.sealed and value is None):
            setattr(row, one.key, value)
    session.flush()
