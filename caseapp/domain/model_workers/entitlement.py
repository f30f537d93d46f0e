"""Who is entitled to the honour allowance: retired, title kept, alive, paid by the city (a lifetime entitlement)."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_
from caseapp.domain.model_workers.codes import Payer
from caseapp.domain.periods import year_window


@dataclass(frozen=True)
class HonourFacts:
    revoked_on: date | None


@dataclass(frozen=True)
class WorkerFacts:
    retired_on: date | None
    died_on: date | None
    payer: Payer
    honours: tuple[HonourFacts, ...]


@dataclass(frozen=True)
class Decision:
    """`reason` is an English sentence id: why, or why not."""

    entitled: bool
    reason: str


def entitled_in(year: int, as_of: date, worker: WorkerFacts) -> Decision:
    """Entitled in a year: on some day of it, up to `as_of`, retired and alive with an honour not revoked."""
    window = year_window(year, as_of)
    if window.end < window.start:
        return Decision(False, N_("The year has not begun."))
    if worker.payer is not Payer.CITY:
        return Decision(False, N_("Another body pays the allowance."))
    if worker.retired_on is None or worker.retired_on > window.end:
        return Decision(False, N_("Not yet retired."))
    first_day = max(window.start, worker.retired_on)
    if worker.died_on is not None and worker.died_on < first_day:
        return Decision(False, N_("Died before the year began."))
    if not any(h.revoked_on is None or h.revoked_on > first_day for h in worker.honours):
        return Decision(False, N_("Holds no honour, or it was revoked."))
    return Decision(True, N_("Retired, title kept, alive."))
