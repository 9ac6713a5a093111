"""The circuit breaker: a carrier that fails again and again is left alone for a while.

Messages wait meanwhile without using up their tries, and one worker's knowledge is everybody's.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from kentongan.notifications.models import TransportHealth

RECEIVER = "hook:"
THRESHOLD = 5  # failures in a row
# The first rest, doubled with each trial that fails, up to the longest.
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)


def blocked(now: datetime) -> list[str]:
    """Carriers that rest now."""
    resting = TransportHealth.objects.filter(open_until__gt=now)
    return list(resting.values_list("transport", flat=True))


def receiver(user_id: int | None) -> str:
    """The webhook of one person as a carrier of its own."""
    return f"{RECEIVER}{user_id}"


def behind_receivers(names: Iterable[str]) -> list[int]:
    """Whose webhooks are among `names`."""
    return [int(one.removeprefix(RECEIVER)) for one in names if one.startswith(RECEIVER)]


def of_receiver(user_id: int) -> TransportHealth | None:
    """How the webhook of one person does; None before the first call."""
    return TransportHealth.objects.filter(transport=receiver(user_id)).first()


def succeeded(transport: str) -> None:
    """The carrier took a text: whatever was, it works."""
    now = timezone.now()
    TransportHealth.objects.update_or_create(
        transport=transport,
        defaults={"failures": 0, "open_until": None, "last_success_at": now},
    )


def failed(transport: str, *, error: str) -> bool:
    """The carrier failed; True when it rests from now on."""
    now = timezone.now()
    TransportHealth.objects.bulk_create(
        [TransportHealth(transport=transport)], ignore_conflicts=True
    )
    row = TransportHealth.objects.filter(transport=transport)
    row.update(failures=F("failures") + 1, last_failure_at=now, last_error=error[:500])
    failures = row.values_list("failures", flat=True).get()
    if failures < THRESHOLD:
        return False
    rest = min(SHORTEST * 2 ** min(failures - THRESHOLD, 10), LONGEST)
    row.update(open_until=now + rest)
    return True


def reset(transport: str) -> None:
    """A person has looked after the carrier: try it now."""
    TransportHealth.objects.filter(transport=transport).update(failures=0, open_until=None)
