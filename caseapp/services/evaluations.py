"""绩效自评 of a project: the computed points beside what people decided, saved with a reason for every difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.indicators.actual import parse_actual
from caseapp.domain.indicators.evaluation import (
    EvaluationRules,
    Grade,
    execution_rate,
    execution_score,
    grade,
    weights_of,
)
from caseapp.domain.indicators.scoring import Flag, Reached, Score, score
from caseapp.domain.indicators.target import parse_target
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.periods import year_window
from caseapp.models.evaluations import Evaluation, EvaluationLine, EvaluationYear
from caseapp.models.projects import Project, ProjectBudget
from caseapp.queries import facts
from caseapp.queries.adjusted import adjusted_on
from caseapp.queries.projects import project_by_code
from caseapp.services.figures import IndicatorFigure, figures_of


@dataclass(frozen=True)
class Funds:
    """Money of one source, or of all (None), in fen; `rate` is executed ÷ adjusted in %, None of a budget of 0."""

    source: FundSource | None
    first_fen: int
    adjusted_fen: int
    executed_fen: int

    @property
    def rate(self) -> Decimal | None:
        return execution_rate(self.adjusted_fen, self.executed_fen)


def by_source(funds: Sequence[Funds]) -> list[Funds]:
    """Every source in the order of the printed forms, with nothing in those that the project does not have."""
    found = {one.source: one for one in funds}
    return [found.get(source) or Funds(source, 0, 0, 0) for source in FundSource]


@dataclass(frozen=True)
class Points:
    """Points with their weight: `computed` None is scored by hand; `final` is a person's, None: the computed ones."""

    weight: Decimal
    computed: Decimal | None
    final: Decimal | None
    reason: str

    @property
    def earned(self) -> Decimal:
        if self.final is not None:
            return self.final
        return self.computed if self.computed is not None else Decimal("0.00")


@dataclass(frozen=True)
class EvaluationRow:
    figure: IndicatorFigure
    score: Score
    points: Points

    @property
    def lacks(self) -> str | None:
        """What has to be written before this row can be handed in, as a sentence id."""
        if self.points.computed is None and self.points.final is None:
            return N_("Score this row by hand and write the reason.")
        if Flag.OVER_ACHIEVED in self.score.flags and not self.points.reason:
            return N_("Far above the target: write why, and whether the target was too low.")
        if self.figure.attained is False and not self.points.reason:
            return N_("Not reached: write the cause and what is done about it.")
        return None


@dataclass(frozen=True)
class EvaluationSheet:
    """`version` 0: nobody has saved it yet. `achieved` is 实际完成情况 in words."""

    project: Project
    as_of: date
    rules: EvaluationRules
    document_no: str
    funds: tuple[Funds, ...]
    execution: Points
    rows: tuple[EvaluationRow, ...]
    achieved: str
    version: int

    @property
    def whole(self) -> Funds:
        return Funds(
            None,
            sum(one.first_fen for one in self.funds),
            sum(one.adjusted_fen for one in self.funds),
            sum(one.executed_fen for one in self.funds),
        )

    @property
    def total(self) -> Decimal:
        return self.execution.earned + sum((row.points.earned for row in self.rows), Decimal(0))

    @property
    def grade(self) -> Grade:
        return grade(self.total, self.rules)

    @property
    def gaps(self) -> list[tuple[int, str]]:
        """(row, sentence id) of everything still to be written; row 0 is the execution of the budget."""
        by_hand = self.execution.computed is None and self.execution.final is None
        first = [(0, N_("Score this row by hand and write the reason."))] if by_hand else []
        return [*first, *((row.figure.row, lacks) for row in self.rows if (lacks := row.lacks))]


def rules_of(session: Session, year: int) -> EvaluationYear | None:
    return session.scalars(select(EvaluationYear).where(EvaluationYear.year == year)).one_or_none()


def sheet_of(
    session: Session, actor: Actor, year: int, code: str, *, as_of: date | None, today: date
) -> EvaluationSheet:
    """As of the day given, else the day it was saved for, else the last day of the year that has been.

    Raises NotFound.
    """
    project = project_by_code(session, actor, year, code)
    saved = saved_of(session, project.id)
    day = as_of or (saved.as_of if saved else last_day(year, today))
    chosen = rules_of(session, year)
    figures = figures_of(session, year, as_of=day, project_code=code, actor=actor)
    return sheet_from(project, day, figures, saved=saved, chosen=chosen, funds=funds_of(session, project, day))


def last_day(year: int, today: date) -> date:
    """The last day of the year, or of the year so far."""
    return min(date(year, 12, 31), max(today, date(year, 1, 1)))


def sheet_from(
    project: Project,
    day: date,
    figures: Sequence[IndicatorFigure],
    *,
    saved: Evaluation | None,
    chosen: EvaluationYear | None,
    funds: tuple[Funds, ...],
) -> EvaluationSheet:
    """The sheet of what is known already."""
    rules = chosen.read() if chosen else EvaluationRules()
    kept = {line.indicator_id: line for line in saved.lines} if saved else {}
    weights = weights_of([(figure.level1, figure.weight) for figure in figures], rules)
    rows = tuple(
        row_of(figure, kept.get(figure.indicator_id), weight, rules)
        for figure, weight in zip(figures, weights, strict=True)
    )
    whole = Funds(None, 0, sum(f.adjusted_fen for f in funds), sum(f.executed_fen for f in funds))
    return EvaluationSheet(
        project=project,
        as_of=day,
        rules=rules,
        document_no=chosen.document_no if chosen else "",
        funds=funds,
        execution=Points(
            rules.execution,
            execution_score(whole.rate, rules.execution),
            saved.execution_final if saved else None,
            saved.execution_reason if saved else "",
        ),
        rows=rows,
        achieved=saved.achieved if saved else "",
        version=saved.version if saved else 0,
    )


def saved_of(session: Session, project_id: int) -> Evaluation | None:
    loaded = select(Evaluation).where(Evaluation.project_id == project_id).options(selectinload(Evaluation.lines))
    return session.scalars(loaded).one_or_none()


def row_of(
    figure: IndicatorFigure, kept: EvaluationLine | None, weight: Decimal, rules: EvaluationRules
) -> EvaluationRow:
    weight = kept.weight if kept else weight
    got = score(parse_target(figure.target, figure.year), _actual(figure), weight, rules.practice)
    by_hand = Flag.BY_HAND in got.flags and not got.score
    computed = None if by_hand else got.score
    return EvaluationRow(
        figure, got, Points(weight, computed, kept.final if kept else None, kept.reason if kept else "")
    )


def _actual(figure: IndicatorFigure) -> Decimal | date | Reached | None:
    """A typed finding is read in the target's terms; where that cannot be, what its writer said of it counts."""
    if not isinstance(figure.actual, str):
        return figure.actual
    try:
        return parse_actual(figure.actual, parse_target(figure.target, figure.year))
    except Invalid:
        return None if figure.attained is None else Reached.FULLY if figure.attained else Reached.NOT


def funds_of(session: Session, project: Project, day: date) -> tuple[Funds, ...]:
    """What each source had and what of it was out by the day; three statements."""
    spent = facts.spent_by_source(session, facts.scope_of(project), year_window(project.year, day))
    adjusted = adjusted_on(session, [project.id], day).get(project.id, {})
    first = select(ProjectBudget.source, ProjectBudget.first_fen).where(ProjectBudget.project_id == project.id)
    return tuple(
        Funds(source, fen, adjusted[source], spent.get(source, 0))
        for source, fen in session.execute(first.order_by(ProjectBudget.id))
    )
