"""Whether this process lives (`/healthz`) and whether it can do its work (`/readyz`).

A supervisor restarts what does not live, and sends nobody to what is not ready: so the first asks
nothing but the process, and the second asks everything that a citizen needs.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kentongan.channels import overview
from kentongan.channels.models import InboundMessage
from kentongan.config import spreading
from kentongan.integrations.models import Delivery, Heartbeat
from kentongan.notifications.models import Message

log = logging.getLogger(__name__)

WORKER = "worker"
BEAT_EVERY = 10  # seconds
SILENT = timedelta(seconds=90)
WAITS_LONG = timedelta(minutes=15)
GLANCE_EVERY, GLANCE_WAIT = 10.0, 0.3  # seconds
MANY = 500  # of what waits longer than that


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: fine or not, and a fact without any secret."""

    is_fine: bool
    fact: Any


def beat(now: datetime) -> int:
    """A sweep of the worker: it lives. One write in ten seconds."""
    if cache.add("heartbeat", 1, BEAT_EVERY):
        Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": timezone.now()})
    return 0


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; it waits for no database: one that is away is no reason to restart it.

    How the channels did is told as it was seen last, at most some seconds ago.
    """
    return _answer(200, {"status": "alive", **_GLANCE.seen()})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when all is fine; else 503, with what is not."""
    checks: dict[str, dict[str, Any]] = {}
    for name, check in CHECKS.items():
        began = time.monotonic()
        try:
            found = check()
        except DatabaseError as error:
            found = Finding(is_fine=False, fact=type(error).__name__)
        took = round((time.monotonic() - began) * 1000)
        checks[name] = {"ok": found.is_fine, "fact": found.fact, "ms": took}
    is_ready = all(one["ok"] for one in checks.values())
    status = {"status": "ready" if is_ready else "not ready", "checks": checks}
    return _answer(200 if is_ready else 503, status)


class Glance:
    """What was seen of the channels last. A thread of its own looks; nobody waits for it long."""

    def __init__(self) -> None:
        self._busy = threading.Lock()
        self._seen: dict[str, Any] = {"channels": None, "seen_at": None}
        self._at = float("-inf")

    def seen(self) -> dict[str, Any]:
        """The last view; a new one is begun when that is old."""
        if time.monotonic() - self._at > GLANCE_EVERY and self._busy.acquire(blocking=False):
            look = threading.Thread(target=self._look, daemon=True)
            look.start()
            look.join(GLANCE_WAIT)
        return self._seen

    def _look(self) -> None:
        try:
            found = overview.public()
            self._seen = {"channels": found, "seen_at": timezone.now().isoformat()}
        except Exception:  # whatever is wrong: this process lives
            log.warning("The channels could not be looked at", exc_info=True)
        finally:
            self._at = time.monotonic()
            connection.close()
            self._busy.release()


_GLANCE = Glance()


def _channels() -> Finding:
    """Queue and last fault of each channel. One that fails is no reason to send nobody here."""
    return Finding(is_fine=True, fact=overview.public())


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Finding(is_fine=True, fact=connection.vendor)


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(is_fine=not missing, fact=missing)


def _queue() -> Finding:
    """Messages and deliveries that should have gone long ago; counting stops at a limit."""
    since = timezone.now() - WAITS_LONG
    late = Message.objects.filter(due_at__lt=since).order_by()[:MANY].count()
    late += Delivery.objects.filter(due_at__lt=since).order_by()[:MANY].count()
    return Finding(is_fine=late < MANY, fact=late)


def _inbound() -> Finding:
    """SMS of citizens that nobody has read: a part is waited for less long than that."""
    since = timezone.now() - WAITS_LONG
    late = InboundMessage.objects.filter(due_at__isnull=False, received_at__lt=since)
    found = late.order_by()[:MANY].count()
    return Finding(is_fine=not found, fact=found)


def _worker() -> Finding:
    last = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    if last is None:
        return Finding(is_fine=False, fact="never seen")
    silent = timezone.now() - last
    return Finding(is_fine=silent < SILENT, fact=f"{int(silent.total_seconds())} s ago")


def _redis() -> Finding:
    """A fact, never a fault: while Redis is away the workers do everything themselves."""
    if not settings.REDIS_URL:
        return Finding(is_fine=True, fact="not used")
    _is_there, fact = spreading.state()
    return Finding(is_fine=True, fact=fact)


CHECKS: dict[str, Callable[[], Finding]] = {
    "database": _database,
    "migrations": _migrations,
    "queue": _queue,
    "inbound": _inbound,
    "worker": _worker,
    "channels": _channels,
    "redis": _redis,
}


def _answer(status: int, content: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response
