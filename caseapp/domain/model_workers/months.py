"""Whole months, each named by its first day: the allowance is reckoned in nothing smaller."""

from collections.abc import Iterator
from datetime import date

from caseapp.domain.model_workers.codes import Turn


def month_of(day: date) -> date:
    return day.replace(day=1)


def plus(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """From the first to the last, both counted; nothing when the last lies before the first."""
    month = month_of(first)
    while month <= last:
        yield month
        month = plus(month, 1)


def span(first: date, last: date) -> int:
    """How many months lie from the first to the last, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def turning(day: date, turn: Turn) -> date:
    """The month in which what happened on the day first counts."""
    return month_of(day) if turn is Turn.SAME_MONTH else plus(month_of(day), 1)


def birthday(born: date, age: int) -> date:
    """The day somebody reaches the age; 29 February becomes 1 March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def is_past(day: date, count: int, today: date) -> bool:
    """Whether more than `count` whole months have passed since the day."""
    limit = plus(month_of(day), count)
    return (today.year, today.month, today.day) > (limit.year, limit.month, day.day)
