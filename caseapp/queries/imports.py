"""The actor's own imports, and the rows of one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.imports import ImportState, RowState, Verdict
from caseapp.models.households import Household
from caseapp.models.imports import Import, ImportRow
from caseapp.queries.page import Order, Page, Wanted, cut

RECENT = 50


@dataclass(frozen=True)
class ImportLine:
    id: int
    name: str
    state: ImportState
    sent_at: datetime
    households: int
    faults: int


@dataclass(frozen=True)
class Standing:
    """How far an import is: households by what was found of them, and by what became of them."""

    verdicts: dict[Verdict, int]
    states: dict[RowState, int]

    @property
    def households(self) -> int:
        return sum(self.verdicts.values())

    @property
    def settled(self) -> int:
        return self.states.get(RowState.DONE, 0) + self.states.get(RowState.REFUSED, 0)

    @property
    def wanted(self) -> int:
        """Households that are or were to be taken in."""
        return self.settled + self.states.get(RowState.WAITING, 0)

    @property
    def percent(self) -> float:
        return 100 * self.settled / self.wanted if self.wanted else 100.0


@dataclass(frozen=True)
class RowLine:
    """`facts`, `changes` and `refusal` are JSON as kept; `changed_at` is the file's last change on record."""

    id: int
    sheet: str
    line: int
    verdict: Verdict
    state: RowState
    facts: str | None
    changes: str | None
    refusal: str | None
    household_id: int | None
    file_no: str | None
    changed_at: datetime | None


def recent(session: Session, actor: Actor) -> list[ImportLine]:
    count = select(func.count(ImportRow.id)).where(ImportRow.import_id == Import.id).correlate(Import)
    columns = (Import.id, Import.name, Import.state, Import.created_at, count.scalar_subquery(), Import.fault_count)
    statement = select(*columns).where(Import.created_by == actor.id).order_by(Import.id.desc()).limit(RECENT)
    return [ImportLine(*row) for row in session.execute(statement)]


def standing(session: Session, import_id: int) -> Standing:
    counts = select(ImportRow.verdict, ImportRow.state, func.count()).where(ImportRow.import_id == import_id)
    verdicts: dict[Verdict, int] = {}
    states: dict[RowState, int] = {}
    for verdict, state, count in session.execute(counts.group_by(ImportRow.verdict, ImportRow.state)):
        verdicts[verdict] = verdicts.get(verdict, 0) + count
        states[state] = states.get(state, 0) + count
    return Standing(verdicts, states)


def rows(session: Session, import_id: int, verdict: Verdict | None, wanted: Wanted) -> Page[RowLine]:
    """The households of the import in the order of the file; with no verdict those that were refused."""
    statement: Select[ImportRow, str, datetime] = (
        select(ImportRow, Household.file_no, Household.updated_at)
        .outerjoin(Household, Household.id == ImportRow.household_id)
        .where(ImportRow.import_id == import_id)
    )
    which = ImportRow.verdict == verdict if verdict else ImportRow.state == RowState.REFUSED
    found = session.scalar(select(func.count(ImportRow.id)).where(ImportRow.import_id == import_id, which)) or 0
    orders = {"line": Order(ImportRow.id, int)}
    cuttings, sort, previous, following = cut(session, statement.where(which), orders, ImportRow.id, wanted)
    lines = [_line(row, file_no, changed_at) for row, file_no, changed_at, *_ in cuttings]
    return Page(lines, found, sort, previous, following)


def _line(row: ImportRow, file_no: str | None, changed_at: datetime | None) -> RowLine:
    return RowLine(
        id=row.id,
        sheet=row.sheet,
        line=row.line,
        verdict=row.verdict,
        state=row.state,
        facts=row.facts,
        changes=row.changes,
        refusal=row.refusal,
        household_id=row.household_id,
        file_no=file_no,
        changed_at=changed_at,
    )
