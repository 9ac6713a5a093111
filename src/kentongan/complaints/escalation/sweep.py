"""What the worker asks of the ladder in each round: two questions to partial indexes, if idle."""

import logging
from datetime import datetime

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
    planned = planning.plan_edited(books) + planning.plan_changed(books)
    due = ClockRun.objects.filter(next_rung_at__lte=now).order_by("next_rung_at", "pk")
    # A complaint with several due clocks is fired once, for all of them.
    complaints = list(dict.fromkeys(due.values_list("complaint_id", flat=True)[:BATCH]))
    memory = telling.Memory()
    for start in range(0, len(complaints), TOGETHER):
        if stopping.requested.is_set():
            break
        _together(complaints[start : start + TOGETHER], now=now, books=books, memory=memory)
    return planned + len(complaints)


def _together(keys: list[int], *, now: datetime, books: Books, memory: telling.Memory) -> None:
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
