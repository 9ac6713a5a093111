"""Claim deliveries that are due, send them, note what became of them. Outside any transaction.

As in the outbox, a claim is a guarded UPDATE with a lease and a token; a worker that dies lets the
lease run out, so that everything is delivered at least once. One receiver that hangs costs one
timeout a round: the rest of its deliveries wait.
"""

import http.client
import json
import logging
import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from kentongan import __version__
from kentongan.common import addresses
from kentongan.integrations import health, sealing, signing
from kentongan.integrations.models import Delivery

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
BATCH = 20
# Ten seconds to one day; after the last one a person has to look.
BACKOFF = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 86400, 86400)
)


def sweep(now: datetime) -> int:
    """Send what is due; returns how many were tried."""
    claimed = _claim(now)
    slow: set[int] = set()
    for delivery in claimed:
        if delivery.webhook_id in slow:
            _finish(delivery, error="the receiver did not answer before", counts=False)
        elif not _send(delivery):
            slow.add(delivery.webhook_id)
    return len(claimed)


def _claim(now: datetime) -> list[Delivery]:
    moment = timezone.now()
    is_free = Q(lease_until__isnull=True) | Q(lease_until__lt=moment)
    at = max(now, moment)
    awake = Q(webhook__rests_until__isnull=True) | Q(webhook__rests_until__lte=at)
    due = Delivery.objects.filter(is_free, awake, due_at__lte=at, webhook__is_active=True)
    keys = list(due.order_by("due_at", "id").values_list("pk", flat=True)[:BATCH])
    if not keys:
        return []
    token = secrets.token_hex(16)
    mine = Delivery.objects.filter(is_free, pk__in=keys, due_at__isnull=False)
    mine.update(lease=token, lease_until=moment + LEASE)
    taken = Delivery.objects.filter(pk__in=keys, lease=token).select_related("webhook")
    return list(taken.order_by("due_at", "id"))


def _send(delivery: Delivery) -> bool:
    """One try; False when the receiver should be left alone in this round."""
    secret = sealing.opened(delivery.webhook.secret)
    if secret is None:
        _finish(delivery, error="the secret cannot be opened: make the webhook anew", is_final=True)
        return True
    body = json.dumps(delivery.payload, ensure_ascii=False).encode()
    timestamp = int(timezone.now().timestamp())
    try:
        target = addresses.resolved(delivery.webhook.url)
        status = addresses.post(
            target,
            body,
            {
                "Host": target.authority,
                "Content-Type": "application/json",
                "User-Agent": f"Kentongan/{__version__}",
                signing.KEY: str(delivery.key),
                signing.TIME: str(timestamp),
                signing.HEADER: signing.signature(secret, timestamp=timestamp, body=body),
            },
        )
    except addresses.Forbidden as error:
        _finish(delivery, error=str(error), is_final=True)
        return True
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        _finish(delivery, error=f"{type(error).__name__}: {error}")
        health.failed(delivery.webhook_id, error=f"{type(error).__name__}: {error}")
        return False
    if 200 <= status < 300:
        _finish(delivery, status=status)
        health.succeeded(delivery.webhook_id)
        return True
    # 410: the receiver wants no more of it.
    is_final = status == 410
    _finish(delivery, status=status, error=f"HTTP {status}", is_final=is_final)
    return is_final or not health.failed(delivery.webhook_id, error=f"HTTP {status}")


def _finish(
    delivery: Delivery,
    *,
    status: int | None = None,
    error: str = "",
    is_final: bool = False,
    counts: bool = True,
) -> None:
    now = timezone.now()
    tries = delivery.tries + counts
    columns: dict[str, object] = {
        "tries": tries,
        "lease": "",
        "lease_until": None,
        "status_code": status,
        "last_error": error[:300],
    }
    state = Delivery.State
    if not error:
        columns |= {"state": state.SENT, "due_at": None, "sent_at": now}
    elif is_final or tries > len(BACKOFF):
        columns |= {"state": state.DEAD, "due_at": None}
    else:
        columns |= {"state": state.FAILED, "due_at": now + BACKOFF[max(tries, 1) - 1]}
    rows = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease)
    if not rows.update(**columns):
        log.warning("Delivery %s was finished by another worker", delivery.pk)
