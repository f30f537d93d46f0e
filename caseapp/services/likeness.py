"""Likely duplicates: found again whenever what is compared of a file changes; parted by a person who looked."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, StaleView
from caseapp.domain.households.codes import LIVE_STATES
from caseapp.domain.households.likeness import Compared, signs, weight
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.many import among
from caseapp.models.sealing import ring
from caseapp.queries.likeness import candidates, compared
from caseapp.queries.reach import reached
from caseapp.services import audit
from caseapp.services.withdrawals import reason_of

STEP = 200


def compare(session: Session, *household_ids: int) -> None:
    """Look for files like these; a pair that nobody has parted goes when nothing speaks for it any more. A handful of
    statements, however many the files."""
    session.flush()
    own = compared(session, household_ids)
    pairs = {(pair.low_id, pair.high_id): pair for pair in _pairs(session, household_ids)}
    near = {(min(one, other), max(one, other)) for one, others in candidates(session, own).items() for other in others}
    both = near | set(pairs)
    files = own | compared(session, {one for pair in both for one in pair} - set(own))
    for low_id, high_id in sorted(both):
        low, high, pair = files.get(low_id), files.get(high_id), pairs.get((low_id, high_id))
        found = signs(low, high) if low and high else ()
        if pair and not weight(found) and pair.parted_at is None:
            session.delete(pair)
        elif low and high and (weight(found) or pair):
            told = {"signs": [sign.value for sign in found], "weight": weight(found), "digest": _digest(low, high)}
            _keep(session, pair, low_id, high_id, told)
    session.flush()


def compare_person(session: Session, person_id: int) -> None:
    """The same for the live file, if any, that the person sits in."""
    seat = select(HouseholdMember.household_id).where(HouseholdMember.person_id == person_id, HouseholdMember.live)
    compare(session, *session.scalars(seat))


def compare_step(session: Session, after: int) -> int | None:
    """Compare the next STEP live files after that id; the id to go on from, None at the end."""
    ids = session.scalars(
        select(Household.id)
        .where(Household.id > after, Household.state.in_(LIVE_STATES))
        .order_by(Household.id)
        .limit(STEP)
    ).all()
    compare(session, *ids)
    return ids[-1] if len(ids) == STEP else None


def part(session: Session, actor: Actor, *, pair_id: int, seen: bytes, reason: str, now: datetime) -> None:
    """Keep that the two are not the same; it holds until what is compared of either changes."""
    pair = open_pair(session, actor, Permission.FILE_WRITE, Permission.FILE_APPROVE, pair_id=pair_id)
    if pair.digest != seen:
        raise StaleView(N_("One of the files has changed in the meantime. Look at both again."))
    pair.parted_digest, pair.parted_reason = pair.digest, reason_of(reason)
    pair.parted_by, pair.parted_at = actor.id, now
    for household_id in (pair.low_id, pair.high_id):
        audit.record(session, actor, "household.parted", "household", household_id, now=now, pair=pair.id)


def open_pair(session: Session, actor: Actor, *permissions: Permission, pair_id: int) -> HouseholdPair:
    """The pair, for an act on it; NotFound unless the actor reaches both files with one of the permissions."""
    pair = session.get(HouseholdPair, pair_id)
    if pair is None or not any(reaches_both(session, actor, one, pair.low_id, pair.high_id) for one in permissions):
        raise NotFound(N_("There is no such pair of files."))
    return pair


def reaches_both(session: Session, actor: Actor, permission: Permission, *ids: int) -> bool:
    mine = select(Household.id).where(Household.id.in_(ids), reached(actor, permission, Household.unit_id))
    return len(session.scalars(mine).all()) == len(set(ids))


def _pairs(session: Session, household_ids: Collection[int]) -> Iterable[HouseholdPair]:
    own = or_(*(among(session, side, household_ids) for side in (HouseholdPair.low_id, HouseholdPair.high_id)))
    return session.scalars(select(HouseholdPair).where(own)).all()


def _keep(session: Session, pair: HouseholdPair | None, low_id: int, high_id: int, told: dict[str, Any]) -> None:
    """Write the pair; when somebody else found it at the same moment theirs stands."""
    if pair is not None:
        for name, value in told.items():
            setattr(pair, name, value)
        return
    try:
        with session.begin_nested():
            session.add(HouseholdPair(low_id=low_id, high_id=high_id, **told))
    except IntegrityError:
        return


def _digest(low: Compared, high: Compared) -> bytes:
    return ring().blind("household_pairs", f"{low.text()}\n{high.text()}")
