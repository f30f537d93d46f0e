"""The roster of households: a page of it with the count of all that match, or every row for print and notices."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import LOCAL
from caseapp.domain.households.checks import days_left
from caseapp.domain.households.codes import Category, Cause, HouseholdState
from caseapp.domain.households.particulars import Housing
from caseapp.domain.identity import mask
from caseapp.domain.payments.codes import LineState
from caseapp.models.household_counts import HouseholdCount
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.queries import household_counts
from caseapp.queries.household_filters import Filters, conditions, placed
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.reach import S, reached, within

FAR = date(9999, 12, 31)
ORDERS = {
    "file_no": Order(Household.file_no),
    "size": Order(Household.size, int),
    "income": Order(Household.monthly_income_fen, int),
    "due": Order(func.coalesce(Household.reverify_due_on, FAR), date.fromisoformat),
}
GATHERED = {**ORDERS, "file_no": Order(func.coalesce(Household.file_no, ""))}
"""The same orders, none by an index as that of the file numbers is."""
FEW = 2_000
"""So many files are looked up by their units and then put in order, however many other units have; of more, a page is
soon full when all are walked in their order."""
NO_INDEX = Household.unit_id + 0
"""The unit as no index has it: SQLite would look up 200,000 files by their units and put them in order."""

SHOWN = (
    Household.id, Household.file_no, Household.category, Household.state, Household.main_cause, Household.size,
    Household.monthly_income_fen, Household.reverify_due_on, Household.housing, Household.address,
    Household.applied_on, Household.on_file_on, Household.updated_at,
    Person.name.label("head"), Person.uid, Person.id_number_sealed, Unit.name.label("unit"),
)  # fmt: skip
"""Of a file only what its row in the roster shows: whole files take as long to load as the rest of the page."""


@dataclass(frozen=True)
class HouseholdRow:
    """Money in fen; `days_left` to the re-verification is negative when overdue."""

    id: int
    file_no: str
    head: str
    masked_id: str
    unit: str
    category: Category
    state: HouseholdState
    main_cause: Cause
    size: int
    monthly_income_fen: int
    aid_fen: int
    reverify_due_on: date | None
    days_left: int | None
    housing: Housing | None
    address: str
    applied_on: date
    on_file_on: date | None
    updated_on: date


def aid_in_year(year: int) -> ScalarSelect[int]:
    """What a household was paid in the year and kept, in fen."""
    return (
        select(func.coalesce(func.sum(Payment.amount_fen), 0))
        .where(
            Payment.household_id == Household.id,
            Payment.state == LineState.PAID,
            Payment.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .correlate(Household)
        .scalar_subquery()
    )


def roster(session: Session, actor: Actor, filters: Filters, wanted: Wanted, *, today: date) -> Page[HouseholdRow]:
    """One page within the actor's reach, and the count of all that match; at most four statements: what a row shows is
    read only of the files on the page, however many are put in order first."""
    kept = None if filters.q.strip() else household_counts.by_unit(session, actor, *placed(filters, HouseholdCount))
    few = kept is not None and sum(kept.values()) <= FEW
    unit_id = Household.unit_id if few or kept is None else NO_INDEX

    def scoped(statement: S) -> S:
        narrowed = statement.where(reached(actor, Permission.FILE_READ, unit_id))
        if few:
            narrowed = narrowed.where(Household.unit_id.in_(kept or ()))
        return narrowed.where(*conditions(filters, today))

    orders = GATHERED if few else ORDERS
    keys, sort, previous, following = cut(session, scoped(select(Household.id)), orders, Household.id, wanted)
    places = {key.id: place for place, key in enumerate(keys)}
    shown = within(_listed(today), actor, Permission.FILE_READ, Household.unit_id)
    listed = sorted(session.execute(shown.where(Household.id.in_(places))), key=lambda row: places[row.id])
    if kept is not None and filters.by_place:
        found = sum(kept.values())
    elif listed and previous is None and following is None:
        found = len(listed)
    else:
        found = _found(session, actor, filters, today)
    return Page([_row(row, today) for row in listed], found, sort, previous, following)


def _row(row: Any, today: date) -> HouseholdRow:
    return HouseholdRow(
        id=row.id,
        file_no=row.file_no,
        head=row.head,
        masked_id=mask(Person.id_number.opened(row, row.id_number_sealed) or ""),
        unit=row.unit,
        category=row.category,
        state=row.state,
        main_cause=row.main_cause,
        size=row.size,
        monthly_income_fen=row.monthly_income_fen,
        aid_fen=int(row.aid_fen),
        reverify_due_on=row.reverify_due_on,
        days_left=days_left(row.reverify_due_on, today),
        housing=row.housing,
        address=row.address,
        applied_on=row.applied_on,
        on_file_on=row.on_file_on,
        updated_on=row.updated_at.astimezone(LOCAL).date(),
    )


def every(
    session: Session, actor: Actor, filters: Filters, *, today: date, most: int
) -> tuple[list[HouseholdRow], int]:
    """The first `most` within the actor's reach by file number, and the count of all that match; two statements."""

    listed = within(_listed(today), actor, Permission.FILE_READ, Household.unit_id).where(*conditions(filters, today))
    rows = session.execute(listed.order_by(Household.file_no).limit(most))
    return [_row(row, today) for row in rows], _found(session, actor, filters, today)


def _found(session: Session, actor: Actor, filters: Filters, today: date) -> int:
    """How many files match."""
    if filters.by_place:
        return sum(household_counts.by_unit(session, actor, *placed(filters, HouseholdCount)).values())
    counted = within(select(func.count()).select_from(Household), actor, Permission.FILE_READ, Household.unit_id)
    return session.scalar(counted.where(*conditions(filters, today))) or 0


@lru_cache
def _listed(today: date) -> Select[*tuple[Any, ...]]:
    listed = select(*SHOWN, aid_in_year(today.year).label("aid_fen")).select_from(Household)
    return listed.join(Person, Person.id == Household.head_id).join(Unit, Unit.id == Household.unit_id)
