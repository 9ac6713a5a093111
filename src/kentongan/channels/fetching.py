"""The worker fetches files that a messenger only named: with limits, and never from elsewhere."""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from kentongan.channels import files
from kentongan.channels.models import InboundFile, InboundMessage
from kentongan.notifications import health, stopping
from kentongan.notifications.transports import DeliveryError, sms

log = logging.getLogger(__name__)

BATCH = 5
BUDGET = 20.0  # seconds of one round: a slow service must not hold up what else waits
BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 300))
State = InboundFile.State


def sweep(now: datetime) -> int:
    """Fetch some; a message is read as soon as its last file is here, or refused."""
    due = InboundFile.objects.filter(due_at__lte=max(now, timezone.now()))
    began, done = time.monotonic(), 0
    resting = health.blocked(timezone.now())
    for row in due.select_related("message").order_by("due_at")[:BATCH]:
        if stopping.requested.is_set() or time.monotonic() - began > BUDGET:
            break
        key = files_of(row.message.channel)
        if key in resting or not _take(row):
            continue
        _fetch(row, key)
        done += 1
    return done


def files_of(channel: str) -> str:
    """The name under which the health of fetching is noted."""
    return f"{channel}:files"


def _take(row: InboundFile) -> bool:
    """Nobody else fetches it for a while."""
    until = timezone.now() + timedelta(minutes=2)
    mine = InboundFile.objects.filter(pk=row.pk, tries=row.tries, state=State.WAITING)
    row.tries += 1
    return bool(mine.update(tries=F("tries") + 1, due_at=until))


def _fetch(row: InboundFile, key: str) -> None:
    try:
        carrier = sms.carrier(row.message.channel)
        content = carrier.media(row.reference, most=settings.UPLOAD_MAX_BYTES)
    except KeyError:
        files.refuse(row, files.GONE)
    except DeliveryError as error:
        log.warning("A file of message %s: %s", row.message_id, error)
        if error.retry:
            health.failed(key, error=str(error))
        if error.retry and row.tries <= len(BACKOFF):
            row.due_at = timezone.now() + BACKOFF[row.tries - 1]
            row.save(update_fields=["due_at"])
            return
        files.refuse(row, files.GONE if error.retry else files.LARGE)
    else:
        health.succeeded(key)
        files.store(row, content)
    row.save()
    if not row.message.files.filter(state=State.WAITING).exists():
        waiting = InboundMessage.objects.filter(pk=row.message_id, due_at__isnull=False)
        waiting.update(due_at=timezone.now())
