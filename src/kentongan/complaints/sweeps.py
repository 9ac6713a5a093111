"""What the worker looks for in complaints: waits that have ended, found by index."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Clock
from kentongan.complaints.models import ClockRun, Complaint, Disposition, Event
from kentongan.complaints.querysets import ENDED
from kentongan.complaints.refusals import MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

log = logging.getLogger(__name__)
BATCH = 100


def close(now: datetime) -> int:
    """Close answered complaints whose ten working days are over."""
    return _for_each_due(Clock.CLOSING, now, services.close_automatically)


def lapse(now: datetime) -> int:
    """Deem withdrawn what the reporter did not complete in time."""
    return _for_each_due(Clock.COMPLETION, now, services.lapse)


def inherit(now: datetime) -> int:
    """Hand what is open in ended offices to their successors."""
    ended = Organization.objects.filter(valid_to__lt=clock.today(), successor__isnull=False)
    gone = list(ended.values_list("pk", flat=True))
    if not gone:
        return 0
    rows = Complaint.objects.visible_to(Actor.system()).open()
    led = rows.filter(unit__in=gone).select_related("unit__successor", "institution")
    parts = Disposition.objects.filter(
        unit__in=gone, ended_at=None, part=Disposition.Part.CONTRIBUTING
    ).exclude(complaint__status__in=ENDED)
    parts = parts.select_related("unit__successor", "complaint__institution")
    done = sum(_tried(services.transfer, one) for one in led.order_by("pk")[:BATCH])
    return done + sum(_tried(services.transfer_part, one) for one in parts.order_by("pk")[:BATCH])


def _tried(step: Callable[[Any], Event], row: Complaint | Disposition) -> int:
    try:
        step(row)
    except MoveRefused as refusal:  # somebody acts on it just now: the next round
        log.info("%s: %s", row, refusal)
        return 0
    return 1


def _for_each_due(clock: Clock, now: datetime, step: Callable[[Complaint], Event]) -> int:
    due = ClockRun.objects.filter(clock=clock, stopped_at=None, target_at__lt=now)
    done = 0
    for run in due.select_related("complaint").order_by("target_at")[:BATCH]:
        try:
            step(run.complaint)
            done += 1
        except MoveRefused as refusal:  # somebody acted in between: that step counts
            log.info("%s of %s: %s", clock, run.complaint_id, refusal)
    return done
