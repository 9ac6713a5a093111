"""The only place that asks what time it is, so that tests and the demo can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware; inside `at(moment)` that moment."""
    return _set.get() or timezone.now()


def today() -> date:
    """The day on the calendars here; in UTC it is still yesterday until seven in the morning."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at `moment`: the demo walks complaints through past months."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
