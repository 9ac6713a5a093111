"""The only writer of `TimeSpent`: the worker goes once through the log, in the order of its keys.

Each event closes the stretch since the event before it on the same complaint; the stretch goes to
whoever held the complaint then. Each batch is one short transaction that also moves the mark: a
worker that dies counts nothing twice and leaves nothing out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone

from kentongan.common import clock
from kentongan.complaints.choices import Status as S
from kentongan.complaints.holders import AT_INSTITUTION, AT_NATIONAL, AT_REPORTER
from kentongan.complaints.models import Disposition, Event, TimeCounted, TimeSpent
from kentongan.complaints.querysets import ENDED

EVERY = timedelta(hours=1)
SETTLED = timedelta(minutes=10)  # no step takes longer: events below a key seen then are all there
BATCH = 1000
Side = TimeSpent.Side
Key = tuple[date, int | None, str, int | None, str, str]


@dataclass(slots=True)
class Sum:
    """What one row is to grow by."""

    seconds: float = 0.0
    passed_on: int = 0


def sweep(now: datetime) -> int:
    """One batch, if the hour has come; one statement otherwise."""
    mark = TimeCounted.objects.filter(pk=1).first()
    if mark is None:
        TimeCounted.objects.bulk_create(
            [TimeCounted(pk=1, seen_at=now, due_at=now)], ignore_conflicts=True
        )
        return 1
    if mark.due_at > now:
        return 0
    if mark.done_id >= mark.seen_id:
        return _look_on(mark, now=now)
    if mark.seen_at > now - SETTLED:
        return 0
    return add_batch(mark)


def catch_up() -> None:
    """Everything that is there, at once: for the demo and tests."""
    now = clock.now()
    mark, _new = TimeCounted.objects.get_or_create(pk=1, defaults={"seen_at": now, "due_at": now})
    mark.seen_id = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    TimeCounted.objects.filter(pk=1).update(seen_id=mark.seen_id)
    while mark.done_id < mark.seen_id:
        add_batch(mark)


def add_batch(mark: TimeCounted) -> int:
    """Add up the next events; how many they were."""
    events = list(_events(mark))
    last = events[-1]["pk"] if events else mark.seen_id
    sums = _sums(events)
    with transaction.atomic():
        # First the mark: a second worker with the same batch changes nothing.
        mine = TimeCounted.objects.filter(pk=1, done_id=mark.done_id)
        if not mine.update(done_id=last):
            return 0
        _write(sums)
    mark.done_id = last
    return len(events) or 1


def _look_on(mark: TimeCounted, *, now: datetime) -> int:
    """All of the last look is done: look how far the log has come, and wait until it has settled."""
    newest = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    is_more = newest > mark.done_id
    mine = TimeCounted.objects.filter(pk=1, done_id=mark.done_id)
    mine.update(seen_id=newest, seen_at=now, due_at=now + (SETTLED if is_more else EVERY))
    return 0


def _events(mark: TimeCounted) -> Any:
    before = Event.objects.filter(
        complaint=OuterRef("complaint"), sequence=OuterRef("sequence") - 1
    )
    rows = Event.objects.filter(pk__gt=mark.done_id, pk__lte=mark.seen_id).order_by("pk")
    return rows.annotate(
        since=Subquery(before.values("at")[:1]), held_in=Subquery(before.values("target")[:1])
    ).values(
        "pk", "complaint_id", "sequence", "action", "at", "target", "since", "held_in",
        "complaint__institution_id", "complaint__kind",
    )[:BATCH]  # fmt: skip


def _sums(events: list[dict[str, Any]]) -> dict[Key, Sum]:
    timed = [one for one in events if one["held_in"] and one["held_in"] not in ENDED]
    units, bodies = _units(timed), _bodies(timed)
    found: dict[Key, Sum] = defaultdict(Sum)
    for one in timed:
        side, holder = _holder(one, units=units, bodies=bodies)
        group = (one["complaint__institution_id"], side, holder, one["held_in"])
        for month, seconds in _by_month(one["since"], one["at"]):
            found[month, *group, one["complaint__kind"]].seconds += seconds
        if one["target"] != one["held_in"]:
            last = timezone.localtime(one["at"]).date().replace(day=1)
            found[last, *group, one["complaint__kind"]].passed_on += 1
    return found


def _holder(
    one: dict[str, Any],
    *,
    units: dict[int, list[tuple[datetime, int]]],
    bodies: dict[int, list[tuple[int, int | None]]],
) -> tuple[str, int | None]:
    status = S(one["held_in"])
    if status in AT_REPORTER:
        return Side.REPORTER, None
    if status == S.RETURNED:
        given = [
            body for sequence, body in bodies[one["complaint_id"]] if sequence < one["sequence"]
        ]
        return (Side.EXTERNAL, given[-1]) if given and given[-1] else (Side.NATIONAL, None)
    if status in AT_NATIONAL:
        return Side.NATIONAL, None
    if status in AT_INSTITUTION:
        return Side.INSTITUTION, one["complaint__institution_id"]
    led = [unit for at, unit in units[one["complaint_id"]] if at <= one["since"]]
    return Side.UNIT, led[-1] if led else None


def _units(events: Iterable[dict[str, Any]]) -> dict[int, list[tuple[datetime, int]]]:
    """Which unit led each complaint from when on."""
    keys = {one["complaint_id"] for one in events}
    rows = Disposition.objects.filter(complaint__in=keys, part=Disposition.Part.LEAD)
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for key, at, unit in rows.values_list("complaint_id", "dispatched_at", "unit_id"):
        found[key].append((at, unit))
    return found


def _bodies(events: Iterable[dict[str, Any]]) -> dict[int, list[tuple[int, int | None]]]:
    """To which outside body each complaint was handed; None: to the national desk."""
    keys = {one["complaint_id"] for one in events if one["held_in"] == S.RETURNED}
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    rows = Event.objects.filter(
        complaint__in=keys, action__in=("hand_over", "return_to_national")
    ).order_by("complaint_id", "sequence")
    for key, sequence, facts in rows.values_list("complaint_id", "sequence", "facts"):
        found[key].append((sequence, facts.get("external_body_id")))
    return found


def _by_month(since: datetime, until: datetime) -> Iterator[tuple[date, float]]:
    """The stretch, cut where a month begins in the time zone of the installation."""
    cuts = [since]
    local = timezone.localtime(since)
    while True:
        month = (local.replace(day=1) + timedelta(days=32)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        if month >= until:
            break
        cuts.append(month)
        local = month
    for start, end in pairwise([*cuts, until]):
        first = timezone.localtime(start).date().replace(day=1)
        yield first, max((end - start).total_seconds(), 0.0)


def _write(sums: dict[Key, Sum]) -> None:
    missing = [TimeSpent(**_columns(key)) for key in sums]
    TimeSpent.objects.bulk_create(missing, ignore_conflicts=True, batch_size=100)
    for key, one in sums.items():
        TimeSpent.objects.filter(code=_code(key)).update(
            seconds=F("seconds") + round(one.seconds), passed_on=F("passed_on") + one.passed_on
        )


def _columns(key: Key) -> dict[str, Any]:
    names = ("month", "institution_id", "side", "holder_id", "status", "kind")
    return dict(zip(names, key, strict=True)) | {"code": _code(key)}


def _code(key: Key) -> str:
    return "|".join("" if one is None else str(one) for one in key)
