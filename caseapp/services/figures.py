"""Every indicator of a year with its target, its figure and its light: what pages, documents and the CLI show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.lights import USUAL, LightRules, light
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.pace import planned_by
from caseapp.domain.indicators.tailoring import measure_named, measure_of
from caseapp.domain.indicators.target import Target, attained, parse_target
from caseapp.domain.periods import year_window
from caseapp.models.projects import Indicator, Project, TypedFigure
from caseapp.queries import facts
from caseapp.queries.monitoring import lights_on
from caseapp.queries.projects import whole_projects


@dataclass(frozen=True)
class IndicatorFigure:
    """One row of an official table. `actual` is in the target's unit; words of a typed finding; None: nothing yet.

    `source` is computed, typed or none (nobody has said which measure it asks for). `tone` is the light's; `weight`
    the points the target table gives it, if any.
    """

    indicator_id: int
    project_id: int
    project_code: str
    project_name: str
    year: int
    row: int
    level1: str
    level2: str
    name: str
    description: str
    basis: str
    target: str
    operator: str
    value_unit: str
    measure: str | None
    source: str
    actual: Decimal | date | str | None
    numerator: int | None
    denominator: int | None
    unit: str
    attained: bool | None
    tone: str
    as_of: date
    weight: Decimal | None = None

    @property
    def shown(self) -> str:
        """The figure as a cell prints it; empty when there is none."""
        match self.actual:
            case None:
                return ""
            case Decimal():
                number = f"{self.actual:f}"
                return f"{number.rstrip('0').rstrip('.') if '.' in number else number}{self.unit}"
            case date():
                return f"{self.actual.year}年{self.actual.month}月{self.actual.day}日"
        return self.actual


def figures_of(
    session: Session,
    year: int,
    *,
    as_of: date,
    project_code: str | None = None,
    actor: Actor = SYSTEM,
    rules: LightRules | None = None,
) -> list[IndicatorFigure]:
    """The indicators of the projects the actor may see, by project and row; at most ten statements for any number.

    The lights go by `rules`, else by those in force on the day.
    """
    projects = whole_projects(session, actor, year, project_code)
    return _rows(session, projects, _found(session, projects, as_of), as_of=as_of, rules=rules)


def figures_and_units(
    session: Session, project: Project, *, as_of: date, rules: LightRules | None = None
) -> tuple[list[IndicatorFigure], facts.FourUnits]:
    """The same of one project, with its payments counted in each unit by the same statements."""
    found = _found(session, [project], as_of, facts.FOUR_UNITS)
    rows = _rows(session, [project], found, as_of=as_of, rules=rules)
    return rows, facts.FourUnits.of(found, facts.scope_of(project))


def _found(
    session: Session, projects: Sequence[Project], as_of: date, besides: tuple[Measure, ...] = ()
) -> dict[tuple[int, str], Figure]:
    asks = []
    for project in projects:
        measures = dict.fromkeys((*_measures(project), *besides))
        asks.append(facts.Ask(facts.scope_of(project), tuple(measures), year_window(project.year, as_of)))
    return facts.figures(session, asks) if asks else {}


def _rows(
    session: Session,
    projects: Sequence[Project],
    found: dict[tuple[int, str], Figure],
    *,
    as_of: date,
    rules: LightRules | None,
) -> list[IndicatorFigure]:
    typed = _typed(session, [row.id for p in projects for row in p.indicators if not _is_computed(row)], as_of)
    rules = rules or (lights_on(session, as_of) if projects else USUAL)
    return [
        _row(
            project,
            row,
            measure_named(row.measure),
            found.get((project.id, row.measure or "")),
            typed.get(row.id),
            as_of=as_of,
            rules=rules,
        )
        for project in projects
        for row in project.indicators
    ]


def one_figure(
    session: Session, year: int, code: str, row: int, *, as_of: date, actor: Actor = SYSTEM
) -> IndicatorFigure:
    """Raises NotFound."""
    figures = figures_of(session, year, as_of=as_of, project_code=code, actor=actor)
    for figure in figures:
        if figure.row == row:
            return figure
    if not figures:
        raise NotFound(N_("There is no project %(code)s in %(year)s."), code=code, year=year)
    raise NotFound(N_("The project has no row %(row)s; it has %(rows)s."), row=row, rows=len(figures))


def figure_by(
    session: Session, year: int, code: str, row: int, measure: Measure, *, as_of: date, actor: Actor = SYSTEM
) -> IndicatorFigure:
    """What the row would show if it were counted by that measure; changes nothing. Raises NotFound."""
    (project,) = whole_projects(session, actor, year, code) or (None,)
    indicator = next((one for one in project.indicators if one.row == row), None) if project else None
    if project is None or indicator is None:
        raise NotFound(N_("There is no such indicator."))
    window = year_window(year, as_of)
    figure = facts.figure(session, facts.scope_of(project), measure, window)
    typed = _typed(session, [indicator.id], as_of).get(indicator.id) if measure.family is Family.TYPED else None
    rules = lights_on(session, as_of)
    return _row(project, indicator, measure, figure, typed, as_of=as_of, rules=rules)


def members_of(
    session: Session,
    year: int,
    code: str,
    row: int,
    *,
    as_of: date,
    actor: Actor = SYSTEM,
    limit: int | None = None,
    offset: int = 0,
) -> facts.MemberList:
    """The list behind one figure; raises NotFound. Empty for a typed figure and for an unmatched indicator."""
    figure = one_figure(session, year, code, row, as_of=as_of, actor=actor)
    if figure.measure is None:
        return facts.MemberList((), 0, 0)
    project = session.get_one(Project, figure.project_id)
    scope, window = facts.scope_of(project), year_window(year, as_of)
    measure = measure_of(figure.measure)
    return facts.members(session, scope, measure, window, actor, limit=limit, offset=offset)


def _measures(project: Project) -> tuple[Measure, ...]:
    keys = dict.fromkeys(row.measure for row in project.indicators if _is_computed(row))
    return tuple(measure_of(key) for key in keys if key)


def _is_computed(row: Indicator) -> bool:
    return row.measure is not None and measure_of(row.measure).family is not Family.TYPED


def _typed(session: Session, indicators: Sequence[int], as_of: date) -> dict[int, TypedFigure]:
    """The latest finding entered by the day, by indicator."""
    if not indicators:
        return {}
    newest_first = func.row_number().over(
        partition_by=TypedFigure.indicator_id, order_by=(TypedFigure.entered_on.desc(), TypedFigure.id.desc())
    )
    ranked = (
        select(TypedFigure.id, newest_first.label("place"))
        .where(TypedFigure.indicator_id.in_(indicators), TypedFigure.entered_on <= as_of)
        .subquery()
    )
    latest = select(TypedFigure).join(ranked, ranked.c.id == TypedFigure.id).where(ranked.c.place == 1)
    return {figure.indicator_id: figure for figure in session.scalars(latest)}


def _row(
    project: Project,
    row: Indicator,
    measure: Measure | None,
    figure: Figure | None,
    typed: TypedFigure | None,
    *,
    as_of: date,
    rules: LightRules,
) -> IndicatorFigure:
    target = parse_target(row.target, project.year)
    actual: Decimal | date | str | None = None
    met, tone, source = None, "quiet", "none"
    if figure is not None and measure is not None and measure.family is not Family.TYPED:
        source, actual = "computed", figure.measured_in(target.value_unit)
        met, tone = _judged(project, measure, target, figure, as_of=as_of, rules=rules)
    elif typed is not None:
        source, actual, met = "typed", typed.words, typed.attained
        tone = "good" if typed.attained else "bad"
    elif measure is not None:
        source = "typed"
    return IndicatorFigure(
        indicator_id=row.id,
        project_id=project.id,
        project_code=project.code,
        project_name=project.name,
        year=project.year,
        row=row.row,
        level1=row.level1,
        level2=row.level2,
        name=row.name,
        description=row.description,
        basis=row.basis,
        target=row.target,
        operator=target.operator.value,
        value_unit=target.value_unit,
        measure=measure.key if measure else None,
        source=source,
        actual=actual,
        numerator=figure.numerator if figure else None,
        denominator=figure.denominator if figure else None,
        unit=_unit(measure, target, figure),
        attained=met,
        tone=tone,
        as_of=as_of,
        weight=row.weight,
    )


def planned_for(project: Project, as_of: date) -> Decimal | None:
    """The percent of the project's money planned for the day."""
    return planned_by({point.month: point.percent for point in project.plan}, project.year, as_of)


def _judged(
    project: Project, measure: Measure, target: Target, figure: Figure, *, as_of: date, rules: LightRules
) -> tuple[bool | None, str]:
    """Against the figure before rounding; money in the target's unit."""
    exact = figure.exact if figure.unit == "%" else figure.measured_in(target.value_unit)
    met = attained(target, exact)
    return met, light(
        target,
        exact,
        met,
        year=project.year,
        as_of=as_of,
        gathered=measure.is_gathered,
        planned=planned_for(project, as_of),
        rules=rules,
    )


def _unit(measure: Measure | None, target: Target, figure: Figure | None) -> str:
    """Printed after the actual: the target's own money or counting word, else the measure's."""
    if figure is None or isinstance(figure.actual, date):
        return ""
    if figure.unit == "万元" and target.value_unit in {"元", "千元", "亿元"}:
        return target.value_unit
    is_activity = measure is not None and measure.family is Family.ACTIVITY
    return target.value_unit if is_activity and target.value_unit else figure.unit
