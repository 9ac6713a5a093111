"""The only door for what arrives: one INSERT, answered at once. Nothing here reads the text."""

import hashlib
from datetime import timedelta

from django.db import transaction

from kentongan.accounts import blind, vault
from kentongan.channels import files
from kentongan.channels.models import InboundMessage
from kentongan.common import clock
from kentongan.common.phone import read_phone
from kentongan.common.statements import insert
from kentongan.notifications import threads
from kentongan.notifications.transports.sms import LONGEST_TEXT, Arrived

WINDOW = timedelta(minutes=10)  # in which the same words of the same sender are one message
MOBILE = 8  # digits: whatever is shorter is a short code
LONGEST_ORIGINAL = 50_000
TOO_LARGE = "too_large"


def keep(arrived: Arrived, *, channel: str, transport: str = "sms") -> None:
    """Keep a message; one that is there already changes nothing, so a carrier may bring it twice."""
    known = person(arrived.sender) if transport == "sms" else _storable(arrived.sender)
    sender = known or _storable(arrived.sender).strip()
    index = blind.index(sender) or hashlib.sha256(sender.encode()).hexdigest()
    message = _message(arrived, index=index, channel=channel, transport=transport)
    if known:
        message.sender_sealed = vault.seal_text(known)
    else:
        message.sender_label = sender[:40] or "?"
    if not arrived.files:
        insert([message], once_by="dedupe")
        return
    if InboundMessage.objects.filter(dedupe=message.dedupe).exists():
        return  # brought again: its files are here
    rows = files.received(arrived.files)
    if any(one.due_at for one in rows):
        message.due_at = clock.now() + files.PATIENCE
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            files.keep(rows, message=message)
    except BaseException:
        files.discard(rows)
        raise


def _message(arrived: Arrived, *, index: str, channel: str, transport: str) -> InboundMessage:
    now = clock.now()
    text = _storable(arrived.text)
    original = _storable(arrived.original)[:LONGEST_ORIGINAL]
    if len(text) > LONGEST_TEXT:  # the whole of it stays where an officer can read it
        original, text = original or text[:LONGEST_ORIGINAL], f"{text[:LONGEST_TEXT]} [...]"
    return InboundMessage(
        dedupe=_storable(f"{channel}:{_key(arrived, sender=index)}")[:200],
        channel=channel,
        transport=transport,
        sender_index=index,
        recipient=_storable(arrived.recipient)[:40],
        subject=_storable(arrived.subject)[:200],
        text=text,
        original=original,
        mail_id=_storable(arrived.mail_id)[:255],
        answers=threads.answered(arrived.answers),
        is_automatic=arrived.is_automatic,
        is_proved=arrived.is_proved,
        outcome=TOO_LARGE if arrived.is_too_large else "",
        part_ref=_storable(arrived.part_ref)[:20] if arrived.part_total > 1 else "",
        part_number=arrived.part_number,
        part_total=arrived.part_total,
        lacks_parts=arrived.lacks_parts,
        sent_at=arrived.sent_at,
        received_at=now,
        due_at=now,
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
