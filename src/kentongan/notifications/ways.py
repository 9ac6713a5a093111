"""By which way each message leaves: a transport, or the channel behind it, and who serves it.

A way is what works, fails and rests: its name is the key of the circuit breaker.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from kentongan.notifications import health
from kentongan.notifications.models import Message
from kentongan.notifications.transports import (
    DeliveryError,
    Transport,
    by_channel,
    sms,
    transport_class,
)
from kentongan.notifications.transports.by_channel import ByChannel


def of(message: Message) -> str:
    """The name of a channel, of a person's own program, or of the transport where there is neither."""
    if message.transport == Message.Transport.WEBHOOK:
        return health.receiver(message.user_id)  # one that fails stops no other
    return name(message.transport, message.via)


def name(transport: str, via: str = "") -> str:
    """The same for what is not written yet."""
    if issubclass(transport_class(transport), ByChannel):
        try:
            return by_channel.way(transport, via)
        except DeliveryError:
            return transport
    return transport


def open_for(message: Message) -> Transport:
    """A transport for one batch of messages that go the same way."""
    made = transport_class(message.transport)
    return made(message.via) if issubclass(made, ByChannel) else made()


def behind(channel: str) -> Q:
    """The messages that leave by a channel."""
    found = sms.channels().get(channel)
    if found is None:
        return Q(pk__in=())
    transport = sms.adapter(found).transport
    if not issubclass(transport_class(transport), ByChannel):
        return Q(transport=transport)
    is_first = sms.default(transport).name == channel
    others = [one for one in sms.channels() if one != channel]
    # What names a channel that is gone goes by the first one.
    mine = ~Q(via__in=others) if is_first else Q(via=channel)
    return Q(transport=transport) & mine


def served_elsewhere() -> Q | None:
    """What a process of its own sends, because it holds the connection; None: nothing."""
    found = [sms.adapter(one) for one in sms.channels().values()]
    apart = [one for one in zip(sms.channels(), found, strict=True) if not one[1].sends_here]
    return _any(
        name for name, adapter in apart if issubclass(transport_class(adapter.transport), ByChannel)
    )


def resting(names: Iterable[str]) -> Q | None:
    """What waits because its way rests."""
    known = list(names)
    found = Q(transport__in=[one for one in known if one in settings.TRANSPORTS])
    if people := health.behind_receivers(known):
        found |= Q(transport=Message.Transport.WEBHOOK, user__in=people)
    channels = _any(one for one in known if one in sms.channels())
    return found if channels is None else found | channels


def _any(channels: Iterable[str]) -> Q | None:
    found: Q | None = None
    for one in channels:
        found = behind(one) if found is None else found | behind(one)
    return found
