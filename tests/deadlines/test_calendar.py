from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.deadlines.calendar import Calendar
from tests.deadlines.strategies import calendars, days, holidays, moments, weekdays

IDUL_FITRI = frozenset(date(2026, 3, day) for day in (18, 19, 20, 23, 24))
WIB = ZoneInfo("Asia/Jakarta")


def test_working_days_step_over_weekends_and_holidays():
    calendar = Calendar(IDUL_FITRI)
    assert calendar.add_working_days(date(2026, 3, 17), 1) == date(2026, 3, 25)
    assert calendar.add_working_days(date(2026, 3, 16), 2) == date(2026, 3, 25)
    assert calendar.add_working_days(date(2026, 3, 27), 1) == date(2026, 3, 30)


def test_a_working_day_is_its_own_next_working_day_and_a_holiday_is_not():
    calendar = Calendar(IDUL_FITRI)
    assert calendar.working_day_from(date(2026, 3, 17)) == date(2026, 3, 17)
    assert calendar.working_day_from(date(2026, 3, 18)) == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 7, 0), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 16, 0), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 16, 0, 1), date(2026, 11, 25)),
        (datetime(2026, 11, 27, 20, 0), date(2026, 11, 30)),
        (datetime(2026, 11, 28, 9, 0), date(2026, 11, 30)),
    ],
)
def test_an_event_after_hours_counts_on_the_next_working_day(moment, day):
    assert Calendar(frozenset()).day_zero(moment.replace(tzinfo=WIB)) == day


def test_the_day_of_an_event_is_the_day_of_the_body():
    late_in_jakarta = datetime(2026, 11, 24, 15, 30, tzinfo=WIB)
    papua = Calendar(frozenset(), zone=ZoneInfo("Asia/Jayapura"))
    assert Calendar(frozenset()).day_zero(late_in_jakarta) == date(2026, 11, 24)
    assert papua.day_zero(late_in_jakarta) == date(2026, 11, 25)


def test_a_calendar_without_any_working_weekday_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Calendar(frozenset(), weekdays=frozenset())


def test_zero_working_days_cannot_be_added():
    with pytest.raises(ValueError, match="at least one"):
        Calendar(frozenset()).add_working_days(date(2026, 1, 1), 0)


@given(calendars, days, st.integers(1, 90))
def test_adding_counts_exactly_as_walking_does(calendar, day, count):
    walked = day
    for _ in range(count):
        walked += timedelta(1)
        while not calendar.is_working_day(walked):
            walked += timedelta(1)
    assert calendar.add_working_days(day, count) == walked
    assert calendar.working_days_between(day, walked) == count


@given(calendars, days, days)
def test_counting_is_the_number_of_working_days_on_the_wall(calendar, after, until):
    span = range(1, (until - after).days + 1)
    on_the_wall = sum(calendar.is_working_day(after + timedelta(number)) for number in span)
    assert calendar.working_days_between(after, until) == on_the_wall


@given(holidays, holidays, weekdays, days, st.integers(1, 70))
def test_more_holidays_never_mean_an_earlier_date(some, more, working, day, count):
    few = Calendar(some, weekdays=working).add_working_days(day, count)
    many = Calendar(some | more, weekdays=working).add_working_days(day, count)
    assert many >= few


@given(calendars, moments)
def test_day_zero_is_a_working_day_and_never_before_the_event(calendar, moment):
    day = calendar.day_zero(moment)
    assert calendar.is_working_day(day)
    assert day >= moment.astimezone(calendar.zone).date()


@given(calendars, days)
def test_the_close_of_a_day_counts_on_that_day_and_reads_back_in_every_zone(calendar, day):
    closing = calendar.closing(day)
    utc = closing.astimezone(ZoneInfo("UTC"))
    assert utc == closing
    assert utc.astimezone(calendar.zone).replace(tzinfo=None) == closing.replace(tzinfo=None)
    if calendar.is_working_day(day):
        assert calendar.day_zero(utc) == day
