"""Seventy dates counted by hand on the real calendars of 2024 to 2027, each with its legal source.

`hand_checked.csv` names the shipped rule and its source. The column `reckoning` says how it was
counted, day by day.
"""

import csv
import importlib.util
import random
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kentongan.deadlines
from benchmarks.year import slow
from kentongan.deadlines import due, rulebook, rungs, seeds
from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.due import Limit
from kentongan.deadlines.rungs import Course, RungFacts
from tests.deadlines.strategies import ZONES

HERE = Path(__file__).parent
DATA = Path(kentongan.deadlines.__file__).parent / "data"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


HOLIDAYS = [row["tanggal"] for row in rows(DATA / "holidays.csv")]
RULES = {row["code"]: row for row in rows(DATA / "rules.csv")}
CASES = rows(HERE / "hand_checked.csv")


def calendar(zone):
    days = frozenset(datetime.fromisoformat(day).date() for day in HOLIDAYS)
    return Calendar(days, zone=ZoneInfo(zone) if isinstance(zone, str) else zone)


def moment(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one['rule']} {one['start']}")
def test_a_date_counted_by_hand(case):
    zone = case["zone"]
    limit = Limit(1, int(case["value"]), case["unit"])
    breaks = (
        [(moment(case["pause_from"], zone), moment(case["pause_to"], zone))]
        if case["pause_from"]
        else []
    )

    found = due.dates(
        [limit], started_at=moment(case["start"], zone), calendar=calendar(zone), pauses=breaks
    )

    assert found.target_at == moment(case["due"], zone), case["reckoning"]


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one['rule']} {one['start']}")
def test_each_case_is_of_a_shipped_rule_with_a_source(case):
    rule = RULES[case["rule"]]

    assert (rule["value"], rule["unit"]) == (case["value"], case["unit"])
    assert case["source"] == rule["source"] != ""


def test_there_are_at_least_sixty_cases_over_all_four_years():
    assert len(CASES) >= 60
    assert {case["due"][:4] for case in CASES} == {"2024", "2025", "2026", "2027"}


def independent():
    """The program of docs/howto, which shares nothing with ours."""
    path = HERE.parents[1] / "docs" / "howto" / "recompute_dates.py"
    spec = importlib.util.spec_from_file_location("recompute_dates", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SLOW = independent()
starts = st.datetimes(datetime(2024, 1, 1), datetime(2027, 9, 1))
minutes = st.integers(0, 40 * 24 * 60)


@settings(max_examples=250)
@given(
    started=starts,
    zone=st.sampled_from(ZONES),
    value=st.integers(1, 62),
    unit=st.sampled_from(["calendar_day", "working_day", "hour", "office_hour"]),
    gaps=st.lists(st.tuples(minutes, minutes), max_size=4),
)
def test_the_arithmetic_agrees_with_a_day_by_day_walk_over_the_real_calendar(
    started, zone, value, unit, gaps
):
    started_at = started.replace(tzinfo=zone)
    pauses, at = [], started_at.timestamp()
    for wait, length in gaps:
        begin = at + wait * 60
        at = begin + length * 60
        pauses.append((datetime.fromtimestamp(begin, zone), datetime.fromtimestamp(at, zone)))
    rule = {"code": "x", "purpose": "target", "value": value, "unit": unit, "pauses": True}
    given_ = {
        "started_at": started_at.isoformat(),
        "calendar": {
            "time_zone": str(zone), "weekdays": [0, 1, 2, 3, 4], "closes": "16:00:00",
            "holidays": [{"day": day} for day in HOLIDAYS],
        },
        "pauses": [
            {"started_at": one.isoformat(), "counted_until": end.isoformat()}
            for one, end in pauses
        ],
        "rules": [rule],
    }  # fmt: skip

    _dates, slow, _legal = SLOW.recompute(given_)
    fast = due.dates(
        [Limit(1, value, unit)], started_at=started_at, calendar=calendar(zone), pauses=pauses
    )

    assert fast.target_at == slow


def rung(anchor, value, unit="working_day"):
    return RungFacts(
        rung_id=1,
        code="x",
        name="x",
        clock="answer",
        anchor=anchor,
        value=value,
        level=1,
        unit=unit,
    )


@given(started=starts, days=st.integers(1, 60), zone=st.sampled_from(ZONES))
def test_rungs_stand_in_the_order_of_time_and_in_office_hours(started, days, zone):
    office = calendar(zone)
    started_at = started.replace(tzinfo=zone)
    target = due.date_of(Limit(1, days, "working_day"), started_at=started_at, calendar=office)
    course = Course(started_at, target)

    half, most, limit, three, seven = (
        rungs.moment(one, course, calendar=office)
        for one in (
            rung("percent", 50), rung("percent", 80), rung("after_due", 0),
            rung("after_due", 3), rung("after_due", 7),
        )
    )  # fmt: skip

    assert started_at <= half <= most <= limit == target < three < seven
    for one in (half, most, three, seven):
        local = one.astimezone(zone)
        assert office.is_working_day(local.date())
        assert office.opens <= local.time() <= office.closes
    assert office.working_days_between(target.astimezone(zone).date(), three.date()) == 3


@given(started=starts, paused=st.integers(1, 30), after=st.integers(1, 10))
def test_time_that_stands_still_moves_the_rungs_by_what_stood_still(started, paused, after):
    zone = ZONES[0]
    office = calendar(zone)
    started_at = started.replace(tzinfo=zone, hour=9, minute=0)
    limit = Limit(1, 30, "calendar_day")
    begin = datetime.fromtimestamp(started_at.timestamp() + after * 86400, zone)
    end = datetime.fromtimestamp(begin.timestamp() + paused * 86400, zone)

    def course(*breaks):
        at = due.date_of(limit, started_at=started_at, calendar=office, breaks=breaks)
        return Course(started_at, at, breaks=breaks)

    # The exact middle, before it is moved into office hours.
    plain = rungs._share(50, course(), target_at=course().target_at, calendar=Calendar(frozenset(),
        weekdays=frozenset(range(7)), opens=datetime.min.time(), closes=datetime.max.time(),
        zone=zone))  # fmt: skip
    moved = rungs._share(50, course((begin, end)), target_at=course((begin, end)).target_at,
        calendar=Calendar(frozenset(), weekdays=frozenset(range(7)), opens=datetime.min.time(),
        closes=datetime.max.time(), zone=zone))  # fmt: skip

    assert (moved - plain).total_seconds() == pytest.approx(paused * 86400, abs=1)


SHIPPED = [
    (row["clock"], one)
    for row in slow.rows("ladder.csv")
    for one in slow.ladder(row["clock"], frozenset({"emergency"}))
]


@settings(max_examples=250)
@given(
    started=starts,
    of=st.sampled_from(SHIPPED),
    days=st.integers(1, 60),
    gaps=st.lists(st.tuples(minutes, minutes), max_size=2),
)
def test_every_shipped_rung_falls_where_a_slow_walk_says(started, of, days, gaps):
    zone, (_clock, told) = ZONES[0], of
    started_at, office = started.replace(tzinfo=zone), calendar(ZONES[0])
    breaks, at = [], started_at
    for wait, length in gaps:
        begin = at + timedelta(minutes=wait + 1)
        at = begin + timedelta(minutes=length)
        breaks.append((begin, at))
    limit = Limit(1, days, "working_day")
    target = due.date_of(limit, started_at=started_at, calendar=office, breaks=breaks)
    is_after = told.anchor == "after_stop"
    course = Course(started_at, target, breaks=breaks, stopped_at=started_at if is_after else None)
    names = ("code", "clock", "anchor", "value", "level", "unit")
    facts = RungFacts(rung_id=1, name="x", **{name: getattr(told, name) for name in names})

    fast = rungs.moment(facts, course, calendar=office)

    assert fast == slow.moment(told, started_at, target, tuple(breaks))


@pytest.mark.django_db
def test_both_dates_of_every_clock_and_class_are_those_of_a_slow_walk():
    seeds.load()
    book = rulebook.current()
    chance = random.Random(2024)
    known = {(row["clock"], row["classification"]) for row in slow.rows("rules.csv")}
    wanted = [one for one in known if one[0] != "postponements"]
    for clock, classification in wanted * 6:
        started_at = datetime(2024, 1, 1, tzinfo=ZONES[0]) + timedelta(
            minutes=chance.randint(0, 1340 * 24 * 60)
        )
        begin = started_at + timedelta(hours=chance.randint(1, 400))
        pauses = ((begin, begin + timedelta(hours=chance.randint(1, 600))),)

        fast = book.due(
            clock,
            classification=classification,
            institution_id=None,
            time_zone="Asia/Jakarta",
            started_at=started_at,
            pauses=pauses,
        )

        found = (fast.target_at, fast.legal_at)
        assert found == slow.limits(clock, classification, started_at, pauses), (clock, started_at)


def test_a_reminder_on_day_seven_comes_on_day_seven_whatever_day_it_is():
    office = calendar("Asia/Jakarta")
    friday = moment("2026-11-06 21:40", "Asia/Jakarta")
    course = Course(friday, None)

    at = rungs.moment(rung("after_start", 7, "calendar_day"), course, calendar=office)

    assert at == moment("2026-11-13 08:00", "Asia/Jakarta")


def test_a_promise_is_asked_after_on_its_own_day_at_the_close_of_offices():
    office = calendar("Asia/Jakarta")
    target = moment("2026-11-16 23:59:59", "Asia/Jakarta")
    course = Course(moment("2026-11-02 09:00", "Asia/Jakarta"), target)

    at = rungs.moment(rung("before_due", 0, "calendar_day"), course, calendar=office)

    assert at == moment("2026-11-16 16:00", "Asia/Jakarta")
