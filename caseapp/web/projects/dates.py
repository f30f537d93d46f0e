"""The as-of day of a page: what the address asks for, kept inside the project's year."""

from datetime import date

from flask import request

from caseapp.services.glance import in_year
from caseapp.web.support.clock import today


def as_of(year: int) -> date:
    """`?as_of=2025-10-31`; without it (or with nonsense) today, or the nearest day of the year."""
    try:
        asked = date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        asked = today()
    return in_year(year, asked)
