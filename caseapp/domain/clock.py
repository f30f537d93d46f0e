"""The local day of a moment: payments, periods and numbers go by the calendar of the office, not by UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def local_day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def day_begins(day: date) -> datetime:
    """The first moment of the day at the office."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)
