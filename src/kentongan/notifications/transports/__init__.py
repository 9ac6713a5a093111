"""The contract of everything that carries a text to a person; settings.TRANSPORTS names them."""

from functools import cache
from typing import ClassVar, Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string


class DeliveryError(Exception):
    """The carrier did not take the text. `retry` is False when it never will."""

    def __init__(self, reason: str, *, retry: bool = True, is_away: bool = False) -> None:
        super().__init__(reason)
        self.retry = retry
        self.is_away = is_away  # nothing else can be sent now either: let the batch wait


class Unwanted(DeliveryError):
    """The recipient asked for no more messages: nothing failed, and nobody has to look."""


class Transport(Protocol):
    """One way to reach a person. It knows nothing of complaints: it gets an address and a text.

    One instance serves one batch and is then closed.
    """

    # True: the message counts as sent in the moment it is written, no worker touches it.
    immediate: ClassVar[bool] = False

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Hand the text over and return the carrier's reference, or raise DeliveryError.

        `message_id` is the same at every try: give it to the carrier as idempotency key.
        """
        ...

    def close(self) -> None:
        """Let go of connections. A transport without any leaves this as it is."""


@runtime_checkable
class Threading(Protocol):
    """A transport that can answer inside a conversation."""

    def send_reply(
        self, address: str, subject: str, text: str, *, message_id: str, in_reply_to: str
    ) -> str:
        """As `send`, naming the message that it answers."""
        ...


@cache
def transport_class(name: str) -> type[Transport]:
    """The class that settings.TRANSPORTS gives a name, loaded when first needed."""
    found: type[Transport] = import_string(settings.TRANSPORTS[name])
    return found
