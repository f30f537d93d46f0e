"""What a model-worker file and an application for relief must be like to be taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.model_workers.account import yuan
from caseapp.domain.model_workers.codes import WorkerState
from caseapp.domain.model_workers.relief import ReliefCap, most

FIRST_YEAR = 1943
"""The first elections of labour heroes in the border regions."""


@dataclass(frozen=True)
class Dates:
    birth_on: date | None
    retired_on: date | None
    died_on: date | None
    death_reported_on: date | None


def dates(days: Dates, work_state: WorkerState, today: date) -> Iterable[Problem]:
    for name in ("retired_on", "died_on", "death_reported_on"):
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
    if days.death_reported_on and (days.died_on is None or days.death_reported_on < days.died_on):
        yield Problem("death_reported_on", N_("A death is reported on its day or later."))


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


def honour_days(
    year: int | None,
    awarded_on: date | None,
    revoked_on: date | None,
    revocation_no: str,
    today: date,
    *,
    prefix: str,
) -> Iterable[Problem]:
    if awarded_on and (awarded_on > today or (year and awarded_on.year != year)):
        yield Problem(prefix + "awarded_on", N_("This day lies in the year of the honour, not in the future."))
    if revoked_on and not revocation_no.strip():
        yield Problem(prefix + "revocation_no", N_("Write the document of the revocation."))
    if revocation_no.strip() and not revoked_on:
        yield Problem(prefix + "revoked_on", N_("Write the day of the revocation, or take its document away."))
    if awarded_on and revoked_on and revoked_on < awarded_on:
        yield Problem(prefix + "revoked_on", N_("The day of revocation lies before the honour or in the future."))


def within_cap(cap: ReliefCap | None, amount_fen: int | None, monthly_income_fen: int | None) -> Iterable[Problem]:
    """Nothing is checked while no standard is in force."""
    if cap is None or amount_fen is None:
        return
    limit = most(cap, monthly_income_fen)
    if limit is None:
        yield Problem("monthly_income", N_("Write the own monthly income: this cause pays the gap to a line."))
    elif amount_fen > limit.amount_fen:
        values: dict[str, object] = {"most": yuan(limit.amount_fen), "working": limit.said}
        yield Problem("amount", N_("At most %(most)s yuan: %(working)s."), values)


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
