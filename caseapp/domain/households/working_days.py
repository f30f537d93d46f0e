"""Working days: the State Council's yearly calendar, corrected day by day where the place says otherwise.

For a year the calendar does not know yet, Monday to Friday stand in for it; the answer says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True)
class Span:
    """`ends_on` is the last day; `guessed` are the years counted by weekdays for want of their calendar."""

    starts_on: date
    ends_on: date
    guessed: tuple[int, ...] = ()


@dataclass(frozen=True)
class WorkingDays:
    """`overrides` say of single days whether they are worked; they go before every calendar."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_worked(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5

    def is_known(self, day: date) -> bool:
        """Whether the day's year has a calendar."""
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            return day in self.overrides
        return True

    def span(self, starts_on: date, days: int) -> Span:
        """`days` whole working days after the day it starts on, which itself does not count."""
        last, guessed = starts_on, set[int]()
        for day in _days_after(starts_on):
            if days <= 0:
                break
            if not self.is_known(day):
                guessed.add(day.year)
            days -= self.is_worked(day)
            last = day
        return Span(starts_on, last, tuple(sorted(guessed)))


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day
