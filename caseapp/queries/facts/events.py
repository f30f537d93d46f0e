"""Figures from activities: held, attended, given, reached, completed, passed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.queries.facts.entries import MemberList, View, entry_columns, listed
from caseapp.queries.facts.occasions import NUMBERS, occasions
from caseapp.queries.facts.payments import Found
from caseapp.queries.facts.scope import Ask, Rows, prepared


def is_of_activities(measure: Measure) -> bool:
    return measure.family is Family.ACTIVITY or (measure.family is Family.LAST_DAY and measure.subject == "activity")


def figures(session: Session, asks: Sequence[Ask]) -> Found:
    """In one statement for any number of projects."""
    wanted = tuple(ask for ask in asks if any(is_of_activities(m) for m in ask.measures))
    if not wanted:
        return {}
    found: Found = {}
    for row in session.execute(_statement(wanted)):
        ask = wanted[row.place]
        for measure in ask.measures:
            if is_of_activities(measure):
                found[ask.scope.project_id, measure.key] = _figure(measure, row)
    return found


def _figure(measure: Measure, row: Any) -> Figure:
    match measure.subject:
        case "activity":
            return Figure.last_day(row.last)
        case "completion":
            return Figure.rate(row.held, row.planned)
        case "pass_rate":
            return Figure.rate(int(row.passed or 0), int(row.examined or 0))
    return Figure.count(int(getattr(row, measure.subject) or 0), measure.unit)


def _held(ask: Ask, every: Subquery) -> ColumnElement[bool]:
    return every.c.held_on.between(ask.window.start, ask.window.end)


def _planned(ask: Ask, every: Subquery) -> list[ColumnElement[bool]]:
    """The project's activities and sessions, of the kinds asked about."""
    kinds = sorted(ask.slice.activities)
    wanted = [every.c.activity_kind.in_([ActivityKind(kind) for kind in kinds])] if kinds else []
    return [every.c.project_id == ask.scope.project_id, *wanted]


@prepared
def _statement(wanted: tuple[Ask, ...]) -> Any:
    return union_all(*(_row(place, ask) for place, ask in enumerate(wanted)))


def _row(place: int, ask: Ask) -> Rows:
    every = occasions()
    held = _held(ask, every)
    return select(
        literal(place, Integer).label("place"),
        func.count(every.c.id).label("planned"),
        func.count(every.c.id).filter(held).label("held"),
        func.max(every.c.held_on).filter(held).label("last"),
        *(func.sum(every.c[name]).filter(held).label(name) for name in NUMBERS),
    ).where(*_planned(ask, every))


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    every = occasions()
    held = _held(ask, every)
    where = _planned(ask, every)
    count: Any = 1
    of: Any = 1
    match measure.subject:
        case "completion":
            count = case((held, 1), else_=0)
        case "pass_rate":
            count, of = every.c.passed, every.c.examined
            where += [held, every.c.examined > 0]
        case "held":
            where.append(held)
        case "activity":
            last = select(func.max(every.c.held_on)).where(*where, held).scalar_subquery()
            where += [held, every.c.held_on == last]
        case subject:
            count = of = every.c[subject]
            where += [held, count > 0]
    columns = entry_columns(
        every.c.kind,
        id=every.c.id,
        label=every.c.label,
        code=every.c.place,
        on=every.c.held_on,
        count=count,
        of=of,
        times=1,
        sorted_on=func.coalesce(every.c.held_on, every.c.planned_on),
    )
    return listed(session, select(*columns).where(and_(*where)), view)
