"""How many files each unit has in each state and category, so that no page counts them one by one."""

from collections import Counter
from collections.abc import Mapping
from itertools import chain

from sqlalchemy import ForeignKey, Index, event, insert, inspect
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from caseapp.domain.households.codes import Category, HouseholdState
from caseapp.models.base import Base
from caseapp.models.columns import word
from caseapp.models.households import Household

Place = tuple[int, HouseholdState, Category]
"""A unit's id, a state and a category."""
PLACE = ("unit_id", "state", "category")


class HouseholdCount(Base):
    """The files of a place are the sum of its rows: a file that moves adds -1 where it was and 1 where it is. Rows are
    only added, so that no two writers wait for one another; what they sum up to is put into one row now and then."""

    __tablename__ = "household_counts"
    __table_args__ = (Index("ix_household_counts_unit_id_state_category", *PLACE),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    state: Mapped[HouseholdState] = mapped_column(word(HouseholdState))
    category: Mapped[Category] = mapped_column(word(Category))
    files: Mapped[int]


def note(session: Session, moved: Mapping[Place, int]) -> None:
    """So many files more, or fewer, in each place: for files that are written without the session's objects."""
    rows = [{**dict(zip(PLACE, place, strict=True)), "files": files} for place, files in moved.items() if files]
    if rows:
        session.connection().execute(insert(HouseholdCount), rows)


@event.listens_for(Session, "after_flush")
def _note_moved(session: Session, context: UOWTransaction) -> None:
    moved: Counter[Place] = Counter()
    for row in chain(session.new, session.dirty, session.deleted):
        if not isinstance(row, Household):
            continue
        histories = [inspect(row).attrs[name].history for name in PLACE]
        is_new, is_gone = row in session.new, row in session.deleted
        if not (is_new or is_gone or any(history.has_changes() for history in histories)):
            continue
        now = tuple(getattr(row, name) for name in PLACE)
        before = tuple(
            history.deleted[0] if history.deleted else value for history, value in zip(histories, now, strict=True)
        )
        moved[now] += not is_gone
        moved[before] -= not is_new
    note(session, moved)
