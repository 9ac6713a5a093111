"""Transports that go out by channels: a message leaves by the one by which its recipient wrote."""

from typing import ClassVar

from kentongan.notifications.transports import Transport, sms


class ByChannel(Transport):
    """Sends by the channel with the name `via`, else by the first that carries this transport."""

    carries: ClassVar[str]

    def __init__(self, via: str = "") -> None:
        self._carrier = sms.carrier(way(self.carries, via))

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Through the carrier."""
        return self._carrier.send(address, subject, text, message_id=message_id)

    def close(self) -> None:
        """Whatever the carrier holds open."""
        self._carrier.close()


class SmsTransport(ByChannel):
    carries = "sms"


class WhatsAppTransport(ByChannel):
    carries = "whatsapp"


class TelegramTransport(ByChannel):
    carries = "telegram"


def way(transport: str, via: str) -> str:
    """The name of the channel. A channel that is gone from the settings is replaced by the first."""
    found = sms.channels().get(via)
    if found is not None and sms.adapter(found).transport == transport:
        return via
    return sms.default(transport).name
