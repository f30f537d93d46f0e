"""What is kept beside the registers so that no page reckons it."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Problem
from caseapp.models.units import Unit
from caseapp.queries import household_counts

COUNTED = "households.counted"


def miscounted(session: Session) -> Iterator[Problem]:
    """Each unit, state and category whose files are not as many as the kept count says."""
    wrong = household_counts.wrong().subquery()
    rows = session.execute(select(wrong, Unit.name).join(Unit, Unit.id == wrong.c.unit_id))
    said = N_(
        "Unit %(id)s (%(name)s), %(state)s, %(category)s: there are %(there)s files, the kept count says %(kept)s."
    )
    for unit_id, state, category, there, kept, name in rows:
        told = {"id": unit_id, "name": name, "state": state, "category": category, "there": there, "kept": kept}
        yield Problem(COUNTED, said, told)
