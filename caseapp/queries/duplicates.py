"""Pairs of files that may be of one household, as far as the actor reaches: of the other side, beyond it, nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import LIVE_STATES
from caseapp.domain.households.likeness import Sign
from caseapp.domain.units import STEP
from caseapp.models.household_merges import HouseholdMerge
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.reach import reached

MOST = 50
LOW, HIGH = aliased(Household), aliased(Household)
LOW_HEAD, HIGH_HEAD = aliased(Person), aliased(Person)
LOW_UNIT, HIGH_UNIT = aliased(Unit), aliased(Unit)
ORDERS = {"weight": Order(HouseholdPair.weight, int)}


@dataclass(frozen=True)
class Side:
    id: int
    file_no: str
    head: str
    unit: str


@dataclass(frozen=True)
class Pair:
    """`here` is a file in reach; `there` the other one, None beyond the reach: then `ask` names the unit over both.
    `again` tells that somebody had parted the two before one of them changed."""

    id: int
    signs: tuple[Sign, ...]
    here: Side
    there: Side | None
    ask: str
    again: bool


@dataclass(frozen=True)
class Parted:
    reason: str
    who: str | None
    at: datetime
    stands: bool


@dataclass(frozen=True)
class Merged:
    """`is_kept`: this file took the other one over; the other is not named beyond the reach (`other_id` None)."""

    is_kept: bool
    other_id: int | None
    other_no: str
    reason: str
    who: str | None
    at: datetime


def open_pairs() -> ColumnElement[bool]:
    """Something speaks for it, both files are live, and nobody has said "not the same" of them as they stand."""
    return and_(
        HouseholdPair.weight > 0,
        LOW.state.in_(LIVE_STATES),
        HIGH.state.in_(LIVE_STATES),
        or_(HouseholdPair.parted_digest.is_(None), HouseholdPair.parted_digest != HouseholdPair.digest),
    )


def roster(session: Session, actor: Actor, wanted: Wanted) -> Page[Pair]:
    """The open pairs of which the actor reaches both files, the likeliest first; two statements."""
    both = and_(_reached(actor, LOW), _reached(actor, HIGH))
    count = _joined(select(func.count(HouseholdPair.id))).where(open_pairs(), both)
    falling = replace(wanted, sort="-weight")
    rows, sort, previous, following = cut(session, _listed(actor).where(both), ORDERS, HouseholdPair.id, falling)
    return Page(_pairs(session, rows), session.scalar(count) or 0, sort, previous, following)


def elsewhere(session: Session, actor: Actor) -> list[Pair]:
    """The open pairs of which the actor reaches one file only, at most MOST."""
    one = _reached(actor, LOW) != _reached(actor, HIGH)
    rows = session.execute(
        _listed(actor).where(one).order_by(HouseholdPair.weight.desc(), HouseholdPair.id).limit(MOST)
    )
    return _pairs(session, rows)


def of_file(session: Session, actor: Actor, household_id: int) -> list[Pair]:
    """The open pairs of one file that the actor reaches."""
    own = or_(HouseholdPair.low_id == household_id, HouseholdPair.high_id == household_id)
    rows = session.execute(
        _listed(actor).where(own).order_by(HouseholdPair.weight.desc(), HouseholdPair.id).limit(MOST)
    )
    return [pair for pair in _pairs(session, rows, first=household_id) if pair.here.id == household_id]


def waiting(actor: Actor) -> ScalarSelect[int]:
    """How many open pairs the actor reaches both files of, as a scalar."""
    both = and_(_reached(actor, LOW), _reached(actor, HIGH))
    found: ScalarSelect[int] = _joined(select(func.count(HouseholdPair.id))).where(open_pairs(), both).scalar_subquery()
    return found


def linked() -> ColumnElement[bool]:
    """Whether a row of Household stands in any pair or merge."""
    pairs = (HouseholdPair.low_id, HouseholdPair.high_id)
    merges = (HouseholdMerge.kept_id, HouseholdMerge.merged_id)
    return or_(*(exists().where(column == Household.id) for column in (*pairs, *merges)))


def merges_of(session: Session, actor: Actor, household_id: int) -> list[Merged]:
    """The merges that stand in which the file is kept or merged; the latest last."""
    other, own = aliased(Household), (HouseholdMerge.kept_id == household_id)
    statement = (
        select(own, other.id, other.file_no, HouseholdMerge.reason, User.name, HouseholdMerge.merged_at)
        .join(other, other.id == case((own, HouseholdMerge.merged_id), else_=HouseholdMerge.kept_id))
        .outerjoin(User, User.id == HouseholdMerge.merged_by)
        .where(or_(own, HouseholdMerge.merged_id == household_id), HouseholdMerge.undone_at.is_(None))
        .order_by(HouseholdMerge.id)
    )
    shown = statement.add_columns(case((_reached(actor, other), 1), else_=0))
    return [
        Merged(bool(kept), file_id if reach else None, file_no if reach else "", reason, who, at)
        for kept, file_id, file_no, reason, who, at, reach in session.execute(shown)
    ]


def seen(
    session: Session, actor: Actor, pair_id: int
) -> tuple[int, int, tuple[Sign, ...], bytes, Parted | None] | None:
    """Both files' ids, the signs, the digest and what was said of the pair; None unless both files are in reach."""
    statement = (
        _joined(select(HouseholdPair, User.name))
        .outerjoin(User, User.id == HouseholdPair.parted_by)
        .where(HouseholdPair.id == pair_id, _reached(actor, LOW), _reached(actor, HIGH))
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    pair, who = row
    parted = None
    if pair.parted_at is not None:
        parted = Parted(pair.parted_reason, who, pair.parted_at, pair.parted_digest == pair.digest)
    return pair.low_id, pair.high_id, _signs(pair.signs), pair.digest, parted


def _reached(actor: Actor, side: Any) -> ColumnElement[bool]:
    return reached(actor, Permission.FILE_READ, side.unit_id)


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(HouseholdPair)
        .join(LOW, LOW.id == HouseholdPair.low_id)
        .join(HIGH, HIGH.id == HouseholdPair.high_id)
    )


def _listed(actor: Actor) -> Any:
    """Each open pair with both sides and which of them the actor reaches."""
    columns: list[Any] = [HouseholdPair.id, HouseholdPair.signs, HouseholdPair.parted_at]
    for side, head, unit in ((LOW, LOW_HEAD, LOW_UNIT), (HIGH, HIGH_HEAD, HIGH_UNIT)):
        columns += [side.id, side.file_no, head.name, unit.name, unit.path, case((_reached(actor, side), 1), else_=0)]
    statement = _joined(select(*columns))
    for side, head, unit in ((LOW, LOW_HEAD, LOW_UNIT), (HIGH, HIGH_HEAD, HIGH_UNIT)):
        statement = statement.join(head, head.id == side.head_id).join(unit, unit.id == side.unit_id)
    return statement.where(open_pairs())


def _pairs(session: Session, rows: Iterable[Any], first: int | None = None) -> list[Pair]:
    found: list[tuple[Any, ...]] = [tuple(row) for row in rows]
    over = {_over(row[7], row[13]) for row in found if not (row[8] and row[14])}
    named = select(Unit.path, Unit.name).where(Unit.path.in_(over))
    units: dict[str, str] = dict(session.execute(named).all()) if over else {}
    made = []
    for pair_id, signs, parted_at, *sides in found:
        low, high = (Side(*part[:4]) if part[5] else None for part in (sides[:6], sides[6:12]))
        here, there = (high, low) if low is None or (high is not None and high.id == first) else (low, high)
        if here is not None:
            ask = "" if there else units.get(_over(sides[4], sides[10]), "")
            made.append(Pair(pair_id, _signs(signs), here, there, ask, parted_at is not None))
    return made


def _over(one: str, other: str) -> str:
    """The path of the lowest unit over both; "" when there is none."""
    shared = 0
    while one[: shared + STEP] == other[: shared + STEP] and shared < min(len(one), len(other)):
        shared += STEP
    return one[:shared]


def _signs(values: Iterable[str]) -> tuple[Sign, ...]:
    return tuple(Sign(value) for value in values)
