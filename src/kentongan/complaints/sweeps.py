"""What the worker looks for in complaints: waits that have ended, found by index."""

import logging
from collections.abc import Callable
from datetime import datetime

from kentongan.complaints import services
from kentongan.complaints.choices import Clock
from kentongan.complaints.models import ClockRun, Complaint, Event
from kentongan.complaints.refusals import MoveRefused

log = logging.getLogger(__name__)
BATCH = 100


def close(now: datetime) -> int:
    """Close answered complaints whose ten working days are over."""
    return _for_each_due(Clock.CLOSING, now, services.close_automatically)


def lapse(now: datetime) -> int:
    """Deem withdrawn what the reporter did not complete in time."""
    return _for_each_due(Clock.COMPLETION, now, services.lapse)


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
