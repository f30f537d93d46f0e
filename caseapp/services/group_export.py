"""The lists of special-group people given out: masked unless numbers may be shown."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.rosters.columns import Column
from caseapp.domain.rosters.special_groups import LAYOUT, LISTING
from caseapp.models.special_groups import GroupListing
from caseapp.services.giving_out import AT_ONCE, PERSONAL, Record, Register, Showing, of_person, text_of


def _records(session: Session, asked: Select[Any], showing: Showing) -> Iterator[Record]:
    for listing in session.scalars(asked.execution_options(yield_per=AT_ONCE)):
        yield _record(listing, showing)


def _record(listing: GroupListing, showing: Showing) -> list[list[list[str]]]:
    full = showing.in_full(listing.unit.path)
    return [[[_cell(listing, column, full=full) for column in LISTING]]]


def _cell(listing: GroupListing, column: Column, *, full: bool) -> str:
    if column.key == "unit":
        return listing.unit.name
    if column.key in PERSONAL:
        return of_person(listing.person, column, full=full)
    return text_of(getattr(listing, column.key), column)


_ROWS = select(GroupListing).options(joinedload(GroupListing.person), joinedload(GroupListing.unit))
SPECIAL_GROUPS = Register("listing", LAYOUT, GroupListing, _ROWS, (GroupListing.year, GroupListing.id), _records)
