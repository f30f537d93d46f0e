"""Working days by the State Council's calendar, the place's own days, and weekdays where no calendar is known."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.households.rules import FEWEST_NOTICE_DAYS, LifeRules, months_later
from caseapp.domain.households.working_days import WorkingDays
from caseapp.domain.names import masked

DAYS = st.dates(date(2023, 1, 1), date(2035, 12, 31))


def test_a_holiday_is_not_counted_and_the_weekend_worked_for_it_is() -> None:
    """National Day 2025: 1 to 8 October off, Sunday 28 September and Saturday 11 October worked."""
    assert WorkingDays().span(date(2025, 9, 26), 5).ends_on == date(2025, 10, 10)
    assert WorkingDays().is_worked(date(2025, 9, 28)) and not WorkingDays().is_worked(date(2025, 10, 8))


def test_the_day_it_starts_on_does_not_count() -> None:
    assert WorkingDays().span(date(2025, 6, 16), 5).ends_on == date(2025, 6, 23)
    assert WorkingDays().span(date(2025, 6, 16), 1).ends_on == date(2025, 6, 17)


def test_the_places_own_day_goes_before_the_calendar() -> None:
    own = WorkingDays({date(2025, 6, 17): False, date(2025, 6, 21): True})
    assert own.span(date(2025, 6, 16), 1).ends_on == date(2025, 6, 18)
    assert own.span(date(2025, 6, 20), 1).ends_on == date(2025, 6, 21)


def test_a_year_without_a_calendar_is_counted_by_weekdays_and_says_so() -> None:
    span = WorkingDays().span(date(2034, 9, 29), 5)
    assert (span.ends_on, span.guessed) == (date(2034, 10, 6), (2034,))
    assert WorkingDays().span(date(2025, 6, 16), 5).guessed == ()


@given(DAYS, st.integers(1, 40), st.dictionaries(DAYS, st.booleans(), max_size=20))
def test_a_span_holds_exactly_its_working_days_and_ends_on_one(
    start: date, days: int, overrides: dict[date, bool]
) -> None:
    calendar = WorkingDays(overrides)
    end = calendar.span(start, days).ends_on
    between = [start + timedelta(days=turn) for turn in range(1, (end - start).days + 1)]
    assert sum(map(calendar.is_worked, between)) == days
    assert calendar.is_worked(end)


@given(DAYS, st.integers(1, 120))
def test_months_later_never_leaves_the_month_meant(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_stored_periods_that_make_no_sense_fall_back_and_a_notice_is_never_too_short() -> None:
    assert LifeRules.of({"notice_days": 2, "temporary_months": "six", "follow_up_months": 12}) == LifeRules(
        notice_days=FEWEST_NOTICE_DAYS, follow_up_months=12
    )


def test_a_name_on_a_public_list_cannot_be_read() -> None:
    assert [masked(name) for name in ("王桂兰", "王芳", "欧阳建国", "阿依古丽·买买提")] == [
        "王*兰",
        "王*",
        "欧**国",
        "阿******提",
    ]
