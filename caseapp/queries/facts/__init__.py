"""Figures by SQL, each with the list behind it; `domain.indicators.reference` says what they must be."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.periods import Window
from caseapp.queries.facts import costs, dependants, due, events, payments, repeats, surveys
from caseapp.queries.facts.breakdown import Again, Broken, Gaps, broken_down, gaps
from caseapp.queries.facts.entries import Entry, MemberList, View
from caseapp.queries.facts.overview import (
    FOUR_UNITS,
    FourUnits,
    MonthPaid,
    PlanVsPaid,
    Spending,
    months_of,
    paid_by_month,
    percent_of,
    plan_points,
    spending,
    spent_by_source,
    spent_of,
)
from caseapp.queries.facts.scope import Ask, ProjectScope, scope_of, sliced

__all__ = [
    "FOUR_UNITS",
    "Again",
    "Ask",
    "Broken",
    "Entry",
    "FourUnits",
    "Gaps",
    "MemberList",
    "MonthPaid",
    "PlanVsPaid",
    "ProjectScope",
    "Spending",
    "broken_down",
    "figure",
    "figures",
    "gaps",
    "members",
    "months_of",
    "paid_by_month",
    "percent_of",
    "plan_points",
    "scope_of",
    "spending",
    "spent_by_source",
    "spent_of",
]

Members = Callable[[Session, Ask, Measure, View], MemberList]
_NOTHING = Figure(None, None, None, "")


def figure(session: Session, scope: ProjectScope, measure: Measure, window: Window) -> Figure:
    return figures(session, [Ask(scope, (measure,), window)])[scope.project_id, measure.key]


def figures(session: Session, asks: Sequence[Ask]) -> payments.Found:
    """All figures asked for, by project id and measure key: at most seven statements, however many projects,
    and up to three more where surveys are asked here."""
    found = {(ask.scope.project_id, m.key): _NOTHING for ask in asks for m in ask.measures}
    parts = sliced(asks)
    for family in (payments, dependants, repeats, due, events, surveys):
        found |= family.figures(session, parts)
    for place, cost in costs.figures(session, parts).items():
        both = found[place].numerator, cost.numerator
        found[place] = Figure.money(sum(n or 0 for n in both)) if cost.unit == "万元" else cost
    return found


def members(
    session: Session,
    scope: ProjectScope,
    measure: Measure,
    window: Window,
    actor: Actor | None = None,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> MemberList:
    """The list behind a figure; the actor sees what is within reach (None: everything)."""
    (ask,), view = sliced([Ask(scope, (measure,), window)]), View(actor, limit, offset)
    sources: dict[Family, Members] = {
        Family.SURVEY: surveys.members,
        Family.DEPENDANTS: dependants.members,
        Family.REPEATS: repeats.members,
        Family.SERVED: due.members,
        Family.TYPED: lambda *_: MemberList((), 0, 0),
    }
    if events.is_of_activities(measure):
        return events.members(session, ask, measure, view)
    other = costs.members if costs.is_of_costs(measure) else payments.members
    return sources.get(measure.family, other)(session, ask, measure, view)
