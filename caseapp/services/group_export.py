"""The lists of special-group people given out: masked unless numbers may be shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.rosters.columns import Column
from caseapp.domain.rosters.special_groups import LAYOUT, LISTING
from caseapp.models.special_groups import GroupListing
from caseapp.queries.reach import within
from caseapp.services.giving_out import PERSONAL, Showing, give_out, of_person, text_of

P = Permission


def export_special_groups(
    session: Session,
    actor: Actor,
    *,
    conditions: list[ColumnElement[bool]],
    reason: str,
    in_full: bool,
    now: datetime,
) -> bytes:
    """A workbook of the listings that meet the conditions, within reach. Noted in the audit trail."""
    statement = (
        select(GroupListing)
        .where(*conditions)
        .options(joinedload(GroupListing.person), joinedload(GroupListing.unit))
        .order_by(GroupListing.year, GroupListing.id)
    )
    within_reach = within(statement, actor, P.FILE_READ, GroupListing.unit_id)
    how: dict[str, Any] = {"layout": LAYOUT, "record": _record, "reason": reason, "in_full": in_full, "now": now}
    return give_out(session, actor, within_reach, subject="listing", **how)


def _record(listing: GroupListing, showing: Showing) -> list[list[list[str]]]:
    full = showing.in_full(listing.unit.path)
    return [[[_cell(listing, column, full=full) for column in LISTING]]]


def _cell(listing: GroupListing, column: Column, *, full: bool) -> str:
    if column.key == "unit":
        return listing.unit.name
    if column.key in PERSONAL:
        return of_person(listing.person, column, full=full)
    return text_of(getattr(listing, column.key), column)
