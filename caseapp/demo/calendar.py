"""Days of the demo: nobody works at weekends, and 31 October 2026 is its present."""

from datetime import date, timedelta

ANCHOR = date(2026, 10, 31)


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def after(day: date, days: int) -> date:
    return workday(day + timedelta(days=days))
