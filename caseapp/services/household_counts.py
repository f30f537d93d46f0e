"""The kept counts of household files: put together when they have become many, set right when they are wrong."""

from collections import Counter

from sqlalchemy import Insert, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from caseapp.models.household_counts import PLACE, HouseholdCount, Place, note
from caseapp.models.units import Unit
from caseapp.queries import household_counts

MOST = 100
"""Rows of a place that are left as they are."""


def fold(session: Session, most: int = MOST) -> None:
    """One row for each place that has more than `most`; those added meanwhile stay."""
    place = HouseholdCount.unit_id, HouseholdCount.state, HouseholdCount.category
    full = session.execute(select(*place).group_by(*place).having(func.count() > most)).all()
    if not full:
        return
    gone = delete(HouseholdCount).where(tuple_(*place).in_([tuple(one) for one in full]))
    sums: Counter[Place] = Counter()
    for unit_id, state, category, files in session.execute(gone.returning(*place, HouseholdCount.files)):
        sums[unit_id, state, category] += files
    note(session, sums)


def recount(session: Session) -> int:
    """Sets right what is wrong and gives how many places were. One statement sees one moment, so that nobody who
    changes a file meanwhile is counted twice or left out; another recount waits for this one."""
    session.execute(select(Unit.id).order_by(Unit.id).with_for_update(key_share=True))
    return len(session.scalars(correction().returning(HouseholdCount.id)).all())


def correction() -> Insert:
    wrong = household_counts.wrong().subquery()
    put_right = select(wrong.c.unit_id, wrong.c.state, wrong.c.category, wrong.c.there - wrong.c.kept)
    return insert(HouseholdCount).from_select([*PLACE, "files"], put_right)
