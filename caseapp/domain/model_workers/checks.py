"""What a model-worker file and an application for relief must be like to be taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.model_workers.codes import WorkerState

FIRST_YEAR = 1943
"""The first elections of labour heroes in the border regions."""


@dataclass(frozen=True)
class Dates:
    birth_on: date | None
    retired_on: date | None
    died_on: date | None
    liveness_checked_on: date | None


def dates(days: Dates, work_state: WorkerState, today: date) -> Iterable[Problem]:
    for name in ("retired_on", "died_on", "liveness_checked_on"):
        day = getattr(days, name)
        if day and day > today:
            yield Problem(name, N_("This day lies in the future."))
        elif day and days.birth_on and day < days.birth_on:
            yield Problem(name, N_("This day lies before the person's birth."))
    if work_state is WorkerState.RETIRED and days.retired_on is None:
        yield Problem("retired_on", N_("Write the day of retirement."))
    if work_state is WorkerState.WORKING and days.retired_on is not None:
        yield Problem("retired_on", N_("Somebody at work has no day of retirement; change the work state."))
    if days.died_on and days.retired_on and days.died_on < days.retired_on:
        yield Problem("died_on", N_("The day of death lies before the retirement."))


def honour(
    title: str, year: int | None, revoked_on: date | None, birth_on: date | None, today: date, *, prefix: str
) -> Iterable[Problem]:
    if not title.strip():
        yield Problem(prefix + "title", N_("Write the title of the honour."))
    if year is None or not FIRST_YEAR <= year <= today.year:
        values: dict[str, object] = {"first": FIRST_YEAR, "last": today.year}
        yield Problem(prefix + "year", N_("Write a year between %(first)s and %(last)s."), values)
    elif birth_on and year < birth_on.year + 14:
        yield Problem(prefix + "year", N_("The person was not yet 14 in that year."))
    if revoked_on and (revoked_on > today or (year and revoked_on.year < year)):
        yield Problem(prefix + "revoked_on", N_("The day of revocation lies before the honour or in the future."))


def relief(
    year: int | None, amount_fen: int | None, applied_on: date | None, died_on: date | None, today: date
) -> Iterable[Problem]:
    if year is None or not 2000 <= year <= today.year + 1:
        values: dict[str, object] = {"first": 2000, "last": today.year + 1}
        yield Problem("year", N_("Write a year between %(first)s and %(last)s."), values)
    if amount_fen is None or amount_fen <= 0:
        yield Problem("amount", N_("Write an amount above zero."))
    if applied_on is None or applied_on > today:
        yield Problem("applied_on", N_("Write the day of the application; it cannot lie in the future."))
    elif died_on and applied_on > died_on:
        yield Problem("applied_on", N_("The person had died by that day."))
