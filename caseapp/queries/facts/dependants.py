"""含供养人口: the size of each household at its latest payment, plus one for each person without a file."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, distinct, func, literal, select, union_all
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.queries.facts.entries import MemberList, View, entry_columns, listed, shown_to
from caseapp.queries.facts.payments import Found, person_rows
from caseapp.queries.facts.scope import Ask, Rows, counting, prepared


def figures(session: Session, asks: Sequence[Ask]) -> Found:
    """In one statement for any number of projects."""
    wanted = tuple((ask, m) for ask in asks for m in ask.measures if m.family is Family.DEPENDANTS)
    if not wanted:
        return {}
    rows = session.execute(_statement(wanted))
    return {
        (wanted[place][0].scope.project_id, wanted[place][1].key): Figure.count(
            int(families or 0) + alone, wanted[place][1].unit
        )
        for place, families, alone in rows
    }


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    where = counting(ask, measure.kinds)
    latest = _latest(ask, measure, view.actor).subquery()
    columns = entry_columns(
        "household",
        id=Household.id,
        label=Person.name,
        code=Household.file_no,
        on=latest.c.paid_on,
        amount_fen=latest.c.amount_fen,
        count=latest.c.size,
        of=latest.c.size,
        times=latest.c.times,
        household_id=Household.id,
        person_id=Person.id,
        shown=latest.c.shown,
        sorted_by=Household.file_no,
    )
    families = (
        select(*columns)
        .select_from(latest)
        .join(Household, Household.id == latest.c.household_id)
        .join(Person, Person.id == Household.head_id)
        .where(latest.c.place == 1)
    )
    alone = person_rows(where & Payment.household_id.is_(None), view.actor)
    return listed(session, select(union_all(families, alone).subquery()), view)


@prepared
def _statement(wanted: tuple[tuple[Ask, Measure], ...]) -> Any:
    return union_all(*(_row(place, ask, measure) for place, (ask, measure) in enumerate(wanted)))


def _row(place: int, ask: Ask, measure: Measure) -> Rows:
    latest = _newest_first(counting(ask, measure.kinds)).subquery()
    families = select(func.sum(latest.c.size)).where(latest.c.place == 1).scalar_subquery()
    alone = select(func.count(distinct(Payment.person_id))).where(
        counting(ask, measure.kinds), Payment.household_id.is_(None)
    )
    return select(literal(place, Integer), families.label("families"), alone.scalar_subquery().label("alone"))


def _latest(ask: Ask, measure: Measure, actor: Actor | None) -> Rows:
    """The payments to households with each household's sums beside them."""
    own = Payment.household_id
    return _newest_first(counting(ask, measure.kinds)).add_columns(
        Payment.paid_on,
        func.sum(Payment.amount_fen).over(partition_by=own).label("amount_fen"),
        func.count(Payment.id).over(partition_by=own).label("times"),
        func.max(shown_to(actor, Payment.unit_id)).over(partition_by=own).label("shown"),
    )


def _newest_first(where: ColumnElement[bool]) -> Rows:
    """The payments to households; `place` 1 is the latest of its household."""
    own = Payment.household_id
    place = func.row_number().over(partition_by=own, order_by=(Payment.paid_on.desc(), Payment.id.desc()))
    size = func.coalesce(Payment.household_size, 1)
    return select(own, size.label("size"), place.label("place")).where(where, own.is_not(None))
