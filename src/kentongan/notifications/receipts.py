"""The only place that notes what carriers say about messages of ours: it only moves forward.

Several receipts come for one message, late, twice, in any order, or never.
"""

from django.db.models import Q

from kentongan.common import clock
from kentongan.notifications.message_models import Receipt
from kentongan.notifications.models import Message
from kentongan.notifications.transports.sms import News

PREFIX = "kentongan-"


def note(news: News) -> bool:
    """Keep what is new in it; False when no message of ours is meant."""
    message = _meant(news)
    if message is None:
        return False
    state, now = Receipt.State[news.state], clock.now()
    Receipt.objects.bulk_create(
        [Receipt(message_id=message, state=state, at=now)], ignore_conflicts=True
    )
    Receipt.objects.filter(message=message, state__lt=state).update(state=state, at=now)
    return True


def _meant(news: News) -> int | None:
    key = news.key.removeprefix(PREFIX)
    by_key = Q(pk=int(key)) if key.isdecimal() and len(key) < 19 else Q(pk=None)
    by_reference = Q(carrier_reference=news.reference) if news.reference else Q(pk=None)
    texts = Message.objects.filter(transport=Message.Transport.SMS)
    found = texts.filter(by_key).values_list("pk", flat=True).first()
    return found or texts.filter(by_reference).values_list("pk", flat=True).first()
