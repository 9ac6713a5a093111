"""The only place that puts time and numbers into words. Pure: it takes dates and asks no clock."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext

State = Literal["late", "soon", "ok", "paused", "done"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TimeLeft(NamedTuple):
    """What a chip shows: the state chooses shape and colour, the words say it."""

    state: State
    words: str


def time_left(
    due_at: datetime,
    now: datetime,
    *,
    started_at: datetime | None = None,
    working_days: int | None = None,
    paused: bool = False,
    done_at: datetime | None = None,
) -> TimeLeft:
    """How much time is left, in a state and in words.

    `soon` begins one day before the end (one working day, when their number is given) or when a
    quarter of the time since `started_at` is left, whichever comes first.
    """
    if done_at is not None:
        if done_at <= due_at:
            return TimeLeft("done", gettext("Done in time"))
        return TimeLeft("done", gettext("Done, %(span)s late") % {"span": span(done_at - due_at)})
    if paused:
        return TimeLeft("paused", gettext("Paused"))
    left = due_at - now
    if left < timedelta(0):
        return TimeLeft("late", gettext("%(span)s late") % {"span": span(-left)})
    if working_days is not None and working_days > 0 and left >= DAY:
        words = ngettext("%(count)s working day left", "%(count)s working days left", working_days)
        text = words % {"count": whole(working_days)}
    else:
        text = gettext("%(span)s left") % {"span": span(left)}
    return TimeLeft("soon" if _is_soon(left, due_at, started_at, working_days) else "ok", text)


def _is_soon(
    left: timedelta, due_at: datetime, started_at: datetime | None, working_days: int | None
) -> bool:
    if working_days is not None and working_days <= 1:
        return True
    if left <= DAY:
        return True
    return started_at is not None and left * 4 < due_at - started_at


def span(length: timedelta) -> str:
    """A length of time in its largest unit: `4 jam`, `3 hari`. Below a minute it is one minute."""
    if length >= DAY:
        return _span("day", length // DAY, get_language())
    if length >= HOUR:
        return _span("hour", length // HOUR, get_language())
    return _span("minute", max(length // timedelta(minutes=1), 1), get_language())


@lru_cache(maxsize=2048)  # fifty rows say it a hundred times, and mostly the same
def _span(unit: Literal["day", "hour", "minute"], count: int, language: str | None) -> str:
    match unit:
        case "day":
            words = ngettext("%(count)s day", "%(count)s days", count)
        case "hour":
            words = ngettext("%(count)s hour", "%(count)s hours", count)
        case "minute":
            words = ngettext("%(count)s minute", "%(count)s minutes", count)
    return words % {"count": whole(count)}


def ago(moment: datetime, now: datetime) -> str:
    """When something happened: `baru saja`, `12 menit lalu`, `kemarin`, then the date."""
    gone = now - moment
    if gone < timedelta(minutes=1):
        return gettext("just now")
    days = (_local_day(now) - _local_day(moment)).days
    if days == 0:
        return gettext("%(span)s ago") % {"span": span(gone)}
    if days == 1:
        return gettext("yesterday, %(time)s") % {"time": _time(moment)}
    if days < 7:
        return gettext("%(span)s ago") % {"span": span(DAY * days)}
    return day(moment)


def due(due_at: datetime, now: datetime, *, working_days: int | None = None) -> str:
    """A limit for citizens: the date first, then the distance in working days."""
    if due_at < now:
        return gettext("Should have been done by %(day)s") % {"day": long_day(due_at)}
    text = gettext("At the latest %(day)s") % {"day": long_day(due_at)}
    if not working_days:
        return text
    left = ngettext("%(count)s more working day", "%(count)s more working days", working_days)
    return f"{text} ({left % {'count': whole(working_days)}})"


def day(moment: datetime | date) -> str:
    """`4 Desember 2026`."""
    return date_format(_local_day(moment), "DATE_FORMAT")


def long_day(moment: datetime | date) -> str:
    """`Jumat, 4 Desember 2026`."""
    return date_format(_local_day(moment), gettext("l, j F Y"))


def at(moment: datetime) -> str:
    """`4 Desember 2026, 14.30 WIB`."""
    return _at(moment, get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=4096)  # a list shows the same limits again and again
def _at(moment: datetime, language: str | None, zone: str) -> str:
    local = timezone.localtime(moment)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def whole(number: int) -> str:
    """`1.042`."""
    return _whole(number, get_language())


@lru_cache(maxsize=2048, typed=True)
def _whole(number: int, language: str | None) -> str:
    return number_format(number, force_grouping=True)


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "TIME_FORMAT")


def _local_day(moment: datetime | date) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
