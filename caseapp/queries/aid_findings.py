"""What only shows across projects, files and cards, a page at a time with every line behind each finding."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.payments.anomalies import Anomaly
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.payments.findings import FindingKind
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.seen_findings import SeenFinding
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.finding_keys import EVERYTHING, KINDS, Asked, Key, beside, one_if, recent, standing
from caseapp.queries.reach import reached

PAGE = 20


@dataclass(frozen=True)
class FoundLine:
    """`name` is None where the payee's unit lies outside the reader's."""

    payment_id: int
    name: str | None
    file_no: str | None
    household_id: int | None
    unit: str
    project: str
    kind: AidKind
    amount_fen: int
    state: LineState
    day: date
    reason: str


@dataclass(frozen=True)
class Seen:
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Finding:
    kind: FindingKind
    key: Key
    lines: tuple[FoundLine, ...]
    seen: Seen | None

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)


@dataclass(frozen=True)
class FindingPage:
    """`open` and `called_right` count all that was asked for; `next` continues after the page, None on the last."""

    rows: list[Finding]
    open: int
    called_right: int
    next: str | None


def findings(
    session: Session,
    actor: Actor,
    today: date,
    asked: Asked = EVERYTHING,
    *,
    seen: bool = False,
    after: str | None = None,
) -> FindingPage:
    """A page of those to look at, or of those called right: by kind, the latest first; four statements at most."""
    found = standing(actor, today, asked).subquery()
    count = func.count
    every, right = session.execute(select(count(), count(found.c.seen_id)).select_from(found)).one()
    statement = (
        select(found.c.rank, found.c.first, found.c.last, found.c.size, SeenFinding, User.name)
        .outerjoin(SeenFinding, SeenFinding.id == found.c.seen_id)
        .outerjoin(User, User.id == SeenFinding.by_id)
        .where(found.c.seen_id.is_not(None) if seen else found.c.seen_id.is_(None))
        .order_by(found.c.rank, found.c.first.desc())
        .limit(PAGE + 1)
    )
    rank, last = _place(after)
    if last is not None:
        further = and_(found.c.rank == rank, found.c.first < last)
        statement = statement.where(or_(found.c.rank > rank, further))
    rows = session.execute(statement).all()
    shown = rows[:PAGE]
    cards = {row.first for row in shown if KINDS[row.rank] is FindingKind.SAME_CARD}
    lines = {row.first for row in shown if KINDS[row.rank] is not FindingKind.SAME_CARD}
    by_card, by_line = _card_lines(session, actor, cards, today), _pair_lines(session, actor, lines)
    page = [
        Finding(
            KINDS[row.rank],
            (row.first, row.last, row.size),
            tuple((by_card if KINDS[row.rank] is FindingKind.SAME_CARD else by_line).get(row.first, ())),
            Seen(row.name, row.SeenFinding.at, row.SeenFinding.reason) if row.SeenFinding else None,
        )
        for row in shown
    ]
    following = f"{shown[-1].rank}-{shown[-1].first}" if len(rows) > PAGE else None
    return FindingPage(page, every - right, right, following)


def _place(after: str | None) -> tuple[int, int | None]:
    rank, _, last = (after or "").partition("-")
    return (int(rank), int(last)) if rank.isdecimal() and last.isdecimal() else (0, None)


def _columns(actor: Actor) -> Any:
    return (
        select(Payment, Person.name, Household.file_no, Unit.name, Project.name, Project.year)
        .add_columns(one_if(reached(actor, Permission.BATCH_READ, Payment.unit_id)))
        .join(Payment.person)
        .join(Payment.unit)
        .join(Payment.project)
        .outerjoin(Payment.household)
        .order_by(Payment.id)
    )


def _line(row: Any) -> FoundLine:
    line, name, file_no, unit, project, year, mine = row
    return FoundLine(
        line.id,
        name if mine else None,
        file_no if mine else None,
        line.household_id if mine else None,
        unit,
        f"{project}（{year}）",
        line.kind,
        line.amount_fen,
        line.state,
        line.paid_on or local_day(line.logged_at),
        line.reason if mine else "",
    )


def _pair_lines(session: Session, actor: Actor, line_ids: set[int]) -> dict[int, list[FoundLine]]:
    """Each line with those beside it, its own first."""
    if not line_ids:
        return {}
    marked = aliased(Payment)
    own = select(Payment.id.label("mark"), Payment.id.label("line")).where(Payment.id.in_(line_ids))
    others = (
        select(marked.id, Payment.id)
        .join(Payment, beside(marked, Payment))
        .where(marked.id.in_(line_ids), marked.breaches.contains(Anomaly.SAME_KIND.value))
    )
    pairs = own.union(others).subquery()
    statement = _columns(actor).join(pairs, pairs.c.line == Payment.id).add_columns(pairs.c.mark)
    found: dict[int, list[FoundLine]] = {}
    for *row, mark in session.execute(statement):
        found.setdefault(mark, []).append(_line(row))
    return {mark: sorted(lines, key=lambda line, own=mark: line.payment_id != own) for mark, lines in found.items()}  # type: ignore[misc]


def _card_lines(session: Session, actor: Actor, lowest_ids: set[int], today: date) -> dict[int, list[FoundLine]]:
    """The recent lines paid to the card of each lowest payee."""
    if not lowest_ids:
        return {}
    lowest = aliased(Person)
    statement = (
        _columns(actor)
        .add_columns(lowest.id)
        .join(lowest, lowest.account_index == Person.account_index)
        .where(lowest.id.in_(lowest_ids), recent(Payment, today))
    )
    found: dict[int, list[FoundLine]] = {}
    for *row, mark in session.execute(statement):
        found.setdefault(mark, []).append(_line(row))
    return found
