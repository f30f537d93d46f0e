"""A year's choices for the self-evaluation: how points are spread, which practice scores, where grades begin."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, StaleView
from caseapp.domain.indicators.scoring import Ceiling, OutsideRange
from caseapp.models.evaluations import EvaluationYear
from caseapp.services import audit
from caseapp.services.evaluations import rules_of


@dataclass(frozen=True)
class YearFacts:
    """Points of a hundred; percents as whole numbers."""

    execution: Decimal
    output: Decimal
    benefit: Decimal
    satisfaction: Decimal
    excellent_from: Decimal
    good_from: Decimal
    fair_from: Decimal
    ceiling: Ceiling
    outside_range: OutsideRange
    over_percent: int | None
    partly_percent: int | None
    document_no: str


def choose(
    session: Session, actor: Actor, *, year: int, version: int, facts: YearFacts, now: datetime
) -> EvaluationYear:
    """Raises Invalid with every problem, StaleView when somebody chose in between."""
    actor.demand(Permission.PROJECT_WRITE)
    _check(facts)
    chosen = rules_of(session, year)
    if (chosen.version if chosen else 0) != version:
        raise StaleView(N_("Somebody changed these choices in the meantime. Reload the page and look again."))
    chosen = chosen or EvaluationYear(year=year)
    for name, value in asdict(facts).items():
        setattr(chosen, name, value)
    chosen.touch(actor.id, now)
    session.add(chosen)
    session.flush()
    audit.record(session, actor, "evaluation.choose", "evaluation_year", chosen.id, now=now, year=year)
    return chosen


def _check(facts: YearFacts) -> None:
    problems = []
    shares = ("execution", "output", "benefit", "satisfaction")
    values = [getattr(facts, name) for name in shares]
    problems += [
        Problem(name, N_("Points lie between 0 and 100."))
        for name, value in zip(shares, values, strict=True)
        if not 0 <= value <= 100
    ]
    if sum(values) != 100:
        problems.append(
            Problem("execution", N_("The four make %(total)s; they must make 100."), {"total": sum(values)})
        )
    if not 100 >= facts.excellent_from > facts.good_from > facts.fair_from >= 0:
        problems.append(Problem("excellent_from", N_("The grades begin one below the other, between 100 and 0.")))
    if facts.over_percent is None or not 100 <= facts.over_percent <= 1000:
        problems.append(Problem("over_percent", N_("Write a whole number between 100 and 1000.")))
    if facts.partly_percent is None or not 0 <= facts.partly_percent <= 100:
        problems.append(Problem("partly_percent", N_("Write a whole number between 0 and 100.")))
    if not facts.document_no.strip():
        problems.append(Problem("document_no", N_("Name the document that sets this.")))
    if problems:
        raise Invalid(problems)
