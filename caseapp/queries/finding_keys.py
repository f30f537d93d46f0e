"""Which findings stand: double aid, one card for several payees, aid off the file, narrowed to what is asked for.

A finding is known by its kind and (first, last, size): the line itself (id, id, 1), or of a card the lowest and highest
payee and how many they are, so that a further payee on the card makes it a new finding.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import day_begins
from caseapp.domain.households.codes import AIDED_STATES
from caseapp.domain.payments.anomalies import Anomaly
from caseapp.domain.payments.codes import LineState
from caseapp.domain.payments.findings import FindingKind
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.seen_findings import SeenFinding
from caseapp.queries.reach import reached
from caseapp.queries.units import at_or_below

LIVE = (LineState.OPEN, LineState.PAID)
KINDS = tuple(FindingKind)
Key = tuple[int, int, int]
Keys = Select[int, int, int]


@dataclass(frozen=True)
class Asked:
    """A finding is shown when one of its own lines meets all that is given."""

    kind: FindingKind | None = None
    unit_id: int | None = None
    project_id: int | None = None
    state: LineState | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        asked = []
        if self.unit_id is not None:
            asked.append(at_or_below(self.unit_id, Payment.unit_id))
        if self.project_id is not None:
            asked.append(Payment.project_id == self.project_id)
        if self.state is not None:
            asked.append(Payment.state == self.state)
        return asked


EVERYTHING = Asked()


def recent(line: Any, today: date) -> ColumnElement[bool]:
    """Live and logged this year or last."""
    return and_(line.state.in_(LIVE), line.logged_at >= day_begins(date(today.year - 1, 1, 1)))


def beside(line: Any, other: Any) -> ColumnElement[bool]:
    """A live line of another project for the same claim."""
    payee = or_(
        other.household_id == line.household_id,
        line.household_id.is_(None) & other.household_id.is_(None) & (other.person_id == line.person_id),
    )
    claims = or_(other.claim == line.claim, line.claim.like(other.claim + "#%"), other.claim.like(line.claim + "#%"))
    return and_(other.project_id != line.project_id, other.state.in_(LIVE), payee, claims)


def one_if(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)


def _doubles(today: date) -> Keys:
    """The later line of each pair: it was marked when it was logged."""
    other = aliased(Payment)
    return select(Payment.id, Payment.id, literal(1)).where(
        Payment.breaches != "",
        Payment.breaches.contains(Anomaly.SAME_KIND.value),
        recent(Payment, today),
        exists().where(beside(Payment, other)),
    )


def _off_file(today: date) -> Keys:
    return (
        select(Payment.id, Payment.id, literal(1))
        .join(Household, Household.id == Payment.household_id)
        .where(
            Household.off_file_on.is_not(None),
            Household.state.not_in(AIDED_STATES),
            recent(Payment, today),
            or_(Payment.state == LineState.OPEN, Payment.paid_on > Household.off_file_on),
        )
    )


def _cards(wanted: ColumnElement[bool], today: date) -> Keys:
    shared = (
        select(Person.account_index)
        .where(Person.account_index.is_not(None))
        .group_by(Person.account_index)
        .having(func.count() > 1)
    )
    payees = func.count(Payment.person_id.distinct())
    return (
        select(func.min(Payment.person_id), func.max(Payment.person_id), payees)
        .join(Person, Person.id == Payment.person_id)
        .where(Person.account_index.in_(shared), recent(Payment, today))
        .group_by(Person.account_index)
        .having(payees > 1, func.max(one_if(wanted)) == 1)
    )


def _keys(actor: Actor, today: date, asked: Asked, kind: FindingKind) -> Keys:
    wanted = and_(reached(actor, Permission.BATCH_READ, Payment.unit_id), *asked.conditions())
    match kind:
        case FindingKind.DOUBLE:
            return _doubles(today).where(wanted)
        case FindingKind.SAME_CARD:
            return _cards(wanted, today)
        case FindingKind.OFF_FILE:
            return _off_file(today).where(wanted)


def standing(actor: Actor, today: date, asked: Asked = EVERYTHING) -> CompoundSelect[*tuple[Any, ...]]:
    """(rank of the kind, first, last, size, id of what was said of it or NULL) of every finding asked for."""
    members = []
    for rank, kind in enumerate(KINDS):
        if asked.kind not in (None, kind):
            continue
        found = _keys(actor, today, asked, kind).subquery()
        first, last, size = found.c
        said = and_(
            SeenFinding.kind == kind,
            SeenFinding.first_id == first,
            SeenFinding.last_id == last,
            SeenFinding.size == size,
        )
        columns = (
            literal(rank).label("rank"),
            first.label("first"),
            last.label("last"),
            size.label("size"),
            SeenFinding.id.label("seen_id"),
        )
        members.append(select(*columns).select_from(found).outerjoin(SeenFinding, said))
    return union_all(*members)


def unseen(actor: Actor, today: date) -> ScalarSelect[int]:
    """How many findings within the actor's reach nobody has called right yet."""
    found = standing(actor, today).subquery()
    return select(func.count()).select_from(found).where(found.c.seen_id.is_(None)).scalar_subquery()


def finding(session: Session, actor: Actor, kind: FindingKind, key: Key, today: date) -> bool:
    """Whether it stands now, within the actor's reach."""
    found = standing(actor, today, Asked(kind=kind)).subquery()
    first, last, size = key
    same = (found.c.first == first, found.c.last == last, found.c.size == size)
    return bool(session.scalar(select(exists(select(found.c.first).where(*same)))))
