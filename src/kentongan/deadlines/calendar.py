"""The only place that knows which days are working days. Pure: no clock, no database."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))
WIB = ZoneInfo("Asia/Jakarta")
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Calendar:
    """Working weekdays without holidays, and the office hours, in the time zone of one body.

    Days are counted with arithmetic over weeks and a search among the holidays, so that sixty
    working days cost as little as two.
    """

    holidays: frozenset[date]
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    opens: time = time(8)
    closes: time = time(16)
    zone: ZoneInfo = WIB
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)
    _week: tuple[int, ...] = field(init=False, compare=False, repr=False)
    _until: tuple[int, ...] = field(init=False, compare=False, repr=False)
    _closed: tuple[int, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        week = tuple(sorted(self.weekdays & frozenset(range(7))))
        if not week:
            raise ValueError("A calendar needs at least one working weekday.")
        until = tuple(sum(day <= last for day in week) for last in range(7))
        closed = sorted(day.toordinal() for day in self.holidays if day.weekday() in week)
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "_until", until)
        object.__setattr__(self, "_closed", tuple(closed))

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def working_day_from(self, day: date) -> date:
        """`day` itself when offices work on it, otherwise the next working day."""
        ordinal = day.toordinal()
        return date.fromordinal(self._nth(self._count(ordinal - 1) + 1))

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        if count < 1:
            raise ValueError("Count at least one working day.")
        return date.fromordinal(self._nth(self._count(day.toordinal()) + count))

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`."""
        return max(0, self._count(until.toordinal()) - self._count(after.toordinal()))

    def day_zero(self, moment: datetime) -> date:
        """The day on which an event counts as received: after hours, the next working day."""
        local = moment.astimezone(self.zone)
        if local.time() > self.closes:
            return self.add_working_days(local.date(), 1)
        return self.working_day_from(local.date())

    def opening(self, day: date) -> datetime:
        """The opening of the offices on `day`."""
        return datetime.combine(day, self.opens, self.zone)

    def closing(self, day: date) -> datetime:
        """The close of office hours of `day`."""
        return datetime.combine(day, self.closes, self.zone)

    def end(self, day: date) -> datetime:
        """The last second of `day`."""
        return datetime.combine(day, END_OF_DAY, self.zone)

    def _count(self, ordinal: int) -> int:
        """Working days since the first day of the calendar. 0001-01-01 was a Monday."""
        weeks, weekday = divmod(ordinal - 1, 7)
        office_days = weeks * len(self._week) + self._until[weekday]
        return office_days - bisect_right(self._closed, ordinal)

    def _nth(self, count: int) -> int:
        """The ordinal of the `count`-th working day: step over the holidays before it."""
        closed = 0
        while True:
            weeks, rest = divmod(count + closed - 1, len(self._week))
            ordinal = weeks * 7 + self._week[rest] + 1
            before = bisect_right(self._closed, ordinal)
            if before == closed:
                return ordinal
            closed = before
