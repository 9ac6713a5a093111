"""What waits at the carriers themselves, asked by the worker now and then, for console and health."""

import logging
from datetime import datetime

from django.core.cache import cache

from kentongan.notifications.transports import DeliveryError, sms

log = logging.getLogger(__name__)

EVERY = 30  # seconds
KNOWN_FOR = 120  # older figures say nothing


def sweep(now: datetime) -> int:
    """Ask each carrier that can tell; nothing is found or done by it."""
    if cache.add("carriers-asked", 1, EVERY):
        for name in sms.channels():
            _ask(name)
    return 0


def queued(name: str) -> int | None:
    """How many messages wait at this carrier, as seen last; None: it is not known."""
    found = cache.get(_key(name))
    return None if found is None else int(found)


def _ask(name: str) -> None:
    try:
        found = sms.carrier(name).queued()
    except (DeliveryError, OSError) as fault:
        log.warning("The carrier of %s tells no queue: %s", name, fault)
        cache.delete(_key(name))
        return
    if found is not None:
        cache.set(_key(name), found, KNOWN_FOR)


def _key(name: str) -> str:
    return f"carrier-queue:{name}"
