"""Kannel: `smsbox` brings messages by `post-url` or `get-url` and takes ours at `/cgi-bin/sendsms`.

docs/howto/sms-kannel.md has the configuration that was tested.
"""

import re
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import quote

from django.conf import settings

from kentongan.notifications import gsm
from kentongan.notifications.transports import DeliveryError
from kentongan.notifications.transports.calls import call
from kentongan.notifications.transports.sms import (
    Arrived,
    Carrier,
    Garbage,
    News,
    Webhook,
    decoded,
)

MASK = "31"  # tell everything: delivered 1, failed 2, buffered 4, accepted 8, rejected 16
STATES = {"1": "DELIVERED", "2": "FAILED", "4": "ACCEPTED", "8": "ACCEPTED", "16": "FAILED"}
UCS2 = "2"
STORED = re.compile(r"SMS: received .*store size (-?\d+)")
STATUS_WAIT = 3  # seconds


class Kannel(Carrier):
    needs: ClassVar[tuple[str, ...]] = ("url", "username", "password")

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """Into Kannel's queue, which lives on disk: it sends when the link is there again."""
        given = {
            "username": self.channel.needed("username"),
            "password": self.channel.needed("password"),
            "to": address,
            "text": text,
            "charset": "UTF-8",
            "coding": "0" if gsm.is_gsm(text) else UCS2,
            "dlr-mask": MASK,
            "dlr-url": self._receipt_url(message_id),
        }
        given |= {
            name: value for name in ("from", "smsc", "account") if (value := self.channel.get(name))
        }
        reply = call(self.channel.needed("url"), fields=given)
        if reply.status == 202:
            return message_id
        is_final = reply.status == 400 or (reply.status == 403 and "Authoriz" not in reply.body)
        raise DeliveryError(f"Kannel: {reply.status} {reply.body[:200]}", retry=not is_final)

    def queued(self) -> int | None:
        """From its page of status (option `status`): what lies in its store is not done yet."""
        if not (url := self.channel.get("status")):
            return None
        reply = call(url, fields={}, timeout=STATUS_WAIT)
        if reply.status != 200 or not (found := STORED.search(reply.body)):
            raise DeliveryError(f"Kannel tells no status: {reply.status}")
        return max(int(found[1]), 0)

    def read(self, hook: Webhook) -> list[Arrived]:
        """One message: the text is the body of a POST, or the field `text`."""
        sender, key = hook.text("from"), hook.text("id")
        if not sender:
            raise Garbage("The field from is missing (from=%p).")
        coding, said = hook.text("coding"), hook.text("charset") or hook.charset
        charset = said or ("UTF-16BE" if coding == UCS2 else "UTF-8")
        octets = hook.fields.get("text", hook.body)
        return [
            Arrived(
                sender=sender,
                text=decoded(octets, charset),
                external_id=key,
                recipient=hook.text("to"),
                sent_at=_moment(hook.text("time")),
            )
        ]

    def read_receipts(self, hook: Webhook) -> list[News]:
        """One receipt: our key and a bit of the mask."""
        state, key = STATES.get(hook.text("state")), hook.text("key")
        if state is None or not key:
            raise Garbage("The fields key and state (%d) are needed.")
        return [News(state, key=key)]

    def _receipt_url(self, message_id: str) -> str:
        base = self.channel.get("callback") or f"{settings.PUBLIC_URL}/masuk/sms"
        token = quote(self.channel.get("secret"), safe="")
        return f"{base}/{self.channel.name}/kabar/?key={message_id}&state=%d&token={token}"


def _moment(text: str) -> datetime | None:
    """Kannel's %t: `2026-11-28 04:17`, in UTC; %T: seconds since 1970."""
    try:
        if text.isdecimal():
            return datetime.fromtimestamp(int(text), tz=UTC)
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
