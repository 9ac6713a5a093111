"""Random calendars, moments and pauses around two real years."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.due import Limit

ZONES = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
FIRST = date(2026, 1, 1)

days = st.integers(0, 700).map(lambda number: FIRST + timedelta(number))
moments = st.integers(0, 500 * 24 * 60 * 60).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
holidays = st.frozensets(days, max_size=60)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
units = st.sampled_from(["calendar_day", "working_day", "hour", "office_hour"])
limits = st.builds(
    Limit,
    rule_id=st.integers(1, 10**6),
    value=st.integers(1, 70),
    unit=units,
    purpose=st.sampled_from(["target", "legal"]),
    pauses=st.booleans(),
)
limits_that_pause = st.builds(
    Limit, rule_id=st.just(1), value=st.integers(1, 40), unit=units, pauses=st.just(True)
)
calendars = st.builds(
    Calendar,
    holidays=holidays,
    weekdays=weekdays,
    opens=st.just(time(8)),
    closes=st.times(min_value=time(12), max_value=time(20)),
    zone=st.sampled_from(ZONES),
)


@st.composite
def pauses(draw, max_size=4):
    result = []
    for _ in range(draw(st.integers(0, max_size))):
        start = draw(moments)
        length = timedelta(seconds=draw(st.integers(0, 30 * 24 * 60 * 60)))
        result.append((start, start + length))
    return result


@st.composite
def runs_with_pauses(draw):
    """A start and pauses that lie close enough to it to matter."""
    started_at = draw(moments)
    result = []
    moment = started_at
    for _ in range(draw(st.integers(0, 4))):
        start = moment + timedelta(minutes=draw(st.integers(-600, 12 * 24 * 60)))
        moment = start + timedelta(minutes=draw(st.integers(0, 12 * 24 * 60)))
        result.append((start, moment))
    return started_at, result
