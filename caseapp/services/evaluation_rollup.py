"""绩效自评 of the department: every project's points side by side, and each measure over all projects that use it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.evaluation import EvaluationRules, Grade, grade
from caseapp.domain.indicators.measures import Measure
from caseapp.domain.indicators.rollup import Rolled, Share, mean, rolled
from caseapp.domain.indicators.tailoring import measure_of
from caseapp.domain.periods import year_window
from caseapp.models.evaluations import Evaluation
from caseapp.models.projects import ProjectBudget
from caseapp.queries import facts
from caseapp.queries.projects import whole_projects
from caseapp.services.evaluations import EvaluationSheet, Funds, last_day, rules_of, sheet_from
from caseapp.services.figures import IndicatorFigure, figures_of


@dataclass(frozen=True)
class MeasureRollup:
    """One measure over the projects that use it, with what each brings."""

    measure: Measure
    whole: Rolled
    figures: tuple[IndicatorFigure, ...]


@dataclass(frozen=True)
class DepartmentEvaluation:
    """`points` is the mean of the projects' sums, weighted by their adjusted budgets; None without any budget."""

    year: int
    as_of: date
    rules: EvaluationRules
    document_no: str
    sheets: tuple[EvaluationSheet, ...]
    measures: tuple[MeasureRollup, ...]

    @property
    def funds(self) -> Funds:
        wholes = [sheet.whole for sheet in self.sheets]
        first, adjusted, executed = (
            sum(getattr(one, name) for one in wholes) for name in ("first_fen", "adjusted_fen", "executed_fen")
        )
        return Funds(None, first, adjusted, executed)

    @property
    def points(self) -> Decimal | None:
        return mean([(sheet.total, sheet.whole.adjusted_fen) for sheet in self.sheets])

    @property
    def grade(self) -> Grade | None:
        return None if self.points is None else grade(self.points, self.rules)

    @property
    def gaps(self) -> int:
        return sum(len(sheet.gaps) for sheet in self.sheets)


def department_of(
    session: Session, actor: Actor, year: int, *, as_of: date | None, today: date
) -> DepartmentEvaluation:
    """The projects within reach, all as of one day; about as many statements as one project. Raises NotFound."""
    day = as_of or last_day(year, today)
    projects = whole_projects(session, actor, year)
    if not projects:
        raise NotFound(N_("No book of this year has been loaded."))
    ids = [project.id for project in projects]
    chosen = rules_of(session, year)
    figures = figures_of(session, year, as_of=day, actor=actor)
    loaded = select(Evaluation).where(Evaluation.project_id.in_(ids)).options(selectinload(Evaluation.lines))
    saved = {one.project_id: one for one in session.scalars(loaded)}
    budgets = _budgets(session, ids)
    window = year_window(year, day)
    spent = facts.spent_of(session, [(facts.scope_of(project), window) for project in projects])
    sheets = tuple(
        sheet_from(
            project,
            day,
            [one for one in figures if one.project_id == project.id],
            saved=saved.get(project.id),
            chosen=chosen,
            funds=(Funds(None, *budgets[project.id], spent[project.id].total_fen),),
        )
        for project in projects
    )
    money = {sheet.project.id: sheet.whole.executed_fen for sheet in sheets}
    return DepartmentEvaluation(
        year=year,
        as_of=day,
        rules=chosen.read() if chosen else EvaluationRules(),
        document_no=chosen.document_no if chosen else "",
        sheets=sheets,
        measures=_measures(figures, money),
    )


def _budgets(session: Session, projects: list[int]) -> dict[int, tuple[int, int]]:
    """(first, adjusted) of all sources, in fen, by project."""
    sums: dict[int, tuple[int, int]] = dict.fromkeys(projects, (0, 0))
    for one in session.scalars(select(ProjectBudget).where(ProjectBudget.project_id.in_(projects))):
        first, adjusted = sums[one.project_id]
        sums[one.project_id] = (first + one.first_fen, adjusted + one.adjusted_fen)
    return sums


def _measures(figures: list[IndicatorFigure], money: dict[int, int]) -> tuple[MeasureRollup, ...]:
    """Measures that have a number to add, in the order of the catalogue; a project that uses one twice counts once."""
    by_key: dict[str, dict[int, IndicatorFigure]] = defaultdict(dict)
    for one in figures:
        if one.measure is not None and one.numerator is not None:
            by_key[one.measure].setdefault(one.project_id, one)
    order = list(CATALOGUE)
    return tuple(
        MeasureRollup(measure_of(key), rolled([_share(one, money) for one in own.values()]), tuple(own.values()))
        for key, own in sorted(by_key.items(), key=lambda item: (order.index(item[0].partition(";")[0]), item[0]))
    )


def _share(figure: IndicatorFigure, money: dict[int, int]) -> Share:
    rate = figure.actual if figure.denominator is not None and isinstance(figure.actual, Decimal) else None
    return Share(figure.numerator or 0, figure.denominator, rate, money[figure.project_id])
