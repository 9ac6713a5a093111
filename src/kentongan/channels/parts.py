"""A long message comes in parts, in any order, and one may be missing for ever.

The oldest part of a message leads: it gathers the others, or waits for them until the time is up.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from kentongan.channels.models import InboundMessage

PATIENCE = timedelta(minutes=10)
WINDOW = timedelta(hours=1)  # the reference has eight bits: later it is another message
GAP = " [...] "
State = InboundMessage.State


def gathered(message: InboundMessage, *, now: datetime) -> bool:
    """Whether `message` may be read now: it is whole, or led by it and no longer waited for.

    Its text and its mark are then those of the whole message; the other parts are joined into it.
    Call it in the transaction that reads the message.
    """
    if message.part_total < 2:
        return True
    parts = {one.part_number: one for one in reversed(_siblings(message))}
    parts[message.part_number] = (
        message if message.pk == _first(parts, message) else parts.get(message.part_number, message)
    )
    leader = min(parts.values(), key=lambda one: one.pk)
    is_whole = set(parts) >= set(range(1, message.part_total + 1))
    is_over = now >= leader.received_at + PATIENCE
    if leader.pk != message.pk:
        # The leader is waiting for its time: wake it when this was the last part.
        wait = now + PATIENCE + timedelta(minutes=1)
        _waiting(message).filter(pk=message.pk).update(due_at=wait)
        if is_whole:
            _waiting(message).filter(pk=leader.pk).update(due_at=now)
        return False
    if not is_whole and not is_over:
        _waiting(message).filter(pk=message.pk).update(due_at=leader.received_at + PATIENCE)
        return False
    _join(message, parts, is_whole=is_whole)
    return True


def _first(parts: dict[int, InboundMessage], message: InboundMessage) -> int:
    own = [one.pk for one in parts.values() if one.part_number == message.part_number]
    return min([*own, message.pk])


def _siblings(message: InboundMessage) -> list[InboundMessage]:
    near = _waiting(message).filter(
        sender_index=message.sender_index,
        part_ref=message.part_ref,
        channel=message.channel,
        part_total=message.part_total,
        received_at__gte=message.received_at - WINDOW,
        received_at__lte=message.received_at + WINDOW,
    )
    return list(near.order_by("pk")[:255])


def _waiting(message: InboundMessage) -> QuerySet[InboundMessage]:
    return InboundMessage.objects.filter(state=State.WAITING)


def _join(message: InboundMessage, parts: dict[int, InboundMessage], *, is_whole: bool) -> None:
    text, last = "", 0
    for number in sorted(parts):
        text += (GAP if number > last + 1 else "") + parts[number].text
        last = number
    if last < message.part_total:
        text += GAP
    message.text = text
    message.lacks_parts = message.lacks_parts or not is_whole
    others = [one.pk for one in _siblings(message) if one.pk != message.pk]
    _waiting(message).filter(pk__in=others).update(
        state=State.PART, due_at=None, joined_into=message, lease="", lease_until=None
    )
