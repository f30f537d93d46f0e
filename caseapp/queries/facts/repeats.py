"""What was counted more than once: of each owner the different payments, quarters, payees or places but the first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, distinct, extract, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.indicators.breakdown import By
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.models.payments import Payment
from caseapp.queries.facts.breakdown import part_expression
from caseapp.queries.facts.entries import MemberList, View, listed
from caseapp.queries.facts.payments import Found, household_rows, person_rows
from caseapp.queries.facts.scope import Ask, ProjectScope, Rows, counting, prepared

_NOBODY = 0
"""Stands for the household of a person paid without one; ids begin at 1."""


def figures(session: Session, asks: Sequence[Ask]) -> Found:
    """In one statement for any number of projects."""
    wanted = tuple((ask, m) for ask in asks for m in ask.measures if m.family is Family.REPEATS)
    if not wanted:
        return {}
    rows = session.execute(_statement(wanted))
    return {
        (wanted[place][0].scope.project_id, wanted[place][1].key): Figure.count(int(more or 0), wanted[place][1].unit)
        for place, more in rows
    }


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    """The owners met more than once; each counts how many times more."""
    parts = [_only_more(rows, ask, measure) for rows in _entries(ask, measure, view.actor)]
    return listed(session, select(union_all(*parts).subquery()), view)


@prepared
def _statement(wanted: tuple[tuple[Ask, Measure], ...]) -> Any:
    return union_all(*(_row(place, ask, measure) for place, (ask, measure) in enumerate(wanted)))


def _row(place: int, ask: Ask, measure: Measure) -> Rows:
    more = [
        select(_more(ask.scope, measure).label("more")).where(where).group_by(owner)
        for owner, where in _owners(ask, measure)
    ]
    rows = union_all(*more).subquery()
    return select(literal(place, Integer), func.sum(rows.c.more))


def _more(scope: ProjectScope, measure: Measure) -> ColumnElement[Any]:
    met: dict[str, Any] = {
        "payments": Payment.id,
        "quarters": (cast(extract("month", Payment.paid_on), Integer) + 2) // 3,
        "payees": Payment.person_id,
        "places": func.coalesce(Payment.household_id, _NOBODY),
        "kinds": Payment.kind,
        "categories": func.coalesce(part_expression(By.CATEGORY, scope), ""),
        "units": func.coalesce(part_expression(By.UNIT, scope), ""),
        "months": extract("month", Payment.paid_on),
    }
    return func.count(distinct(met[measure.subject.partition(".")[2]])) - 1


def _owners(ask: Ask, measure: Measure) -> list[tuple[InstrumentedAttribute[Any], ColumnElement[bool]]]:
    """What is grouped by, and the payments of that kind of owner."""
    where = counting(ask, measure.kinds)
    household, person = Payment.household_id, Payment.person_id
    owners: dict[str, list[tuple[InstrumentedAttribute[Any], ColumnElement[bool]]]] = {
        "households": [(household, where & household.is_not(None))],
        "persons": [(person, where)],
        "beneficiaries": [(household, where & household.is_not(None)), (person, where & household.is_(None))],
    }
    return owners[measure.subject.partition(".")[0]]


def _entries(ask: Ask, measure: Measure, actor: Actor | None) -> list[Rows]:
    more = _more(ask.scope, measure)
    return [
        (household_rows if owner.key == "household_id" else person_rows)(where, actor, more)
        for owner, where in _owners(ask, measure)
    ]


def _only_more(rows: Rows, ask: Ask, measure: Measure) -> Rows:
    return rows.having(_more(ask.scope, measure) > 0)
