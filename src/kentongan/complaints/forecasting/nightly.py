"""Each night the worker reads a year of clocks, one clock in each round, and writes the forecast."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from kentongan.complaints.choices import Clock
from kentongan.complaints.forecasting import history, outlook, pledges
from kentongan.complaints.forecasting.curves import HALF, NINE_OF_TEN, Curve, curve
from kentongan.complaints.forecasting.history import FORECAST, History
from kentongan.complaints.models import Outlook, Pace
from kentongan.notifications import recurring
from kentongan.notifications.models import Recurring

PREFIX = "forecast-"
HOUR = 2
Row = TypeVar("Row", bound=models.Model)
BATCH = 500  # rows in one transaction: some hundredths of a second, and a citizen has a turn
NIGHTLY = (*FORECAST, Clock.PROMISE)


def sweep(now: datetime) -> int:
    """One clock whose night has come. Nothing is due: one statement."""
    known = dict(Recurring.objects.filter(code__startswith=PREFIX).values_list("code", "due_at"))
    for clock in NIGHTLY:
        code = PREFIX + clock
        if code in known and known[code] > now:
            continue
        # The row first: another worker passes on to the next clock.
        if recurring.take(code, now=now, next_at=tonight(now)):
            build(clock, now=now)
            return 1
    return 0


def tonight(now: datetime) -> datetime:
    """The next two o'clock in the morning."""
    local = timezone.localtime(now)
    at = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)


def build_all(*, now: datetime) -> None:
    """Everything at once: for a new installation, the demo and tests."""
    for clock in NIGHTLY:
        build(clock, now=now)


def build(clock: str, *, now: datetime) -> None:
    """Read and reckon first, then replace the rows of this clock, a few hundred at a time."""
    if clock == Clock.PROMISE:
        _replace(Outlook.objects.filter(clock=clock), pledges.foresee(now=now), key=_run)
        return
    roots = history.subjects()
    past = history.read(clock, now=now, roots=roots)
    answers = past
    if clock in outlook.AT_UNITS and clock != Clock.ANSWER:
        answers = history.read(Clock.ANSWER, now=now, roots=roots)
    others = outlook.offers(answers, now=now)
    ahead = outlook.foresee(clock, past, now=now, roots=roots, others=others)
    paces = [*_of_offices(clock, past, now=now), *_of_places(clock, past, now=now)]
    _replace(Pace.objects.filter(clock=clock), paces, key=_group)
    _replace(Outlook.objects.filter(clock=clock), ahead, key=_run)


def _replace(rows: models.QuerySet[Row], made: Iterable[Row], *, key: Callable[[Row], Any]) -> None:
    """Put `made` in the place of `rows`. Who reads meanwhile finds each group once, old or new.

    A worker that is killed half-way leaves a mixture of two nights; the next one mends it.
    """
    old: dict[Any, list[Any]] = {}
    for row in rows.iterator():
        old.setdefault(key(row), []).append(row.pk)
    new = list(made)
    for start in range(0, len(new), BATCH):
        some = new[start : start + BATCH]
        gone = [pk for row in some for pk in old.pop(key(row), ())]
        with transaction.atomic():
            rows.model._default_manager.filter(pk__in=gone).delete()
            rows.model._default_manager.bulk_create(some)
    left = [pk for keys in old.values() for pk in keys]
    for start in range(0, len(left), BATCH):
        rows.model._default_manager.filter(pk__in=left[start : start + BATCH]).delete()


def _group(row: Pace) -> tuple[object, ...]:
    return (row.holder_id, row.institution_id, row.area, row.subject_id, row.kind)


def _run(row: Outlook) -> int:
    return row.run_id


def _of_offices(clock: str, past: History, *, now: datetime) -> list[Pace]:
    """The pace of each office over all subjects; too few ends are kept as a count alone."""
    found = []
    for key in list(past.offices):
        if key[0] in ("office", "peers") and len(key) == 2:
            column = "holder_id" if key[0] == "office" else "institution_id"
            found.append(_pace(clock, past.curve_of(key), now=now, **{column: key[1]}))
    return found


def _of_places(clock: str, past: History, *, now: datetime) -> list[Pace]:
    """What citizens are told: a group with too few ends has no row at all."""
    found = []
    for (area, subject, kind), seen in past.places.items():
        made = curve(seen)
        if made.is_enough:
            found.append(_pace(clock, made, now=now, area=area, subject_id=subject, kind=kind))
    return found


def _pace(clock: str, made: Curve, *, now: datetime, **group: object) -> Pace:
    half, ninth = (made.within(HALF), made.within(NINE_OF_TEN)) if made.is_enough else (None, None)
    return Pace(clock=clock, done=made.done, half=half, ninth=ninth, made_at=now, **group)
