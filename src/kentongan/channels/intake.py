"""The only door for what arrives: one INSERT, answered at once. Nothing here reads the text."""

import hashlib
from datetime import timedelta

from kentongan.accounts import blind, vault
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.common.phone import read_phone
from kentongan.common.statements import insert
from kentongan.notifications.transports.sms import LONGEST_TEXT, Arrived

WINDOW = timedelta(minutes=10)  # in which the same words of the same sender are one message
MOBILE = 8  # digits: whatever is shorter is a short code


def keep(arrived: Arrived, *, channel: str) -> None:
    """Keep a message; one that is there already changes nothing, so a carrier may bring it twice."""
    now = clock.now()
    number = person(arrived.sender)
    sender = number or _storable(arrived.sender).strip()
    index = blind.index(sender) or hashlib.sha256(sender.encode()).hexdigest()
    insert(
        [
            InboundMessage(
                dedupe=_storable(f"{channel}:{_key(arrived, sender=index)}")[:200],
                channel=channel,
                sender_sealed=vault.seal_text(number) if number else "",
                sender_index=index,
                sender_label="" if number else sender[:40],
                recipient=_storable(arrived.recipient)[:40],
                text=_storable(arrived.text)[:LONGEST_TEXT],
                part_ref=_storable(arrived.part_ref)[:20] if arrived.part_total > 1 else "",
                part_number=arrived.part_number,
                part_total=arrived.part_total,
                lacks_parts=arrived.lacks_parts,
                sent_at=arrived.sent_at,
                received_at=now,
                due_at=now,
            )
        ],
        once_by="dedupe",
    )


def _storable(text: str) -> str:
    """Without what a database refuses: halves of letters and the zero character."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def person(sender: str) -> str:
    """The number in E.164 of somebody who can be answered; empty for short codes and brands."""
    bare = sender.strip()
    digits = sum(one.isdecimal() for one in bare)
    if digits < MOBILE or any(one.isalpha() for one in bare):
        return ""
    # 62812… as some carriers write it; without + it would be read as a number of this country.
    if bare.startswith("62"):
        bare = f"+{bare}"
    return read_phone(bare) or ""


def _key(arrived: Arrived, *, sender: str) -> str:
    """The carrier's id; without one: sender, words and time must do."""
    if arrived.external_id:
        part = f"/{arrived.part_number}" if arrived.part_total > 1 else ""
        return f"{arrived.external_id[:120]}{part}"
    said = f"{sender}:{arrived.part_ref}:{arrived.part_number}:{arrived.text}"
    digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:40]
    now = clock.now()
    place = int(now.timestamp() // WINDOW.total_seconds())
    earlier = f"~{digest}:{place - 1}"
    recent = InboundMessage.objects.filter(
        sender_index=sender, dedupe__endswith=earlier, received_at__gte=now - WINDOW
    )
    return earlier if recent.exists() else f"~{digest}:{place}"
