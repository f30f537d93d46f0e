"""A dissatisfied answer that has a name becomes a work item: which answers do, and by when somebody sees to it."""

from collections.abc import Iterable
from datetime import date, timedelta

from caseapp.domain.surveys.questions import Answers, Question

DAYS = 15
"""Calendar days until a grievance is due, unless somebody sets another day: our choice."""
LONGEST_NOTE = 500


def complained_of(questions: Iterable[Question], answers: Answers) -> tuple[str, ...]:
    """The keys of the questions whose answer asks to be followed up."""
    return tuple(one.key for one in questions if answers.get(one.key, "") in one.followed_up)


def due_from(opened_on: date) -> date:
    return opened_on + timedelta(days=DAYS)
