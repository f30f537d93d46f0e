"""Years, quarters and the window a figure looks at."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Window:
    """The days from `start` to `end`, both counted, as they stood on `as_of`.

    A payment counts when `start ≤ paid_on ≤ end` and it had not been returned by `as_of`.
    """

    start: date
    end: date
    as_of: date


def year_window(year: int, as_of: date) -> Window:
    """The part of the year that had passed on `as_of`; empty (end before start) when the year lies ahead."""
    return Window(date(year, 1, 1), min(as_of, date(year, 12, 31)), as_of)


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def quarter_start(year: int, quarter: int) -> date:
    return date(year, 3 * quarter - 2, 1)
