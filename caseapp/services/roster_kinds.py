"""The kinds of roster: how each is read, compared with what is recorded, and taken in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.imports import RosterKind
from caseapp.domain.rosters import households as household_columns
from caseapp.domain.rosters import model_workers as worker_columns
from caseapp.domain.rosters import payments as payment_columns
from caseapp.domain.rosters import special_groups as group_columns
from caseapp.domain.rosters.columns import Layout
from caseapp.models.imports import ImportRow
from caseapp.readers.rosters import Roster, read_households, read_model_workers, read_plain
from caseapp.services import group_roster, household_taking, past_payments, roster_plan, worker_roster
from caseapp.services.planned import Planned

Take = Callable[[Session, Actor, ImportRow, date, datetime], int]
"""Takes one row in and gives the id of its record; raises Refused for what cannot be."""
TakeTogether = Callable[[Session, Actor, Sequence[ImportRow], date, datetime], Sequence[ImportRow]]
"""Takes in what it can at once; gives the rows left for one by one."""


class Plan(Protocol):
    """Every record of the file beside what is recorded; writes nothing."""

    def __call__(self, session: Session, actor: Actor, roster: Roster, *, today: date) -> Sequence[Planned[Any]]: ...


@dataclass(frozen=True)
class RosterOf:
    """`record` is the column of an import's row that names the record."""

    layout: Layout
    read: Callable[[bytes], Roster]
    plan: Plan
    take: Take
    record: str
    take_together: TakeTogether | None = None


ROSTERS: dict[RosterKind, RosterOf] = {
    RosterKind.HOUSEHOLDS: RosterOf(
        household_columns.LAYOUT,
        read_households,
        roster_plan.plan,
        household_taking.take,
        "household_id",
        household_taking.take_together,
    ),
    RosterKind.MODEL_WORKERS: RosterOf(
        worker_columns.LAYOUT, read_model_workers, worker_roster.plan, worker_roster.take, "model_worker_id"
    ),
    RosterKind.SPECIAL_GROUPS: RosterOf(
        group_columns.LAYOUT,
        lambda data: read_plain(data, group_columns.LAYOUT),
        group_roster.plan,
        group_roster.take,
        "listing_id",
    ),
    RosterKind.PAYMENTS: RosterOf(
        payment_columns.LAYOUT,
        lambda data: read_plain(data, payment_columns.LAYOUT),
        past_payments.plan,
        past_payments.take,
        "payment_id",
    ),
}
