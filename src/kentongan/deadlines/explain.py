"""The only place that says why a date is what it is, for the panel beside it.

It walks day by day and shares no arithmetic with `due.date_of`; a property test holds the two
against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kentongan.deadlines.calendar import Calendar
from kentongan.deadlines.choices import Reason, Unit
from kentongan.deadlines.due import Due, Limit, Pause, counting, merged, office_stretches


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that did not count; `name` is the holiday's."""

    day: date
    reason: Reason
    name: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One limit, counted. `decides` when the date shown is this one's."""

    limit: Limit
    started_at: datetime
    day_zero: date
    at: datetime
    decides: bool
    counted: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    # The date fell inside a pause and moved to the day on which the pause ended.
    moved_from: datetime | None = None
    # For limits in hours, which stop by the minute.
    paused_for: timedelta = timedelta()


def explain(
    due: Due, *, started_at: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> tuple[Explanation, ...]:
    """Each limit of `due` with the days that it counted and left out, the deciding ones first."""
    deciding = {due.target_rule_id, due.legal_rule_id}
    walks = [
        _explained(
            step.limit,
            started_at=started_at,
            calendar=calendar,
            breaks=merged(pauses, since=started_at) if step.limit.pauses else (),
            decides=step.limit.rule_id in deciding,
        )
        for step in due.steps
    ]
    return tuple(sorted(walks, key=lambda walk: (not walk.decides, walk.at)))


def _explained(
    limit: Limit,
    *,
    started_at: datetime,
    calendar: Calendar,
    breaks: Sequence[Pause],
    decides: bool,
) -> Explanation:
    if limit.unit == Unit.HOUR:
        return _hours(
            limit, started_at=started_at, calendar=calendar, breaks=breaks, decides=decides
        )
    if limit.unit == Unit.OFFICE_HOUR:
        return _office_hours(
            limit, started_at=started_at, calendar=calendar, breaks=breaks, decides=decides
        )
    walk = _Walk(limit, started_at=started_at, calendar=calendar, breaks=breaks)
    walk.to_day_zero()
    walk.count()
    walk.out_of_pauses()
    return Explanation(
        limit=limit,
        started_at=started_at,
        day_zero=walk.day_zero,
        at=walk.at,
        decides=decides,
        counted=tuple(walk.counted),
        skipped=tuple(walk.skipped),
        moved_from=walk.moved_from,
    )


def _hours(
    limit: Limit,
    *,
    started_at: datetime,
    calendar: Calendar,
    breaks: Sequence[Pause],
    decides: bool,
) -> Explanation:
    left, moment, paused = timedelta(hours=limit.value), started_at, timedelta()
    for start, end in breaks:
        if left <= start - moment:
            break
        left -= start - moment
        paused += end - start
        moment = end
    return Explanation(
        limit=limit,
        started_at=started_at,
        day_zero=started_at.astimezone(calendar.zone).date(),
        at=moment + left,
        decides=decides,
        paused_for=paused,
    )


def _office_hours(
    limit: Limit,
    *,
    started_at: datetime,
    calendar: Calendar,
    breaks: Sequence[Pause],
    decides: bool,
) -> Explanation:
    stretches = list(
        office_stretches(limit.value, started_at=started_at, calendar=calendar, breaks=breaks)
    )
    counted = list(dict.fromkeys(start.astimezone(calendar.zone).date() for start, _ in stretches))
    day, skipped = started_at.astimezone(calendar.zone).date(), []
    while day < counted[-1]:
        if day not in counted:
            skipped.append(Skipped(day, _why_closed(day, calendar), calendar.names.get(day, "")))
        day += timedelta(1)
    at = stretches[-1][1]
    paused = [min(end, at) - start for start, end in breaks if start < at]
    return Explanation(
        limit=limit,
        started_at=started_at,
        day_zero=started_at.astimezone(calendar.zone).date(),
        at=at,
        decides=decides,
        counted=tuple(counted),
        skipped=tuple(skipped),
        paused_for=sum(paused, timedelta()),
    )


def _why_closed(day: date, calendar: Calendar) -> Reason:
    """Why a day gave no office hours: closed, or open only before the start or in a pause."""
    if day.weekday() not in calendar.weekdays:
        return Reason.NOT_AN_OFFICE_DAY
    if day in calendar.holidays:
        return Reason.HOLIDAY
    return Reason.PAUSED


@dataclass
class _Walk:
    limit: Limit
    started_at: datetime
    calendar: Calendar
    breaks: Sequence[Pause]
    counted: list[date] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    moved_from: datetime | None = None

    def __post_init__(self) -> None:
        self.days = counting(self.limit, calendar=self.calendar)
        self.day_zero = self.started_at.astimezone(self.calendar.zone).date()
        self.at = self.started_at

    def to_day_zero(self) -> None:
        """An event outside office hours counts on the next working day."""
        self.day_zero = self._received(self.started_at)

    def count(self) -> None:
        """Count one day after the other until the limit is reached."""
        day = self.day_zero
        while len(self.counted) < self.limit.value:
            day += timedelta(1)
            if reason := self._reason(day):
                self._skip(day, reason)
            elif self._is_paused(day):
                self._skip(day, Reason.PAUSED)
            else:
                self.counted.append(day)
        self.at = self.days.end(day)

    def out_of_pauses(self) -> None:
        """A date inside a pause moves to the day on which the reporter had answered."""
        for start, end in self.breaks:
            if start < self.at < end:
                self.moved_from = self.moved_from or self.at
                last = self.at.astimezone(self.calendar.zone).date()
                until = self._received(end)
                for number in range(1, (until - last).days):
                    day = last + timedelta(number)
                    self._skip(day, self._reason(day) or Reason.PAUSED)
                self.at = self.days.end(until)

    def _received(self, moment: datetime) -> date:
        local = moment.astimezone(self.calendar.zone)
        day = local.date()
        if self.limit.unit != Unit.WORKING_DAY:
            return day
        if self.days.counts(day) and local.time() > self.calendar.closes:
            self._skip(day, Reason.AFTER_HOURS)
            day += timedelta(1)
        while reason := self._reason(day):
            self._skip(day, reason)
            day += timedelta(1)
        return day

    def _reason(self, day: date) -> Reason | None:
        if self.days.counts(day):
            return None
        if day.weekday() not in self.calendar.weekdays:
            return Reason.NOT_AN_OFFICE_DAY
        return Reason.HOLIDAY

    def _is_paused(self, day: date) -> bool:
        """The midnight on which `day` begins was crossed while the reporter was asked."""
        return any(
            self.days.local(start) < day <= self.days.local(end) for start, end in self.breaks
        )

    def _skip(self, day: date, reason: Reason) -> None:
        if not any(known.day == day for known in self.skipped):
            self.skipped.append(Skipped(day, reason, self.calendar.names.get(day, "")))
