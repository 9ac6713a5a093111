"""The transport to a person's own program. It stands above outbox and webhooks, and uses both."""

import http.client
import json
from typing import ClassVar

from django.utils import timezone
from django.utils.crypto import salted_hmac

from kentongan.common import addresses
from kentongan.integrations import signing
from kentongan.notifications.transports import DeliveryError


def secret_of(url: str) -> str:
    """With it the receiver checks the signature; made from our own key, so nothing is stored."""
    return salted_hmac("kentongan.hooks", url, algorithm="sha256").hexdigest()


class HookTransport:
    """One signed POST for each message; only public addresses, no redirect is followed."""

    immediate: ClassVar[bool] = False

    @classmethod
    def is_elsewhere(cls) -> bool:
        """The worker sends these."""
        return False

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Hand one message over; `message_id` is the same at every try."""
        facts = {"id": message_id, "subject": subject, "text": text}
        body = json.dumps(facts, ensure_ascii=False).encode()
        at = int(timezone.now().timestamp())
        try:
            target = addresses.resolved(address)
            headers = {
                "Host": target.authority,
                "Content-Type": "application/json",
                signing.KEY: message_id,
                signing.TIME: str(at),
                signing.HEADER: signing.signature(secret_of(address), timestamp=at, body=body),
            }
            status = addresses.post(target, body, headers)
        except addresses.Forbidden as error:
            raise DeliveryError(str(error), retry=False) from error
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise DeliveryError(f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:
            raise DeliveryError(f"HTTP {status}", retry=status != 410)
        return str(status)

    def close(self) -> None:
        """No connection is kept."""
