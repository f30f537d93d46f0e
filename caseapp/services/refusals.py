"""A record of a roster that could not be taken in, and why."""

from caseapp.domain.errors import Invalid, Problem, Refused
from caseapp.domain.imports import RowState
from caseapp.models.imports import ImportRow
from caseapp.services.import_words import dump_problems


def refuse(row: ImportRow, refusal: Refused) -> None:
    problems = refusal.problems if isinstance(refusal, Invalid) else (_as_problem(refusal),)
    row.state, row.refusal = RowState.REFUSED, dump_problems(problems)


def _as_problem(refusal: Refused) -> Problem:
    return Problem(None, refusal.message, refusal.values)
