"""The as-of day of a page: what the address asks for, kept inside the project's year."""

from datetime import date

from flask import request

from caseapp.services.glance import in_year
from caseapp.web.support.clock import today


def as_of(year: int) -> date:
    """`?as_of=2025-10-31`; without it (or with nonsense) today, or the nearest day of the year."""
    return in_year(year, _asked() or today())


def asked_day(year: int) -> date | None:
    """The day the address asks for, if any."""
    asked = _asked()
    return in_year(year, asked) if asked else None


def _asked() -> date | None:
    try:
        return date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        return None
