"""The only place that turns a limit into a date. Pure: no clock, no database.

- Day 0 is the day of the event. For working days an event after office hours, or on a day
  without office, counts as received on the next working day.
- Working days end at the close of office hours, calendar days at 23:59:59, in the time zone of
  the body. Hours are hours of the clock: emergencies know no office hours. Office hours count
  only while the offices are open.
- While the reporter is asked, days do not count: each midnight crossed is one day. A date that
  would fall inside such a pause falls on the day on which the pause ends.
- Of several limits the earliest date holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.choices import Purpose, Unit

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule in force, as numbers."""

    rule_id: int
    value: int
    unit: str
    purpose: str = "target"
    pauses: bool = True
    code: str = ""
    name: str = ""
    source: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one limit alone would give; `explain` shows how."""

    limit: Limit
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """The two dates of a clock and the rules that decided them. Either may be the earlier one."""

    target_at: datetime
    target_rule_id: int
    legal_at: datetime | None
    legal_rule_id: int | None
    steps: tuple[Step, ...] = ()


def dates(
    limits: Sequence[Limit],
    *,
    started_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> Due | None:
    """The target and the legal date of a clock; None when no limit applies.

    Where only the law sets a limit, it is the target too.
    """
    if not limits:
        return None
    breaks = merged(pauses, since=started_at) if pauses else ()
    steps = tuple(
        Step(limit, date_of(limit, started_at=started_at, calendar=calendar, breaks=breaks))
        for limit in limits
    )
    legal = _earliest(step for step in steps if step.limit.purpose == Purpose.LEGAL)
    target = _earliest(step for step in steps if step.limit.purpose == Purpose.TARGET) or legal
    assert target is not None
    return Due(
        target_at=target.at,
        target_rule_id=target.limit.rule_id,
        legal_at=legal.at if legal else None,
        legal_rule_id=legal.limit.rule_id if legal else None,
        steps=steps,
    )


def date_of(
    limit: Limit, *, started_at: datetime, calendar: Calendar, breaks: Sequence[Pause] = ()
) -> datetime:
    """The date that one limit gives. `breaks` are pauses as `merged` returns them."""
    if not limit.pauses:
        breaks = ()
    if limit.unit == Unit.HOUR:
        return _after_hours(limit.value, started_at=started_at, breaks=breaks)
    if limit.unit == Unit.OFFICE_HOUR:
        *_before, last = office_stretches(
            limit.value, started_at=started_at, calendar=calendar, breaks=breaks
        )
        return last[1]
    days = counting(limit, calendar=calendar)
    first = days.day_of(started_at)
    due = days.end(days.add(first, limit.value))
    if not breaks:
        return due
    paused = [(days.local(start), days.local(end)) for start, end in breaks]
    due = days.end(_skipping(first, limit.value, days=days, paused=paused))
    for start, end in breaks:
        if start < due < end:
            due = days.end(days.day_of(end))
    return due


def merged(pauses: Sequence[Pause], *, since: datetime) -> tuple[Pause, ...]:
    """The pauses after `since` in order, overlapping ones joined."""
    result: list[Pause] = []
    for start, end in sorted((max(start, since), end) for start, end in pauses):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


class CalendarDays:
    """Every day counts."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def local(self, moment: datetime) -> date:
        return moment.astimezone(self.calendar.zone).date()

    def day_of(self, moment: datetime) -> date:
        """The day on which an event at `moment` counts."""
        return self.local(moment)

    def counts(self, day: date) -> bool:
        return True

    def add(self, day: date, count: int) -> date:
        return day + timedelta(count)

    def between(self, after: date, until: date) -> int:
        return max(0, (until - after).days)

    def end(self, day: date) -> datetime:
        return self.calendar.end(day)


class WorkingDays(CalendarDays):
    """Only days count on which the offices work."""

    def day_of(self, moment: datetime) -> date:
        return self.calendar.day_zero(moment)

    def counts(self, day: date) -> bool:
        return self.calendar.is_working_day(day)

    def add(self, day: date, count: int) -> date:
        return self.calendar.add_working_days(day, count)

    def between(self, after: date, until: date) -> int:
        return self.calendar.working_days_between(after, until)

    def end(self, day: date) -> datetime:
        return self.calendar.closing(day)


def counting(limit: Limit, *, calendar: Calendar) -> CalendarDays:
    """How the days of `limit` are counted."""
    if limit.unit == Unit.WORKING_DAY:
        return WorkingDays(calendar)
    if limit.unit == Unit.CALENDAR_DAY:
        return CalendarDays(calendar)
    raise ValueError(f"Days of unit {limit.unit!r} cannot be counted.")


def _skipping(
    first: date, value: int, *, days: CalendarDays, paused: Sequence[tuple[date, date]]
) -> date:
    """The `value`-th day after `first` that is not paused: each paused day moves the end."""
    skipped = 0
    while True:
        last = days.add(first, value + skipped)
        again = sum(
            days.between(max(first, start), min(last, end))
            for start, end in paused
            if start < last and end > first
        )
        if again == skipped:
            return last
        skipped = again


def _after_hours(hours: int, *, started_at: datetime, breaks: Sequence[Pause]) -> datetime:
    due = started_at + timedelta(hours=hours)
    for start, end in breaks:
        if start >= due:
            break
        due += end - start
    return due


def office_stretches(
    hours: int, *, started_at: datetime, calendar: Calendar, breaks: Sequence[Pause] = ()
) -> Iterator[Pause]:
    """The stretches of office time, pauses left out, that together are so many hours."""
    left = timedelta(hours=hours)
    day = calendar.working_day_from(started_at.astimezone(calendar.zone).date())
    while True:
        at, closes = max(calendar.opening(day), started_at), calendar.closing(day)
        for start, end in (*breaks, (closes, closes)):
            until = min(start, closes)
            if until > at:
                if left <= until - at:
                    yield at, at + left
                    return
                yield at, until
                left -= until - at
            at = max(at, end)
        day = calendar.add_working_days(day, 1)


def _earliest(steps: Iterable[Step]) -> Step | None:
    return min(steps, key=lambda step: step.at, default=None)
