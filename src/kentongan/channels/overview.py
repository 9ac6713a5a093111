"""How each way of messages does: what waits, what came and went last, what failed and when."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count

from kentongan.accounts.models import User
from kentongan.channels import carriers
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.notifications import health, push, ways
from kentongan.notifications.message_models import Receipt, TransportHealth
from kentongan.notifications.models import Message
from kentongan.notifications.transports import sms
from kentongan.notifications.transports.sms import ChannelsUnreadable

SINCE = timedelta(days=1)  # receipts are counted over a day
PARTS = ("", "in", "files")  # sending, a mailbox that is read, files that are fetched
_SECRETS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\+?\d[\d .-]{4,}\d|bot\d+:\S+|\b[\w-]{20,}\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Failing:
    """What does not work, and since when it is left alone."""

    key: str
    error: str
    at: datetime | None
    failures: int
    open_until: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """One channel, or a transport without any."""

    name: str
    transport: str
    adapter: str = ""
    waiting_in: int = 0
    waiting_out: int = 0
    at_carrier: int | None = None  # waits there, both ways; None: it does not tell
    last_in: datetime | None = None
    last_out: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    failing: tuple[Failing, ...] = ()
    receipts: Mapping[int, int] = field(default_factory=dict)  # Receipt.State → how many

    @property
    def label(self) -> str:
        return str(Message.Transport(self.transport).label)

    @property
    def is_resting(self) -> bool:
        return any(one.open_until for one in self.failing)

    @property
    def on_the_way(self) -> int:
        return self.receipts.get(Receipt.State.ACCEPTED, 0)

    @property
    def arrived(self) -> int:
        return sum(
            self.receipts.get(one, 0) for one in (Receipt.State.DELIVERED, Receipt.State.READ)
        )

    @property
    def not_arrived(self) -> int:
        return self.receipts.get(Receipt.State.FAILED, 0)


def all_ways() -> list[Way]:
    """Every channel of the settings, and the transports behind which none stands."""
    try:
        channels = list(sms.channels().values())
    except ChannelsUnreadable:
        channels = []
    names = [(one.name, sms.adapter(one).transport, one.adapter) for one in channels]
    without: list[str] = [one for one in ("email", "sms") if ways.name(one) == one]
    without += ["push"] if push.is_on() else []
    names += [(one, one, "") for one in without]
    health = TransportHealth.objects.in_bulk()
    incoming, outgoing, receipts = _incoming(), _outgoing(), _receipts()
    return [
        _way(
            Way(
                name=name,
                transport=transport,
                adapter=adapter,
                waiting_in=incoming.get(name, 0),
                # E-mail goes out by SMTP, whichever mailbox is read.
                waiting_out=0 if adapter == "imap" else outgoing.get(name, 0),
                at_carrier=carriers.queued(name) if adapter else None,
                last_in=_last_in(name) if adapter else None,
                receipts={} if adapter == "imap" else receipts.get(name, {}),
            ),
            health,
        )
        for name, transport, adapter in names
    ]


@dataclass(frozen=True, slots=True)
class Receiver:
    """The program of one person, to which news is sent: how it does."""

    person: str
    failing: Failing | None
    last_success_at: datetime | None


def receivers() -> list[Receiver]:
    """Programs of people, those that fail first."""
    rows = TransportHealth.objects.filter(transport__startswith=health.RECEIVER)
    keys = health.behind_receivers(one.transport for one in rows)
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "full_name"))
    found = [
        Receiver(
            person=names.get(health.behind_receivers([one.transport])[0], ""),
            failing=_failing(one, clock.now()) if one.failures else None,
            last_success_at=one.last_success_at,
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: (one.failing is None, one.person))


def keys_of(way: str) -> list[str]:
    """Under which names the health of a way is noted."""
    return [f"{way}:{part}" if part else way for part in PARTS]


def known() -> set[str]:
    """What can be woken."""
    people = TransportHealth.objects.filter(transport__startswith=health.RECEIVER)
    named = {key for one in all_ways() for key in keys_of(one.name)}
    return named | set(settings.TRANSPORTS) | set(people.values_list("transport", flat=True))


def public() -> dict[str, Any]:
    """The same for a machine that watches: numbers and faults, without any secret."""
    return {
        one.name: {
            "in": one.waiting_in,
            "out": one.waiting_out,
            "at_carrier": one.at_carrier,
            "state": "rests" if one.is_resting else "fails" if one.failing else "works",
            "error": _SECRETS.sub("…", one.last_error)[:120],
            "error_at": one.last_error_at.isoformat() if one.last_error_at else None,
        }
        for one in all_ways()
    }


def _way(way: Way, health: Mapping[str, TransportHealth]) -> Way:
    from dataclasses import replace

    now = clock.now()
    rows = [health[key] for key in keys_of(way.name) if key in health]
    faults = [one for one in rows if one.last_failure_at]
    latest = max(faults, key=lambda one: one.last_failure_at or now, default=None)
    failing = tuple(_failing(one, now) for one in rows if one.failures)
    own = health.get(way.name)
    return replace(
        way,
        failing=failing,
        last_out=own.last_success_at if own else None,
        last_error=latest.last_error if latest else "",
        last_error_at=latest.last_failure_at if latest else None,
    )


def _failing(one: TransportHealth, now: datetime) -> Failing:
    return Failing(
        key=one.transport,
        error=one.last_error,
        at=one.last_failure_at,
        failures=one.failures,
        open_until=one.open_until if one.open_until and one.open_until > now else None,
    )


def _incoming() -> dict[str, int]:
    waiting = InboundMessage.objects.filter(due_at__isnull=False).order_by().values("channel")
    return {one["channel"]: one["n"] for one in waiting.annotate(n=Count("pk"))}


def _outgoing() -> Counter[str]:
    waiting = Message.objects.filter(due_at__isnull=False).order_by().values("transport", "via")
    found: Counter[str] = Counter()
    for one in waiting.annotate(n=Count("pk")):
        found[ways.name(one["transport"], one["via"])] += one["n"]
    return found


def _last_in(channel: str) -> datetime | None:
    rows = InboundMessage.objects.filter(channel=channel).order_by("-pk")
    return rows.values_list("received_at", flat=True).first()


def _receipts() -> dict[str, dict[int, int]]:
    lately = Receipt.objects.filter(at__gt=clock.now() - SINCE).order_by()
    counted = lately.values("message__transport", "message__via", "state").annotate(n=Count("pk"))
    found: dict[str, dict[int, int]] = {}
    for one in counted:
        name = ways.name(one["message__transport"], one["message__via"])
        states = found.setdefault(name, {})
        states[one["state"]] = states.get(one["state"], 0) + one["n"]
    return found
