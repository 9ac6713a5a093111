"""The contract of every channel, and the only place that reads KENTONGAN_SMS_CHANNELS and _CHANNELS.

A carrier is one class in one file of this folder and one line in settings.CHANNEL_ADAPTERS. It sends,
reads what its program or service brings to the webhook, and says how that one wants to be answered.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from kentongan.notifications.transports import DeliveryError, Transport

LONGEST_TEXT = 4000  # 255 parts would be 39,015 letters; nobody writes so much on a telephone


class Garbage(Exception):
    """What came cannot be read; the sentence tells the carrier's operator what is missing."""


class ChannelsUnreadable(ValueError):
    """KENTONGAN_SMS_CHANNELS cannot be read; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One line of KENTONGAN_SMS_CHANNELS or KENTONGAN_CHANNELS."""

    name: str
    adapter: str
    options: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        return self.options.get(name, default)

    def needed(self, name: str) -> str:
        """An option without which nothing can be sent."""
        if not (value := self.options.get(name, "")):
            raise DeliveryError(
                f"the channel {self.name} has no {name}= in its line of the settings"
            )
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file of a message: here, or at the carrier under `reference` until the worker fetches it."""

    name: str
    content: bytes = b""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message as a carrier hands it over: nothing of it has been judged yet."""

    sender: str
    text: str
    external_id: str = ""  # empty: sender, text and time must do
    recipient: str = ""
    sent_at: datetime | None = None
    part_ref: str = ""
    part_number: int = 1
    part_total: int = 1
    lacks_parts: bool = False
    files: tuple[Media, ...] = ()
    subject: str = ""
    original: str = ""  # with what was quoted and signed, where `text` is without
    mail_id: str = ""  # the Message-ID that an answer names
    answers: tuple[str, ...] = ()  # the Message-IDs and addresses that this mail is an answer to
    is_automatic: bool = False  # a machine wrote it: kept, never answered
    is_too_large: bool = False  # only its head was read
    is_proved: bool = True  # False: anybody may have written this sender


@dataclass(frozen=True, slots=True)
class News:
    """What became of a message of ours: by our key, or by the carrier's reference."""

    state: str  # a name of Receipt.State
    key: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request of a carrier, bytes as they came: what they mean depends on the charset."""

    fields: Mapping[str, bytes]
    body: bytes = b""
    charset: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in small letters
    method: str = "POST"

    def text(self, name: str, *, charset: str = "utf-8") -> str:
        """One field as text; nothing that comes may end in an error."""
        return decoded(self.fields.get(name, b""), charset)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the carrier wants to hear when a message is safely kept."""

    body: str = ""
    media_type: str = "text/plain; charset=utf-8"


class Carrier(Transport):
    """What an adapter may do; each does some of it."""

    # What it carries: the name of a transport.
    transport: ClassVar[str] = "sms"
    # False: a process of its own sends, because it holds a connection open.
    sends_here: ClassVar[bool] = True
    # True: a process of its own fetches, because it holds a connection open.
    has_own_process: ClassVar[bool] = False
    # The options without which the adapter cannot work, for the system check.
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, channel: Channel, answer: Answer = Answer()) -> None:
        self.channel, self.answer = channel, answer

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Hand one SMS over; returns the carrier's reference."""
        raise DeliveryError(f"the channel {self.channel.name} sends nothing", retry=False)

    def read(self, hook: Webhook) -> list[Arrived]:
        """The messages in a request. Raises Garbage."""
        raise Garbage("This channel takes no messages here.")

    def is_authentic(self, hook: Webhook) -> bool | None:
        """Whether its signature is the carrier's; None: by secret or address, as the line says."""
        return None

    def handshake(self, hook: Webhook) -> Answer | None:
        """What a service wants to hear that asks whether anybody is here; None: it does not ask."""
        return None

    def read_news(self, hook: Webhook) -> list[News]:
        """News about messages of ours that come to the address of messages, too."""
        return []

    def media(self, reference: str, *, most: int) -> bytes:
        """A file that a message named; DeliveryError when it cannot be had, or is larger."""
        raise DeliveryError(f"the channel {self.channel.name} has no files", retry=False)

    def read_receipts(self, hook: Webhook) -> list[News]:
        """What a request says about messages of ours. Raises Garbage."""
        raise Garbage("This channel takes no delivery receipts here.")

    def queued(self) -> int | None:
        """How many messages wait at the carrier, both ways; None: it does not tell.

        While we are down what citizens send waits there, and nothing here would show it.
        """
        return None

    def fetch(self) -> Iterator[Arrived]:
        """Messages that wait somewhere; each is removed there once the next one is asked for."""
        return iter(())

    def fetch_news(self) -> Iterator[News]:
        """Receipts that wait somewhere; removed there as above."""
        return iter(())


def channels() -> Mapping[str, Channel]:
    """All channels by name, in their order."""
    return _read(f"{settings.SMS_CHANNELS}\n{settings.CHANNELS}")


def default(transport: str = "sms") -> Channel:
    """The channel by which a transport goes out: the first that carries it."""
    for one in channels().values():
        if adapter(one).transport == transport:
            return one
    name = "KENTONGAN_SMS_CHANNELS" if transport == "sms" else "KENTONGAN_CHANNELS"
    raise DeliveryError(f"no channel for {transport} is set; see {name}")


def adapter(channel: Channel) -> type[Carrier]:
    """The class that speaks with the program or service of a channel."""
    found: type[Carrier] = import_string(settings.CHANNEL_ADAPTERS[channel.adapter])
    return found


def carrier(name: str) -> Carrier:
    """The adapter of one channel. KeyError when there is none."""
    channel = channels()[name]
    return adapter(channel)(channel)


@lru_cache(maxsize=8)
def _read(text: str) -> Mapping[str, Channel]:
    found: dict[str, Channel] = {}
    for line in text.replace(";", "\n").splitlines():
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise ChannelsUnreadable(f"a quotation mark is open in {line.strip()!r}") from error
        if not words:
            continue
        name, options = words[0], dict(word.partition("=")[::2] for word in words[1:])
        adapter = options.pop("adapter", name)
        if not name.isidentifier() or name in found:
            raise ChannelsUnreadable(f"{name!r} is no name of a channel, or is used twice")
        if adapter not in settings.CHANNEL_ADAPTERS:
            known = ", ".join(settings.CHANNEL_ADAPTERS)
            raise ChannelsUnreadable(f"{name} has no adapter {adapter!r}; there are {known}")
        found[name] = Channel(name, adapter, options)
    return found


def decoded(octets: bytes, charset: str) -> str:
    """Bytes as text by their charset; bytes that do not fit become a mark, never an error."""
    try:
        text = octets.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # no such charset, or one that is none
        text = octets.decode("utf-8", "replace")
    return text.replace("\x00", "")  # PostgreSQL takes none
