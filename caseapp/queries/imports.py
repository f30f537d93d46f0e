"""The actor's own imports, and the rows of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.imports import ImportState, RosterKind, RowState, Verdict
from caseapp.models.households import Household
from caseapp.models.imports import Import, ImportRow
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Payment
from caseapp.models.special_groups import GroupListing
from caseapp.queries.page import Order, Page, Wanted, cut

RECENT = 50


@dataclass(frozen=True)
class ImportLine:
    id: int
    name: str
    state: ImportState
    sent_at: datetime
    kind: RosterKind
    records: int
    faults: int


@dataclass(frozen=True)
class Standing:
    """How far an import is: records by what was found of them, and by what became of them."""

    verdicts: dict[Verdict, int]
    states: dict[RowState, int]

    @property
    def settled(self) -> int:
        return self.states.get(RowState.DONE, 0) + self.states.get(RowState.REFUSED, 0)

    @property
    def wanted(self) -> int:
        """Records that are or were to be taken in."""
        return self.settled + self.states.get(RowState.WAITING, 0)

    @property
    def percent(self) -> float:
        return 100 * self.settled / self.wanted if self.wanted else 100.0


@dataclass(frozen=True)
class RowLine:
    """`facts`, `changes` and `refusal` are JSON as kept; `label` is how the record is called, `changed_at` when it was
    changed last."""

    id: int
    sheet: str
    line: int
    verdict: Verdict
    state: RowState
    facts: str | None
    changes: str | None
    refusal: str | None
    record_id: int | None
    label: str | None
    changed_at: datetime | None


def recent(session: Session, actor: Actor) -> list[ImportLine]:
    count = select(func.count(ImportRow.id)).where(ImportRow.import_id == Import.id).correlate(Import)
    counted = (count.scalar_subquery(), Import.fault_count)
    statement = (
        select(Import.id, Import.name, Import.state, Import.created_at, Import.kind, *counted)
        .where(Import.created_by == actor.id)
        .order_by(Import.id.desc())
        .limit(RECENT)
    )
    return [ImportLine(*row) for row in session.execute(statement)]


def standing(session: Session, import_id: int) -> Standing:
    counts = select(ImportRow.verdict, ImportRow.state, func.count()).where(ImportRow.import_id == import_id)
    verdicts: dict[Verdict, int] = {}
    states: dict[RowState, int] = {}
    for verdict, state, count in session.execute(counts.group_by(ImportRow.verdict, ImportRow.state)):
        verdicts[verdict] = verdicts.get(verdict, 0) + count
        states[state] = states.get(state, 0) + count
    return Standing(verdicts, states)


_RECORDS: dict[RosterKind, tuple[Any, Any, Any, Any]] = {
    RosterKind.HOUSEHOLDS: (ImportRow.household_id, Household, Household.file_no, Household.updated_at),
    RosterKind.MODEL_WORKERS: (ImportRow.model_worker_id, ModelWorker, ModelWorker.file_no, ModelWorker.updated_at),
    RosterKind.SPECIAL_GROUPS: (
        ImportRow.listing_id,
        GroupListing,
        cast(GroupListing.year, String),
        GroupListing.updated_at,
    ),
    RosterKind.PAYMENTS: (ImportRow.payment_id, Payment, Payment.voucher_no, Payment.logged_at),
}
"""By kind: what names the record, its table, how it is called, and when it was changed last."""


def rows(session: Session, import_id: int, kind: RosterKind, verdict: Verdict | None, wanted: Wanted) -> Page[RowLine]:
    """The records of the import in the order of the file; with no verdict those that were refused."""
    named, table, label, changed_at = _RECORDS[kind]
    statement: Select[Any] = (
        select(ImportRow, named, label, changed_at)
        .outerjoin(table, table.id == named)
        .where(ImportRow.import_id == import_id)
    )
    which = ImportRow.verdict == verdict if verdict else ImportRow.state == RowState.REFUSED
    found = session.scalar(select(func.count(ImportRow.id)).where(ImportRow.import_id == import_id, which)) or 0
    orders = {"line": Order(ImportRow.id, int)}
    cuttings, sort, previous, following = cut(session, statement.where(which), orders, ImportRow.id, wanted)
    return Page([_line(*cutting[:4]) for cutting in cuttings], found, sort, previous, following)


def _line(row: ImportRow, record_id: int | None, label: str | None, changed_at: datetime | None) -> RowLine:
    return RowLine(
        id=row.id,
        sheet=row.sheet,
        line=row.line,
        verdict=row.verdict,
        state=row.state,
        facts=row.facts,
        changes=row.changes,
        refusal=row.refusal,
        record_id=record_id,
        label=label,
        changed_at=changed_at,
    )
