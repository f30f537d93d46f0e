"""The periods of a file's life; each place sets its own, these are the ones in force until it does."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

FEWEST_NOTICE_DAYS = 5
"""What the source rules ask for at least, in working days."""


LONGEST_PERIOD = 120


@dataclass(frozen=True)
class LifeRules:
    """`notice_days` are working days, `proposal_days` days: so long a proposal for many files waits; the others
    are months."""

    notice_days: int = FEWEST_NOTICE_DAYS
    follow_up_months: int = 6
    temporary_months: int = 3
    proposal_days: int = 7

    @classmethod
    def of(cls, stored: Mapping[str, object]) -> "LifeRules":
        """What is stored where it is a sensible number, the usual period elsewhere."""
        known = {one.name: stored.get(one.name) for one in fields(cls)}
        kept = {name: value for name, value in known.items() if isinstance(value, int) and 1 <= value <= LONGEST_PERIOD}
        return cls(**{**kept, "notice_days": max(kept.get("notice_days", 0), FEWEST_NOTICE_DAYS)})


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - date.resolution).day))
