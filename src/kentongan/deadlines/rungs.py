"""The only place that turns a rung of a ladder into a moment. Pure: no clock, no database.

- Per cent: of the time that counts, so without pauses; moved to the next opening of the offices
  unless that would be too late.
- Before the limit: the n-th day before it, when offices open; 0 is that day, when they close.
- After the limit: 0 is the limit itself; else the n-th day after it, when offices close.
- After start or end: the n-th day, when offices open; 0 is at once.
- Hours are hours of the clock, for emergencies: they wait for no opening.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.choices import Anchor, Unit
from kentongan.deadlines.due import Pause

REPORTER = "reporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class RungFacts:
    """One version of one rung, as data."""

    rung_id: int
    code: str
    name: str
    clock: str
    anchor: str
    value: int
    level: int
    unit: str = ""
    source: str = ""
    is_confirmed: bool = False
    classification: str = ""
    category: str = ""
    institution_id: int | None = None
    audiences: tuple[str, ...] = ()
    transports: tuple[str, ...] = ()
    template: str = ""
    action: str = ""
    valid_from: date = date.min
    valid_to: date | None = None

    @property
    def is_for_reporter(self) -> bool:
        """Reminds the reporter; all others press the offices."""
        return REPORTER in self.audiences

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Course:
    """What one run of a clock has shown so far."""

    started_at: datetime
    target_at: datetime | None
    stopped_at: datetime | None = None
    breaks: Sequence[Pause] = ()


def moment(rung: RungFacts, course: Course, *, calendar: Calendar) -> datetime | None:
    """When the rung is due; None when this run never reaches it."""
    if (rung.anchor == Anchor.AFTER_STOP) != (course.stopped_at is not None):
        return None
    since = course.stopped_at or course.started_at
    if rung.anchor in (Anchor.AFTER_STOP, Anchor.AFTER_START):
        return _after(rung, since, calendar=calendar)
    if course.target_at is None:
        return None
    if rung.anchor == Anchor.PERCENT:
        return _share(rung.value, course, target_at=course.target_at, calendar=calendar)
    count = _before if rung.anchor == Anchor.BEFORE_DUE else _past
    return count(rung, course.target_at, calendar=calendar)


def _share(percent: int, course: Course, *, target_at: datetime, calendar: Calendar) -> datetime:
    breaks = [(start, min(end, target_at)) for start, end in course.breaks if start < target_at]
    paused = sum((end - start for start, end in breaks), timedelta())
    at = course.started_at + (target_at - course.started_at - paused) * percent / 100
    for start, end in breaks:
        if start < at:
            at += end - start
    open_at = _opening(at, calendar=calendar)
    return open_at if open_at < target_at else at


def _opening(at: datetime, *, calendar: Calendar) -> datetime:
    """`at`, or the next moment at which offices are open."""
    local = at.astimezone(calendar.zone)
    day = calendar.working_day_from(local.date())
    if day == local.date() and local.time() > calendar.closes:
        day = calendar.add_working_days(day, 1)
    if day == local.date() and local.time() >= calendar.opens:
        return at
    return _opens(day, calendar=calendar)


def _before(rung: RungFacts, target_at: datetime, *, calendar: Calendar) -> datetime:
    if rung.unit == Unit.HOUR:
        return target_at - timedelta(hours=rung.value)
    day = target_at.astimezone(calendar.zone).date()
    if rung.value == 0:
        return min(target_at, calendar.closing(day))
    left = rung.value
    while left:
        day -= timedelta(1)
        if rung.unit == Unit.CALENDAR_DAY or calendar.is_working_day(day):
            left -= 1
    return _opens(day, calendar=calendar)


def _past(rung: RungFacts, target_at: datetime, *, calendar: Calendar) -> datetime:
    if rung.value == 0:
        return target_at
    if rung.unit == Unit.HOUR:
        return target_at + timedelta(hours=rung.value)
    day = target_at.astimezone(calendar.zone).date()
    if rung.unit == Unit.WORKING_DAY:
        return calendar.closing(calendar.add_working_days(day, rung.value))
    return max(target_at + timedelta(rung.value), calendar.closing(day + timedelta(rung.value)))


def _after(rung: RungFacts, since: datetime, *, calendar: Calendar) -> datetime:
    if rung.value == 0:
        return since
    if rung.unit == Unit.HOUR:
        return since + timedelta(hours=rung.value)
    if rung.unit == Unit.WORKING_DAY:
        day = calendar.add_working_days(calendar.day_zero(since), rung.value)
    else:
        day = since.astimezone(calendar.zone).date() + timedelta(rung.value)
    return _opens(day, calendar=calendar)


def _opens(day: date, *, calendar: Calendar) -> datetime:
    return datetime.combine(day, calendar.opens, calendar.zone)
