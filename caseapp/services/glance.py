"""The projects of a year side by side: paid against plan, and how many targets stand where."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.indicators.lights import LightRules
from caseapp.domain.indicators.pace import TENTH, pace, planned_by
from caseapp.domain.indicators.tally import Tally
from caseapp.queries.monitoring import lights_on
from caseapp.queries.projects import ProjectRow, projects_of, years
from caseapp.services.figures import figures_of


@dataclass(frozen=True)
class Glance:
    """One project; `percent` of the budget is out, `planned` was planned by the day; `tally` None until counted."""

    project: ProjectRow
    percent: Decimal
    planned: Decimal | None
    tone: str
    tally: Tally | None = None


@dataclass(frozen=True)
class YearAtGlance:
    year: int
    as_of: date
    rules: LightRules
    rows: tuple[Glance, ...]


def projects(session: Session, actor: Actor, today: date) -> YearAtGlance | None:
    """The running year's projects, or the newest year's; None when the actor sees no project."""
    known = years(session, actor)
    if not known:
        return None
    year = today.year if today.year in known else max(known)
    return of_year(session, actor, year, as_of=in_year(year, today))


def with_targets(session: Session, actor: Actor, today: date) -> YearAtGlance | None:
    """The same with the targets counted."""
    seen = projects(session, actor, today)
    return counted(session, actor, seen) if seen else None


def of_year(session: Session, actor: Actor, year: int, *, as_of: date) -> YearAtGlance:
    rules = lights_on(session, as_of)
    rows = projects_of(session, actor, year, as_of)
    return YearAtGlance(year, as_of, rules, tuple(_glance(row, as_of, rules) for row in rows))


def counted(session: Session, actor: Actor, seen: YearAtGlance) -> YearAtGlance:
    tones: dict[int, list[str]] = defaultdict(list)
    for figure in figures_of(session, seen.year, as_of=seen.as_of, actor=actor, rules=seen.rules):
        tones[figure.project_id].append(figure.tone)
    rows = tuple(replace(row, tally=Tally.of(tones[row.project.id])) for row in seen.rows)
    return replace(seen, rows=rows)


def in_year(year: int, day: date) -> date:
    """The day itself while the year runs, else the nearest day of the year."""
    return min(max(day, date(year, 1, 1)), date(year, 12, 31))


def _glance(row: ProjectRow, as_of: date, rules: LightRules) -> Glance:
    planned = planned_by(row.plan, row.year, as_of)
    percent = (row.percent or Decimal(0)).quantize(TENTH, rounding=ROUND_HALF_UP)
    return Glance(row, percent, planned, pace(row.percent, planned, rules))
