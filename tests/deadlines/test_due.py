from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.deadlines import due
from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.due import Limit
from tests.deadlines.strategies import (
    ZONES,
    calendars,
    holidays,
    limits,
    limits_that_pause,
    moments,
    pauses,
    runs_with_pauses,
)

WIB = ZoneInfo("Asia/Jakarta")
OFFICE = Calendar(frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
TWO_DAYS = Limit(1, 2, "calendar_day")
THREE_WORKING = Limit(2, 3, "working_day")
SIXTY_BY_LAW = Limit(3, 60, "calendar_day", "legal")


def wib(*parts):
    return datetime(*parts, tzinfo=WIB)


def target(limit, started_at, *paused, calendar=OFFICE):
    return due.dates([limit], started_at=started_at, calendar=calendar, pauses=paused).target_at


def test_working_days_end_at_the_close_of_office_hours_of_the_last_day():
    assert target(THREE_WORKING, wib(2026, 11, 24, 9)) == wib(2026, 11, 27, 16)


def test_calendar_days_end_with_the_last_second_of_the_last_day():
    assert target(TWO_DAYS, wib(2026, 11, 27, 9)) == wib(2026, 11, 29, 23, 59, 59)


def test_an_evening_complaint_is_day_zero_tomorrow_for_working_days_only():
    evening = wib(2026, 11, 24, 19)
    assert target(THREE_WORKING, evening) == wib(2026, 11, 30, 16)
    assert target(TWO_DAYS, evening) == wib(2026, 11, 26, 23, 59, 59)


def test_holidays_and_joint_leave_are_not_working_days():
    assert target(THREE_WORKING, wib(2026, 12, 22, 9)) == wib(2026, 12, 29, 16)


def test_hours_run_through_the_night_and_the_weekend():
    two_hours = Limit(4, 2, "hour")
    assert target(two_hours, wib(2026, 11, 28, 23, 30)) == wib(2026, 11, 29, 1, 30)


def test_of_several_limits_the_earliest_date_holds():
    both = [TWO_DAYS, THREE_WORKING]
    tuesday = due.dates(both, started_at=wib(2026, 11, 24, 9), calendar=OFFICE)
    assert (tuesday.target_rule_id, tuesday.target_at) == (1, wib(2026, 11, 26, 23, 59, 59))
    assert tuesday.legal_at is None
    assert len(tuesday.steps) == 2


def test_the_legal_date_may_be_the_earlier_one():
    limits = [Limit(5, 60, "working_day"), SIXTY_BY_LAW]
    both = due.dates(limits, started_at=wib(2026, 11, 24, 9), calendar=OFFICE)
    assert both.legal_at < both.target_at
    assert (both.target_rule_id, both.legal_rule_id) == (5, 3)


def test_where_only_the_law_sets_a_limit_it_is_the_target_too():
    only = due.dates([SIXTY_BY_LAW], started_at=wib(2026, 11, 24, 9), calendar=OFFICE)
    assert only.target_at == only.legal_at == wib(2027, 1, 23, 23, 59, 59)


def test_without_a_limit_there_is_no_date():
    assert due.dates([], started_at=wib(2026, 11, 24, 9), calendar=OFFICE) is None


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        target(Limit(9, 1, "fortnight"), wib(2026, 11, 24, 9))


def test_each_midnight_spent_waiting_for_the_reporter_adds_a_day():
    start = wib(2026, 11, 24, 9)
    asked = (wib(2026, 11, 25, 10), wib(2026, 11, 27, 10))
    assert target(TWO_DAYS, start, asked) == wib(2026, 11, 28, 23, 59, 59)
    assert target(THREE_WORKING, start, asked) == wib(2026, 12, 1, 16)


def test_a_question_answered_on_the_same_day_adds_nothing():
    start = wib(2026, 11, 24, 9)
    asked = (wib(2026, 11, 25, 8), wib(2026, 11, 25, 20))
    assert target(TWO_DAYS, start, asked) == target(TWO_DAYS, start)
    assert target(THREE_WORKING, start, asked) == target(THREE_WORKING, start)


def test_a_weekend_of_waiting_takes_no_working_day():
    start = wib(2026, 11, 26, 9)
    asked = (wib(2026, 11, 27, 17), wib(2026, 11, 29, 22))
    assert target(THREE_WORKING, start, asked) == target(THREE_WORKING, start)


def test_a_date_inside_a_pause_moves_to_the_day_on_which_the_pause_ends():
    start = wib(2026, 11, 24, 9)
    one_day = Limit(6, 1, "working_day")
    assert target(one_day, start, (wib(2026, 11, 25, 10), wib(2026, 11, 27, 10))) == wib(
        2026, 11, 27, 16
    )
    assert target(one_day, start, (wib(2026, 11, 25, 10), wib(2026, 11, 25, 18))) == wib(
        2026, 11, 26, 16
    )


def test_hours_stop_while_the_reporter_is_asked():
    start = wib(2026, 11, 24, 9)
    asked = (wib(2026, 11, 24, 10), wib(2026, 11, 24, 13))
    assert target(Limit(4, 2, "hour"), start, asked) == wib(2026, 11, 24, 14)


def test_a_clock_that_does_not_pause_does_not_pause():
    start = wib(2026, 11, 24, 9)
    asked = (wib(2026, 11, 24, 10), wib(2026, 12, 24, 13))
    strict = Limit(7, 30, "calendar_day", pauses=False)
    assert target(strict, start, asked) == target(strict, start)


@given(limits, calendars, moments)
def test_a_date_is_never_before_its_start_and_the_earliest_wins(limit, calendar, start):
    assert due.date_of(limit, started_at=start, calendar=calendar) > start


@given(limits, holidays, holidays, runs_with_pauses())
def test_more_holidays_never_mean_an_earlier_due_date(limit, some, more, run):
    start, paused = run
    few = target(limit, start, *paused, calendar=Calendar(some))
    many = target(limit, start, *paused, calendar=Calendar(some | more))
    assert many >= few


@given(limits, calendars, runs_with_pauses(), st.integers(0, 10 * 24 * 60))
def test_a_later_start_never_means_an_earlier_due_date(limit, calendar, run, minutes):
    start, paused = run
    later = start + timedelta(minutes=minutes)
    first = target(limit, start, *paused, calendar=calendar)
    assert target(limit, later, *paused, calendar=calendar) >= first


@given(limits_that_pause, calendars, runs_with_pauses())
def test_a_longer_limit_never_means_an_earlier_due_date(limit, calendar, run):
    start, paused = run
    longer = Limit(limit.rule_id, limit.value + 1, limit.unit)
    assert target(longer, start, *paused, calendar=calendar) >= target(
        limit, start, *paused, calendar=calendar
    )


@given(limits_that_pause, calendars, runs_with_pauses(), pauses(max_size=2))
def test_a_pause_never_shortens_and_no_date_falls_inside_one(limit, calendar, run, more):
    start, paused = run
    date_ = target(limit, start, *paused, calendar=calendar)
    longer = target(limit, start, *paused, *more, calendar=calendar)
    assert longer >= date_ >= target(limit, start, calendar=calendar)
    assert not any(begin < longer < end for begin, end in due.merged([*paused, *more], since=start))


@given(limits_that_pause, calendars, runs_with_pauses(), st.randoms())
def test_the_order_and_overlap_of_pauses_do_not_matter(limit, calendar, run, random):
    start, paused = run
    shuffled = [*paused, *paused]
    random.shuffle(shuffled)
    assert target(limit, start, *shuffled, calendar=calendar) == target(
        limit, start, *paused, calendar=calendar
    )


@given(limits, holidays, moments)
def test_the_zones_of_indonesia_differ_by_whole_hours_and_keep_local_times(limit, free, start):
    """WIB, WITA and WIT know no summer time: a local date reads back from UTC unchanged."""
    for zone in ZONES:
        calendar = Calendar(free, zone=zone)
        at = target(limit, start, calendar=calendar)
        local = at.astimezone(ZoneInfo("UTC")).astimezone(zone)
        assert local == at
        if limit.unit == "working_day":
            assert local.time() == time(16)
            assert calendar.is_working_day(local.date())
        elif limit.unit == "calendar_day":
            assert local.time() == time(23, 59, 59)


EIGHT_OFFICE_HOURS = Limit(5, 8, "office_hour")


def test_office_hours_run_only_while_the_offices_are_open():
    # Wednesday 14.00: two hours until 16.00, closed for Christmas and the weekend, six on Monday.
    assert target(EIGHT_OFFICE_HOURS, wib(2026, 12, 23, 14)) == wib(2026, 12, 28, 14)
    # Before opening nothing runs; a whole day of eight hours ends at its close.
    assert target(EIGHT_OFFICE_HOURS, wib(2026, 11, 24, 5)) == wib(2026, 11, 24, 16)


def test_office_hours_stop_while_the_reporter_is_asked():
    asked = (wib(2026, 11, 24, 10), wib(2026, 11, 25, 9))

    # One hour on Tuesday, seven on Wednesday from nine on: to its close.
    assert target(EIGHT_OFFICE_HOURS, wib(2026, 11, 24, 9), asked) == wib(2026, 11, 25, 16)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", 23)]
)
def test_office_hours_are_those_of_the_place(zone, hour):
    place = ZoneInfo(zone)
    begun = datetime(2026, 11, 24, 8, tzinfo=place)
    assert begun.astimezone(ZoneInfo("UTC")).hour == hour

    found = target(Limit(5, 4, "office_hour"), begun, calendar=Calendar(frozenset(), zone=place))

    assert found == datetime(2026, 11, 24, 12, tzinfo=place)
