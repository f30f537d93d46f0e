"""What only shows across projects, files and cards: double aid, one card for several payees, aid off the file.

A finding is known by its kind and (first, last, size): the line itself (id, id, 1), or of a card the lowest and highest
payee and how many they are, so that a further payee on the card makes it a new finding.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import day_begins, local_day
from caseapp.domain.households.codes import AIDED_STATES
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
from caseapp.queries.reach import reached

LIVE = (LineState.OPEN, LineState.PAID)
MOST = 200
"""How many of one kind the list shows."""
_P = Permission.BATCH_READ
Key = tuple[int, int, int]
Keys = Select[int, int, int]


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


def _recent(line: Any, today: date) -> ColumnElement[bool]:
    """Live and logged this year or last."""
    return and_(line.state.in_(LIVE), line.logged_at >= day_begins(date(today.year - 1, 1, 1)))


def _beside(line: Any, other: Any) -> ColumnElement[bool]:
    """A live line of another project for the same claim."""
    payee = or_(
        other.household_id == line.household_id,
        line.household_id.is_(None) & other.household_id.is_(None) & (other.person_id == line.person_id),
    )
    claims = or_(other.claim == line.claim, line.claim.like(other.claim + "#%"), other.claim.like(line.claim + "#%"))
    return and_(other.project_id != line.project_id, other.state.in_(LIVE), payee, claims)


def _doubles(today: date) -> Keys:
    """The later line of each pair: it was marked when it was logged."""
    other = aliased(Payment)
    return select(Payment.id, Payment.id, literal(1)).where(
        Payment.breaches != "",
        Payment.breaches.contains(Anomaly.SAME_KIND.value),
        _recent(Payment, today),
        exists().where(_beside(Payment, other)),
    )


def _off_file(today: date) -> Keys:
    return (
        select(Payment.id, Payment.id, literal(1))
        .join(Household, Household.id == Payment.household_id)
        .where(
            Household.off_file_on.is_not(None),
            Household.state.not_in(AIDED_STATES),
            _recent(Payment, today),
            or_(Payment.state == LineState.OPEN, Payment.paid_on > Household.off_file_on),
        )
    )


def _cards(actor: Actor, today: date) -> Keys:
    shared = (
        select(Person.account_index)
        .where(Person.account_index.is_not(None))
        .group_by(Person.account_index)
        .having(func.count() > 1)
    )
    mine = func.max(_one_if(reached(actor, _P, Payment.unit_id)))
    payees = func.count(Payment.person_id.distinct())
    return (
        select(func.min(Payment.person_id), func.max(Payment.person_id), payees)
        .join(Person, Person.id == Payment.person_id)
        .where(Person.account_index.in_(shared), _recent(Payment, today))
        .group_by(Person.account_index)
        .having(payees > 1, mine == 1)
    )


def _one_if(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)


def _keys(actor: Actor, today: date) -> dict[FindingKind, Keys]:
    mine = reached(actor, _P, Payment.unit_id)
    return {
        FindingKind.DOUBLE: _doubles(today).where(mine),
        FindingKind.SAME_CARD: _cards(actor, today),
        FindingKind.OFF_FILE: _off_file(today).where(mine),
    }


def unseen(actor: Actor, today: date) -> ScalarSelect[int]:
    """How many findings within the actor's reach nobody has called right yet."""
    counts = []
    for kind, statement in _keys(actor, today).items():
        found = statement.subquery()
        first, last, size = found.c
        seen = exists().where(
            SeenFinding.kind == kind,
            SeenFinding.first_id == first,
            SeenFinding.last_id == last,
            SeenFinding.size == size,
        )
        counts.append(select(func.count()).select_from(found).where(~seen).scalar_subquery())
    return select(counts[0] + counts[1] + counts[2]).scalar_subquery()


def findings(session: Session, actor: Actor, today: date) -> list[Finding]:
    """Those not yet seen first, then by kind; six statements at most, MOST of a kind."""
    seen = {
        (row.kind, row.first_id, row.last_id, row.size): Seen(name, row.at, row.reason)
        for row, name in session.execute(select(SeenFinding, User.name).join(SeenFinding.by))
    }
    found: list[Finding] = []
    for kind, statement in _keys(actor, today).items():
        keys = [(first, last, size) for first, last, size in session.execute(statement.limit(MOST))]
        lines = _card_lines(session, actor, keys, today) if kind is FindingKind.SAME_CARD else None
        pairs = lines if lines is not None else _pair_lines(session, actor, [key[0] for key in keys])
        found += [
            Finding(kind, (key[0], key[1], key[2]), tuple(pairs.get(key[0], ())), seen.get((kind, *key)))
            for key in keys
        ]
    return sorted(found, key=lambda one: (one.seen is not None, list(FindingKind).index(one.kind), -one.key[0]))


def finding(session: Session, actor: Actor, kind: FindingKind, key: Key, today: date) -> bool:
    """Whether it stands now, within the actor's reach."""
    rows = session.execute(_keys(actor, today)[kind])
    return any(tuple(row) == key for row in rows)


def _columns(actor: Actor) -> Any:
    return (
        select(Payment, Person.name, Household.file_no, Unit.name, Project.name, Project.year)
        .add_columns(_one_if(reached(actor, _P, Payment.unit_id)))
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


def _pair_lines(session: Session, actor: Actor, line_ids: list[int]) -> dict[int, list[FoundLine]]:
    """Each line with those beside it, its own first."""
    if not line_ids:
        return {}
    marked = aliased(Payment)
    own = select(Payment.id.label("mark"), Payment.id.label("line")).where(Payment.id.in_(line_ids))
    beside = (
        select(marked.id, Payment.id)
        .join(Payment, _beside(marked, Payment))
        .where(marked.id.in_(line_ids), marked.breaches.contains(Anomaly.SAME_KIND.value))
    )
    pairs = own.union(beside).subquery()
    statement = _columns(actor).join(pairs, pairs.c.line == Payment.id).add_columns(pairs.c.mark)
    found: dict[int, list[FoundLine]] = {}
    for *row, mark in session.execute(statement):
        found.setdefault(mark, []).append(_line(row))
    return {mark: sorted(lines, key=lambda line, own=mark: line.payment_id != own) for mark, lines in found.items()}  # type: ignore[misc]


def _card_lines(
    session: Session, actor: Actor, keys: list[tuple[int, int, int]], today: date
) -> dict[int, list[FoundLine]]:
    """The recent lines paid to the card of each lowest payee."""
    if not keys:
        return {}
    lowest = aliased(Person)
    statement = (
        _columns(actor)
        .add_columns(lowest.id)
        .join(lowest, lowest.account_index == Person.account_index)
        .where(lowest.id.in_([key[0] for key in keys]), _recent(Payment, today))
    )
    found: dict[int, list[FoundLine]] = {}
    for *row, mark in session.execute(statement):
        found.setdefault(mark, []).append(_line(row))
    return found
