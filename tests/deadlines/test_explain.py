from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kentongan.deadlines import due
from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.choices import Reason
from kentongan.deadlines.due import Limit
from kentongan.deadlines.explain import Skipped, explain
from tests.deadlines.strategies import calendars, limits, runs_with_pauses

WIB = ZoneInfo("Asia/Jakarta")
CHRISTMAS = {date(2026, 12, 24): "Cuti Bersama Hari Raya Natal", date(2026, 12, 25): "Natal"}
OFFICE = Calendar(frozenset(CHRISTMAS), names=CHRISTMAS)


def wib(*parts):
    return datetime(*parts, tzinfo=WIB)


def explained(*limits, started_at, paused=()):
    found = due.dates(limits, started_at=started_at, calendar=OFFICE, pauses=paused)
    return explain(found, started_at=started_at, calendar=OFFICE, pauses=paused)


def test_every_day_between_start_and_date_is_counted_or_has_a_reason():
    (walk,) = explained(Limit(1, 2, "working_day"), started_at=wib(2026, 12, 23, 9))
    assert walk.day_zero == date(2026, 12, 23)
    assert walk.counted == (date(2026, 12, 28), date(2026, 12, 29))
    assert walk.skipped == (
        Skipped(date(2026, 12, 24), Reason.HOLIDAY, "Cuti Bersama Hari Raya Natal"),
        Skipped(date(2026, 12, 25), Reason.HOLIDAY, "Natal"),
        Skipped(date(2026, 12, 26), Reason.NOT_AN_OFFICE_DAY),
        Skipped(date(2026, 12, 27), Reason.NOT_AN_OFFICE_DAY),
    )


def test_an_evening_complaint_is_said_to_count_from_the_next_working_day():
    (walk,) = explained(Limit(1, 1, "working_day"), started_at=wib(2026, 11, 24, 20))
    assert walk.skipped == (Skipped(date(2026, 11, 24), Reason.AFTER_HOURS),)
    assert walk.day_zero == date(2026, 11, 25)


def test_days_of_waiting_for_the_reporter_are_named_as_such():
    asked = ((wib(2026, 11, 24, 10), wib(2026, 11, 26, 10)),)
    (walk,) = explained(Limit(1, 1, "calendar_day"), started_at=wib(2026, 11, 24, 9), paused=asked)
    assert [skip.reason for skip in walk.skipped] == [Reason.PAUSED, Reason.PAUSED]
    assert walk.counted == (date(2026, 11, 27),)


def test_a_date_moved_out_of_a_pause_shows_from_where():
    asked = ((wib(2026, 11, 25, 10), wib(2026, 11, 27, 10)),)
    (walk,) = explained(Limit(1, 1, "working_day"), started_at=wib(2026, 11, 24, 9), paused=asked)
    assert walk.moved_from == wib(2026, 11, 25, 16)
    assert walk.at == wib(2026, 11, 27, 16)
    assert Skipped(date(2026, 11, 26), Reason.PAUSED) in walk.skipped


def test_a_pause_that_ends_on_a_saturday_names_each_day_once():
    asked = ((wib(2026, 11, 25, 10), wib(2026, 11, 28, 10)),)
    (walk,) = explained(Limit(1, 1, "working_day"), started_at=wib(2026, 11, 24, 9), paused=asked)
    assert walk.at == wib(2026, 11, 30, 16)
    assert sorted(skip.day.day for skip in walk.skipped) == [26, 27, 28, 29]


def test_the_rules_that_decide_come_first():
    walks = explained(
        Limit(1, 30, "calendar_day"),
        Limit(2, 14, "working_day"),
        Limit(3, 60, "calendar_day", "legal"),
        started_at=wib(2026, 11, 24, 9),
    )
    assert [(walk.limit.rule_id, walk.decides) for walk in walks] == [
        (2, True),
        (3, True),
        (1, False),
    ]


@given(st.lists(limits, min_size=1, max_size=3), calendars, runs_with_pauses())
def test_walking_day_by_day_gives_the_same_dates_as_the_arithmetic(limits, calendar, run):
    start, paused = run
    found = due.dates(limits, started_at=start, calendar=calendar, pauses=paused)
    walks = explain(found, started_at=start, calendar=calendar, pauses=paused)
    assert sorted((walk.limit.rule_id, walk.at) for walk in walks) == sorted(
        (step.limit.rule_id, step.at) for step in found.steps
    )
    for walk in walks:
        assert not set(walk.counted) & {skip.day for skip in walk.skipped}
        if walk.limit.unit in ("calendar_day", "working_day"):
            assert len(walk.counted) == walk.limit.value
