"""News for a person's own program: each bell of somebody with a webhook is sent there, too.

The step that rings the bell waits for nobody's preferences; the worker looks for new bells.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kentongan.common import clock
from kentongan.notifications import outbox
from kentongan.notifications.models import Message, Preference
from kentongan.notifications.outbox import Outgoing

MARGIN = 500  # keys of transactions that began before and end after a look
MOST = 100


def begin(wish: Preference) -> None:
    """From now on: what rang before is not sent after it."""
    last = Message.objects.aggregate(last=Max("pk"))["last"]
    wish.hook_after, wish.hook_since = last or 0, clock.now()


def sweep(now: datetime) -> int:
    """Write the messages for webhooks; one statement when nobody has any."""
    wishes = Preference.objects.exclude(hook_url="").order_by()
    return sum(_mirror(one) for one in wishes)


def _mirror(wish: Preference) -> int:
    bells = Message.objects.bell_for(wish.user_id).filter(
        pk__gt=wish.hook_after - MARGIN, created_at__gte=wish.hook_since
    )
    found = list(bells.order_by("pk")[: MARGIN + MOST])
    done = _known([one for one in found if one.pk <= wish.hook_after])
    owed = [one for one in found if one.pk not in done]
    if not owed:
        return 0
    last = max(owed[-1].pk, wish.hook_after)
    with transaction.atomic():  # only now: the worker asks every round, and writers wait for it
        outbox.queue([_copy(one) for one in owed])
        Preference.objects.filter(pk=wish.pk).update(hook_after=last)
    return len(owed)


def _known(bells: list[Message]) -> set[int]:
    keys = {f"hook:{one.pk}": one.pk for one in bells}
    rows = Message.objects.filter(dedupe__in=list(keys)).values_list("dedupe", flat=True)
    return {keys[one] for one in rows}


def _copy(bell: Message) -> Outgoing:
    return Outgoing(
        purpose=bell.purpose,
        transport=Message.Transport.WEBHOOK,
        dedupe=f"hook:{bell.pk}",
        template=bell.template,
        params=bell.params,
        subject="" if bell.template else bell.subject,
        body="" if bell.template else bell.body,
        about=bell.about,
        reference=bell.reference,
        event_id=bell.event_id,
        user_id=bell.user_id,
        language=bell.language,
    )
