"""What the worker asks of the ladder in each round: two questions to partial indexes, if idle."""

import logging
from collections.abc import Sequence
from datetime import datetime

from kentongan.common.work import Work
from kentongan.complaints.escalation import planning, telling
from kentongan.complaints.escalation.firing import fire
from kentongan.complaints.escalation.planning import Books
from kentongan.complaints.models import ClockRun
from kentongan.notifications import stopping

log = logging.getLogger(__name__)
BATCH = 200
TOGETHER = 20  # complaints in one transaction: one durable commit for all of them


def sweep(now: datetime) -> int:
    """Plan what changed and fire what is due; returns how much was done."""
    books = Books.current()
    planned = plan(now, books=books)
    if planned >= planning.BATCH:
        # After a long sleep first all is planned: then what is due of a complaint is told once.
        return planned
    return planned + fire_these(due_keys(now, BATCH), now, books=books)


def plan(now: datetime, *, books: Books | None = None) -> int:
    """Work out the next rung of every run that changed since the last round."""
    books = books or Books.current()
    return planning.plan_edited(books) + planning.plan_changed(books)


def due_keys(now: datetime, limit: int) -> list[int]:
    """Complaints with a rung that is due. One with several due clocks is fired once, for all."""
    due = ClockRun.objects.filter(next_rung_at__lte=now).order_by("next_rung_at", "pk")
    return list(dict.fromkeys(due.values_list("complaint_id", flat=True)[:limit]))


def fire_these(keys: Sequence[int], now: datetime, *, books: Books | None = None) -> int:
    """Fire what is due on these complaints; returns how many there were."""
    books, memory = books or Books.current(), telling.Memory()
    for start in range(0, len(keys), TOGETHER):
        if stopping.requested.is_set():
            break
        _together(keys[start : start + TOGETHER], now=now, books=books, memory=memory)
    return len(keys)


def _due_once_planned(now: datetime, limit: int) -> list[int]:
    """The same for other processes: nothing while much is still to be planned."""
    return [] if planning.is_behind() else due_keys(now, limit)


WORK = Work("rungs", due=_due_once_planned, do=fire_these, together=TOGETHER)


def _together(keys: Sequence[int], *, now: datetime, books: Books, memory: telling.Memory) -> None:
    try:
        fire(keys, now=now, books=books, memory=memory)
    except Exception:  # one damaged complaint must not hold up the alarms of all others
        log.exception("A group of rungs failed; each is tried alone")
        for key in keys:
            _alone(key, now=now, books=books, memory=memory)


def _alone(key: int, *, now: datetime, books: Books, memory: telling.Memory) -> None:
    try:
        fire([key], now=now, books=books, memory=memory)
    except Exception:
        log.exception("The rungs of complaint %s could not be fired", key)
