"""The only place of the web where the time is read."""

from datetime import UTC, date, datetime

from caseapp.domain.clock import local_day


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return local_day(now())
