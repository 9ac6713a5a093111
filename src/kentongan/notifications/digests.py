"""The daily letter: what a person asked not to get one by one, in one mail each morning."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kentongan.notifications import outbox, rendering
from kentongan.notifications.models import DigestItem, Message
from kentongan.notifications.outbox import Outgoing

LONGEST = 200  # in one letter


def sweep(now: datetime) -> int:
    """Write the letters that are due; returns how many."""
    due = DigestItem.objects.filter(is_sent=False, due_at__lte=now).order_by()
    users = list(due.values_list("user_id", flat=True).distinct()[:50])
    return sum(_letter(user_id, now=now) for user_id in users)


@transaction.atomic
def _letter(user_id: int, *, now: datetime) -> int:
    rows = DigestItem.objects.filter(user=user_id, is_sent=False, due_at__lte=now)
    items = list(rows.select_related("message").order_by("message_id")[:LONGEST])
    keys = [item.pk for item in items]
    # Of two workers the second finds them taken, and leaves the letter to the first.
    if not keys or DigestItem.objects.filter(pk__in=keys, is_sent=False).update(
        is_sent=True
    ) != len(keys):
        return 0
    messages = [item.message for item in items]
    dedupe = f"digest:{user_id}:{keys[0]}"
    outbox.queue([_written(messages, user_id=user_id, dedupe=dedupe)])
    DigestItem.objects.filter(pk__in=keys).update(letter=Message.objects.get(dedupe=dedupe))
    return 1


def _written(messages: list[Message], *, user_id: int, dedupe: str) -> Outgoing:
    language = messages[0].language
    with translation.override(language):
        subject = ngettext("%(n)s piece of news", "%(n)s pieces of news", len(messages))
        texts = [rendering.text_of(one) for one in messages]
        parts = [f"{one.subject}\n{one.body}" for one in texts]
        parts.append(_("You asked for one letter a day. Change that on your page of messages."))
    return Outgoing(
        purpose="digest",
        transport=Message.Transport.EMAIL,
        dedupe=dedupe,
        subject=subject % {"n": len(messages)},
        body="\n\n—\n\n".join(parts),
        user_id=user_id,
        language=language,
    )
