"""What the kept counts of household files say, and where they are not what they should be."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.models.household_counts import HouseholdCount
from caseapp.models.households import Household
from caseapp.queries.reach import within


def files(actor: Actor, *conditions: ColumnElement[bool]) -> Select[int]:
    """How many files the actor may read, by conditions on HouseholdCount's unit, state and category."""
    counted: Select[int] = select(func.coalesce(func.sum(HouseholdCount.files), 0)).where(*conditions)
    return within(counted, actor, Permission.FILE_READ, HouseholdCount.unit_id)


def by_unit(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> dict[int, int]:
    """How many files the actor may read in each unit that has any; the conditions as of `files`."""
    counted = select(HouseholdCount.unit_id, func.sum(HouseholdCount.files)).where(*conditions)
    counted = counted.group_by(HouseholdCount.unit_id)
    narrowed = within(counted, actor, Permission.FILE_READ, HouseholdCount.unit_id)
    return {unit_id: int(files) for unit_id, files in session.execute(narrowed) if files}


def wrong() -> Select[*tuple[Any, ...]]:
    """The unit's id, the state and category of each place whose kept count is wrong, with how many files are `there`
    and how many are `kept`."""
    place = Household.unit_id, Household.state, Household.category
    of_files = select(*place, func.count().label("there"), literal(0).label("kept")).group_by(*place)
    kept_place = HouseholdCount.unit_id, HouseholdCount.state, HouseholdCount.category
    both = union_all(of_files, select(*kept_place, literal(0), HouseholdCount.files)).subquery()
    there, kept = func.sum(both.c.there), func.sum(both.c.kept)
    columns = both.c.unit_id, both.c.state, both.c.category
    return select(*columns, there.label("there"), kept.label("kept")).group_by(*columns).having(there != kept)
