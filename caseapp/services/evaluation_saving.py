"""Saving a self-evaluation: weights that make a hundred, and a reason for every point that is not the computed one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, StaleView
from caseapp.models.evaluations import Evaluation, EvaluationLine
from caseapp.services import audit
from caseapp.services.evaluations import EvaluationSheet, row_of, saved_of, sheet_of

LONGEST_REASON = 500
LONGEST_ACHIEVED = 4000


@dataclass(frozen=True)
class RowFacts:
    """What a person typed beside one row; money-free, in points."""

    weight: Decimal
    final: Decimal | None
    reason: str


def save(
    session: Session,
    actor: Actor,
    *,
    year: int,
    code: str,
    version: int,
    as_of: date,
    achieved: str,
    execution: RowFacts,
    rows: Mapping[int, RowFacts],
    now: datetime,
    today: date,
) -> Evaluation:
    """`rows` by row number. Raises Invalid with every problem, StaleView when somebody saved in between."""
    sheet = sheet_of(session, actor, year, code, as_of=as_of, today=today)
    actor.demand(Permission.PROJECT_WRITE, sheet.project.unit.path)
    if sheet.version != version:
        raise StaleView(N_("Somebody saved this self-evaluation in the meantime. Reload the page and look again."))
    _check(sheet, as_of, achieved, execution, rows)
    saved = saved_of(session, sheet.project.id) or Evaluation(project_id=sheet.project.id)
    saved.as_of, saved.achieved = as_of, achieved.strip()
    saved.execution_final, saved.execution_reason = execution.final, execution.reason.strip()
    kept = {line.indicator_id: line for line in saved.lines}
    for row in sheet.rows:
        told = rows[row.figure.row]
        line = kept.get(row.figure.indicator_id)
        if line is None:
            line = EvaluationLine(indicator_id=row.figure.indicator_id)
            saved.lines.append(line)
        line.weight, line.final, line.reason = told.weight, told.final, told.reason.strip()
    saved.touch(actor.id, now)
    session.add(saved)
    session.flush()
    audit.record(session, actor, "evaluation.save", "project", sheet.project.id, now=now, year=year)
    return saved


def _check(
    sheet: EvaluationSheet, as_of: date, achieved: str, execution: RowFacts, rows: Mapping[int, RowFacts]
) -> None:
    problems = []
    if as_of.year != sheet.project.year:
        problems.append(Problem("as_of", N_("The day lies in %(year)s."), {"year": sheet.project.year}))
    if len(achieved) > LONGEST_ACHIEVED:
        problems.append(Problem("achieved", N_("Write at most %(limit)s characters."), {"limit": LONGEST_ACHIEVED}))
    problems += _point_problems("execution", execution, sheet.execution.computed, sheet.execution.weight)
    for place, row in enumerate(sheet.rows):
        told = rows[row.figure.row]
        at_weight = row_of(row.figure, None, told.weight, sheet.rules).points.computed
        problems += _point_problems(f"rows-{place}", told, at_weight, told.weight)
    total = sheet.rules.execution + sum((rows[row.figure.row].weight for row in sheet.rows), Decimal(0))
    if total != 100:
        problems.append(
            Problem(None, N_("The weights make %(total)s with the execution's; they must make 100."), {"total": total})
        )
    if problems:
        raise Invalid(problems)


def _point_problems(field: str, told: RowFacts, computed: Decimal | None, weight: Decimal) -> list[Problem]:
    problems = []
    if told.weight < 0 or told.weight > 100:
        problems.append(Problem(f"{field}-weight", N_("A weight lies between 0 and 100.")))
    if told.final is not None and not 0 <= told.final <= weight:
        problems.append(Problem(f"{field}-final", N_("Points lie between 0 and %(weight)s."), {"weight": weight}))
    if told.final is not None and told.final != computed and not told.reason.strip():
        problems.append(Problem(f"{field}-reason", N_("These are not the computed points. Write the reason.")))
    if len(told.reason) > LONGEST_REASON:
        problems.append(
            Problem(f"{field}-reason", N_("Write at most %(limit)s characters."), {"limit": LONGEST_REASON})
        )
    return problems
