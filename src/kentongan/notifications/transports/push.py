"""Pushes to browsers that asked for them: sealed, without a name or a word of any report."""

import http.client
import json

from django.utils import timezone

from kentongan.common import addresses
from kentongan.notifications import push, subscriptions
from kentongan.notifications.models import PushSubscription
from kentongan.notifications.transports import DeliveryError, Transport, Unwanted

TTL = 4 * 24 * 3600  # seconds: a telephone that is off for a weekend
GONE = (404, 410)  # the browser has withdrawn
BUSY = (408, 425, 429)


class PushTransport(Transport):
    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Tell every browser behind `address`; the last line of `text` is the page to open.

        Each browser hears a message once, however often it is tried; one that withdrew is forgotten.
        """
        browsers = list(subscriptions.of(address)) if push.is_on() else []
        told, faults = 0, []
        payload = _payload(subject, text)
        for browser in browsers:
            try:
                told += _tell(browser, payload, message_id)
            except DeliveryError as error:
                faults.append(error)
        if retried := next((one for one in faults if one.retry), None):
            raise retried
        if faults and not told:
            raise faults[0]
        if not told:
            raise Unwanted("no browser is subscribed any more")
        return f"{told} browsers"


def _payload(subject: str, text: str) -> bytes:
    body, _line, path = text.strip().rpartition("\n")
    facts = {"title": subject, "body": body.strip(), "url": path.strip(), "tag": path.strip()}
    return json.dumps(facts, ensure_ascii=False).encode()


def _tell(browser: PushSubscription, payload: bytes, message_id: str) -> int:
    """1 when this browser has the message, 0 when there is no such browser any more."""
    if browser.last_message == message_id:
        return 1
    status = _post(browser, payload)
    row = PushSubscription.objects.filter(pk=browser.pk)
    if status in GONE:
        row.delete()
        return 0
    if 200 <= status < 300:
        row.update(last_message=message_id)
        return 1
    raise DeliveryError(f"push service: {status}", retry=status >= 500 or status in BUSY)


def _post(browser: PushSubscription, payload: bytes) -> int:
    body = push.sealed(payload, p256dh=browser.p256dh, auth=browser.auth)
    headers = {
        "Authorization": push.authorization(browser.endpoint, now=timezone.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL),
        "Urgency": "normal",
    }
    try:
        return addresses.post(addresses.resolved(browser.endpoint), body, headers)
    except addresses.Forbidden as error:
        raise DeliveryError(f"push service: {error}", retry=False) from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"push service: {error}") from error
