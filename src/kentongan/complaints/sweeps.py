"""What the worker looks for in complaints: waits that have ended, found by index."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kentongan.common import clock
from kentongan.common.work import Work
from kentongan.complaints import services
from kentongan.complaints.choices import Clock
from kentongan.complaints.models import ClockRun, Complaint, Disposition, Event, PlannedAnswer
from kentongan.complaints.querysets import ENDED
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services.planning import send_planned
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

log = logging.getLogger(__name__)
BATCH = 100


def close(now: datetime) -> int:
    """Close answered complaints whose ten working days are over."""
    return CLOSING.do(CLOSING.due(now, BATCH), now)


def lapse(now: datetime) -> int:
    """Deem withdrawn what the reporter did not complete in time."""
    return LAPSING.do(LAPSING.due(now, BATCH), now)


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


def _ending(name: str, clock_kind: Clock, step: Callable[[Complaint], Event]) -> Work:
    """Complaints whose clock of one kind has run out, and the step that the machine then takes."""

    def over(now: datetime) -> "QuerySet[ClockRun]":
        return ClockRun.objects.filter(clock=clock_kind, stopped_at=None, target_at__lt=now)

    def due(now: datetime, limit: int) -> list[int]:
        runs = over(now).order_by("target_at", "pk")
        return list(runs.values_list("complaint_id", flat=True)[:limit])

    def do(keys: Sequence[int], now: datetime) -> int:
        runs = over(now).filter(complaint__in=keys).select_related("complaint")
        return sum(_tried(step, run.complaint) for run in runs.order_by("target_at", "pk"))

    return Work(name, due=due, do=do, together=20)


def publish(now: datetime) -> int:
    """Send approved answers whose chosen time has come."""
    return PUBLISHING.do(PUBLISHING.due(now, BATCH), now)


def _publishing() -> Work:
    def over(now: datetime) -> "QuerySet[PlannedAnswer]":
        return PlannedAnswer.objects.filter(publish_at__lte=now)

    def due(now: datetime, limit: int) -> list[int]:
        return list(over(now).order_by("publish_at").values_list("pk", flat=True)[:limit])

    def do(keys: Sequence[int], now: datetime) -> int:
        rows = over(now).filter(pk__in=keys).select_related("complaint").order_by("publish_at")
        return sum(_sent(row) for row in rows)

    return Work("publishing", due=due, do=do, together=20)


def _sent(row: PlannedAnswer) -> int:
    try:
        return int(send_planned(row) is not None)
    except MoveRefused as refusal:  # somebody acts on it just now: the next round
        log.info("%s: %s", row, refusal)
        return 0


PUBLISHING = _publishing()
CLOSING = _ending("closing", Clock.CLOSING, services.close_automatically)
LAPSING = _ending("lapsing", Clock.COMPLETION, services.lapse)
