"""The circuit breaker of webhooks: one receiver that fails again and again is left alone for a while.

What it is owed waits meanwhile without using up its tries. The others go on.
"""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from kentongan.integrations.models import Webhook

THRESHOLD = 5  # failures in a row
# The first rest, doubled with each trial that fails, up to the longest.
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)


def succeeded(webhook_id: int) -> None:
    """The receiver took a delivery: whatever was, it works."""
    rows = Webhook.objects.filter(pk=webhook_id)
    rows.update(failures=0, rests_until=None, last_success_at=timezone.now())


def failed(webhook_id: int, *, error: str) -> bool:
    """The receiver failed; True when it rests from now on."""
    now, row = timezone.now(), Webhook.objects.filter(pk=webhook_id)
    row.update(failures=F("failures") + 1, last_failure_at=now, last_error=error[:300])
    failures = row.values_list("failures", flat=True).get()
    if failures < THRESHOLD:
        return False
    rest = min(SHORTEST * 2 ** min(failures - THRESHOLD, 10), LONGEST)
    row.update(rests_until=now + rest)
    return True


def reset(webhook_id: int) -> None:
    """Somebody has looked after the receiver: try it now."""
    Webhook.objects.filter(pk=webhook_id).update(failures=0, rests_until=None)


def is_resting(webhook: Webhook, *, now: datetime) -> bool:
    """Left alone just now."""
    return webhook.rests_until is not None and webhook.rests_until > now
