"""After holidays or rules have changed: which open complaints are touched, and counting them anew.

A row of `Recount` is written with the change; the worker goes through the open complaints in
batches. Each complaint is a transaction of its own, so a worker that dies loses nothing: the lease
runs out, and the next one goes on where it ended.
"""

import logging
import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from kentongan.common import clock
from kentongan.complaints import clocks
from kentongan.complaints.models import ClockRun, Complaint, Recount
from kentongan.complaints.querysets import ComplaintQuerySet
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.step import take
from kentongan.deadlines.choices import Unit
from kentongan.organizations.actor import Actor

log = logging.getLogger(__name__)

BATCH = 200
LEASE = timedelta(minutes=5)
MOST = 10_000  # beyond this a page says "more than"


def order(
    cause: str,
    *,
    institution_id: int | None,
    by: Actor,
    only_later: bool = False,
    on: date | None = None,
) -> Recount:
    """Leave it to the worker, in the transaction of the change; with `on` from that day."""
    facts = {"not_before": _midnight(on)} if on else {}
    return Recount.objects.create(
        cause=cause[:400],
        institution_id=institution_id,
        only_later=only_later,
        ordered_by_id=by.user_id,
        ordered_by_label=by.label,
        **facts,
    )


def touched(days: Sequence[date], *, institution_id: int | None) -> int:
    """At most how many open complaints count working days over one of `days`."""
    if not days:
        return 0
    units = (Unit.WORKING_DAY, Unit.OFFICE_HOUR)
    in_working_days = Q(target_rule__unit__in=units) | Q(legal_rule__unit__in=units)
    runs = ClockRun.objects.filter(
        in_working_days,
        Q(target_at__gte=_midnight(min(days))) | Q(legal_at__gte=_midnight(min(days))),
        complaint=OuterRef("pk"),
        stopped_at=None,
        started_at__lt=_midnight(max(days) + timedelta(1)),
    )
    return _of(institution_id).filter(Exists(runs))[:MOST].count()


def open_under(code: str, *, institution_id: int | None) -> int:
    """How many open complaints are timed by the rule with this code."""
    ruled = Q(target_rule__code=code) | Q(legal_rule__code=code)
    runs = ClockRun.objects.filter(ruled, complaint=OuterRef("pk"), stopped_at=None)
    return _of(institution_id).filter(Exists(runs))[:MOST].count()


def open_in(institution_id: int | None) -> int:
    """How many open complaints an institution has; None: all of them."""
    return _of(institution_id)[:MOST].count()


def sweep(now: datetime) -> int:
    """Take one batch of the oldest change that waits; how many complaints were looked at, and 1."""
    job = _claim(now)
    if job is None:
        return 0
    rows = _of(job.institution_id).filter(pk__gt=job.after_id).order_by("pk")
    rows = rows.select_related("institution").prefetch_related("clocks", "pauses")
    found = list(rows[:BATCH])
    for complaint in found:
        if not _count_anew(complaint, job):
            break
    else:
        mine = Recount.objects.filter(pk=job.pk, lease=job.lease)
        is_last = len(found) < BATCH
        mine.update(
            after_id=found[-1].pk if found else job.after_id,
            lease="",
            lease_until=None,
            finished_at=clock.now() if is_last else None,
        )
        return len(found) + 1
    Recount.objects.filter(pk=job.pk, lease=job.lease).update(lease="", lease_until=None)
    return 0


def _claim(now: datetime) -> Recount | None:
    moment = clock.now()
    is_free = Q(lease_until=None) | Q(lease_until__lt=moment)
    waiting = Recount.objects.filter(is_free, finished_at=None, not_before__lte=max(now, moment))
    job = waiting.order_by("not_before", "pk").first()
    if job is None:
        return None
    job.lease, job.lease_until = secrets.token_hex(16), moment + LEASE
    # The condition again: another worker may have been faster since the SELECT.
    taken = waiting.filter(pk=job.pk, after_id=job.after_id)
    return job if taken.update(lease=job.lease, lease_until=job.lease_until) else None


def _count_anew(complaint: Complaint, job: Recount) -> bool:
    """Move the dates of one complaint, if they move; False when the batch must end here."""
    moved = clocks.recount(complaint, only_later=job.only_later)
    if not moved:
        return True
    facts = {
        "person": job.ordered_by_label,
        "person_id": job.ordered_by_id,
        "moved": {run.clock: _days_of(before, run) for run, before in moved},
        "legal": {
            run.clock: [_iso(before[1]), _iso(run.legal_at)]
            for run, before in moved
            if before[1] != run.legal_at
        },
    }
    try:
        with transaction.atomic():
            # First this row: a worker whose lease has run out must not count a second time.
            mine = Recount.objects.filter(pk=job.pk, lease=job.lease)
            if not mine.update(after_id=complaint.pk, changed=F("changed") + 1):
                return False
            take(
                complaint,
                "recount",
                by=Actor.system(),
                facts=facts,
                text=job.cause,
                recounted=[run for run, _before in moved],
            )
    except MoveRefused as refusal:  # somebody acts on it just now: ended, or the next round
        log.info("Recount of %s: %s", complaint.pk, refusal)
        return not _of(None).filter(pk=complaint.pk).exists()
    return True


def _days_of(before: clocks.Dates, run: ClockRun) -> list[str | None]:
    return [_iso(before[0] or before[1]), _iso(run.target_at or run.legal_at)]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _of(institution_id: int | None) -> ComplaintQuerySet:
    rows = Complaint.objects.visible_to(Actor.system()).open()
    return rows.filter(institution=institution_id) if institution_id else rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
