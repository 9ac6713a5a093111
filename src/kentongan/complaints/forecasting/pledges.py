"""Which promises of the next week will probably not be kept, from the record of those who made them.

A promised day is no limit with a pace of its own: what counts is how many promises of an office were
broken, or kept too late, in the last year.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from kentongan.complaints.choices import Clock
from kentongan.complaints.forecasting.curves import ENOUGH
from kentongan.complaints.forecasting.history import PERIOD
from kentongan.complaints.forecasting.outlook import LEAST, WEEK
from kentongan.complaints.models import ClockRun, Event, Outlook
from kentongan.complaints.promises import ACTIONS, DONE

Key = tuple[str, int | None]


@dataclass(slots=True)
class Record:
    """How many promises came to their day, and how many of them were not kept."""

    decided: int = 0
    failed: int = 0


def record(*, now: datetime) -> dict[Key, Record]:
    """The promises of a year, by office, by institution and of all."""
    end = Event.objects.filter(
        complaint=OuterRef("complaint"), at=OuterRef("stopped_at"), action__in=ACTIONS
    )
    runs = ClockRun.objects.filter(
        clock=Clock.PROMISE, started_at__gte=now - PERIOD, stopped_at__isnull=False
    )
    rows = runs.order_by().annotate(ended_by=Subquery(end.values("action")[:1]))
    found: dict[Key, Record] = defaultdict(Record)
    columns = ("holder_id", "holder__institution", "target_at", "stopped_at", "ended_by")
    for holder, body, target, stopped, ended_by in rows.values_list(*columns).iterator():
        if ended_by not in DONE and ended_by != "break_promise":
            continue  # postponed, or taken up again before its day
        late = ended_by != "keep_promise" and target is not None and stopped > target
        for _basis, key in _keys(holder, body):
            found[key].decided += 1
            found[key].failed += ended_by == "break_promise" or late
    return found


def foresee(*, now: datetime) -> list[Outlook]:
    """The promises of the next week that will probably be broken."""
    known = record(now=now)
    rows = ClockRun.objects.filter(
        clock=Clock.PROMISE, stopped_at=None, target_at__gt=now, target_at__lte=now + WEEK
    )
    columns = ("pk", "complaint_id", "target_at", "holder_id", "complaint__institution_id")
    found = []
    for row in rows.order_by("target_at", "pk").values_list(*columns):
        made = _one(row, known, now=now)
        if made is not None:
            found.append(made)
    return found


def _keys(holder: int | None, body: int | None) -> Iterator[tuple[str, Key]]:
    if holder is not None:
        yield Outlook.Basis.OFFICE, ("office", holder)
    if body is not None:
        yield Outlook.Basis.INSTITUTION, ("peers", body)
    yield Outlook.Basis.ALL, ("all", None)


def _one(row: tuple[Any, ...], known: dict[Key, Record], *, now: datetime) -> Outlook | None:
    run, complaint, target, holder, body = row
    for basis, key in _keys(holder, body):
        mine = known.get(key)
        if mine is None or mine.decided < ENOUGH:
            continue
        percent = round(100 * mine.failed / mine.decided)
        if percent < LEAST:
            return None
        return Outlook(
            run_id=run,
            complaint_id=complaint,
            clock=Clock.PROMISE,
            holder_id=holder,
            institution_id=body,
            target_at=target,
            percent=percent,
            basis=basis,
            done=mine.decided,
            made_at=now,
        )
    return None  # nowhere enough promises are known: no forecast is better than a guess
