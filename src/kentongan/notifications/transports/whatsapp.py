"""WhatsApp Cloud: messages and states come to one webhook, texts and media go by the Graph API.

Meta lets us write freely for 24 hours after a word of the person; later only a text that Meta has
approved goes out (`template=`). docs/howto/whatsapp.md has the set-up that was tested.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from django.utils import timezone

from kentongan.accounts import contacts
from kentongan.notifications.transports import DeliveryError
from kentongan.notifications.transports.calls import call, download, post_json
from kentongan.notifications.transports.sms import (
    Answer,
    Arrived,
    Carrier,
    Garbage,
    Media,
    News,
    Webhook,
)

API = "https://graph.facebook.com/v21.0"
MEDIA_HOSTS = "lookaside.fbsbx.com"
WINDOW = timedelta(hours=23, minutes=55)  # a little less than Meta's day
LONGEST, LONGEST_PARAMETER = 4096, 900
STATES = {"sent": "ACCEPTED", "delivered": "DELIVERED", "read": "READ", "failed": "FAILED"}
# Not this number, not this text, not any more: no second try helps.
FINAL = {131026, 131050, 131051, 131047, 131030, 132000, 132001, 132005, 100, 131008, 131009}
FILES = ("image", "document", "video", "audio", "sticker", "voice")


class WhatsApp(Carrier):
    transport: ClassVar[str] = "whatsapp"
    needs: ClassVar[tuple[str, ...]] = ("phone_id", "token", "app_secret", "verify")

    def is_authentic(self, hook: Webhook) -> bool:
        """Meta signs the body, byte for byte, with the secret of the app."""
        if hook.method == "GET":  # the handshake has no body and no signature
            return hmac.compare_digest(
                hook.text("hub.verify_token").encode(), self.channel.get("verify").encode()
            )
        secret = self.channel.get("app_secret").encode()
        made = hmac.new(secret, hook.body, hashlib.sha256).hexdigest()
        given = hook.headers.get("x-hub-signature-256", "").removeprefix("sha256=")
        return bool(secret) and hmac.compare_digest(made.encode(), given.encode())

    def handshake(self, hook: Webhook) -> Answer | None:
        """Meta asks once, when the address is entered: the challenge goes back as it came."""
        if hook.method != "GET":
            return None
        challenge = hook.text("hub.challenge")
        if hook.text("hub.mode") != "subscribe" or not challenge.isalnum():
            raise Garbage("hub.mode=subscribe and hub.challenge are needed.")
        return Answer(challenge)

    def read(self, hook: Webhook) -> list[Arrived]:
        """The messages of all entries; what is for another number of ours is left alone."""
        return [
            one
            for value in self._values(hook)
            for given in _list(value.get("messages"))
            if (one := self._arrived(given, value)) is not None
        ]

    def read_news(self, hook: Webhook) -> list[News]:
        """What became of ours: sent, delivered, read, failed."""
        return [
            News(STATES[state], reference=str(one.get("id", ""))[:200])
            for value in self._values(hook)
            for one in _list(value.get("statuses"))
            if (state := str(one.get("status"))) in STATES
        ]

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """A text while the person has written within the day, else the approved one."""
        written = f"*{subject}*\n\n{text}" if subject else text
        is_open = contacts.heard_since(f"whatsapp:{address}", since=timezone.now() - WINDOW)
        content: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": address.lstrip("+"),
        }
        if is_open:
            body = {"preview_url": False, "body": written[:LONGEST]}
            content |= {"type": "text", "text": body}
        else:
            content |= self._template(f"{subject}. {text}" if subject else text)
        url = f"{self._base()}/{quote(self.channel.needed('phone_id'), safe='')}/messages"
        reply = post_json(url, content, headers=self._key())
        return _reference(reply.status, reply.body)

    def media(self, reference: str, *, most: int) -> bytes:
        """Ask where the file lies, then take it, if it lies where Meta keeps files."""
        asked = call(f"{self._base()}/{quote(reference, safe='')}", fields={}, headers=self._key())
        if asked.status != 200:
            is_final = asked.status in (400, 401, 403, 404)
            raise DeliveryError(f"WhatsApp: {asked.status} for a file", retry=not is_final)
        facts = _object(asked.body)
        size = facts.get("file_size")
        if isinstance(size, int) and size > most:
            raise DeliveryError(f"larger than {most} bytes", retry=False)
        url = str(facts.get("url", ""))
        if not self._is_theirs(url):
            raise DeliveryError("WhatsApp: the file lies at a strange address", retry=False)
        return download(url, most=most, headers=self._key())

    def _is_theirs(self, url: str) -> bool:
        base, parts = urlsplit(self._base()), urlsplit(url)
        hosts = self.channel.get("media_hosts", MEDIA_HOSTS).split(",")
        is_same = (parts.hostname, parts.port) == (base.hostname, base.port)
        return parts.scheme == base.scheme and (
            is_same or (parts.hostname in hosts and parts.port is None)
        )

    def _template(self, text: str) -> dict[str, Any]:
        name = self.channel.get("template")
        if not name:
            raise DeliveryError(
                "more than 24 hours since the last word of this number, and the channel has no "
                "template=",
                retry=False,
            )
        # Meta refuses line breaks and long blanks in a parameter.
        words = " ".join(text.split())
        if len(words) > LONGEST_PARAMETER:
            words = f"{words[: LONGEST_PARAMETER - 3]}..."
        return {
            "type": "template",
            "template": {
                "name": name,
                "language": {"code": self.channel.get("language", "id")},
                "components": [{"type": "body", "parameters": [{"type": "text", "text": words}]}],
            },
        }

    def _arrived(self, given: Mapping[str, Any], value: Mapping[str, Any]) -> Arrived | None:
        key, sender = given.get("id"), given.get("from")
        if not isinstance(key, str) or not isinstance(sender, str) or not sender.isdecimal():
            raise Garbage("A message has no id or no sender.")
        kind = str(given.get("type"))
        if kind in ("reaction", "system", "ephemeral", "request_welcome"):
            return None  # nothing was said
        facts = _dict(given.get(kind))
        return Arrived(
            sender=f"whatsapp:+{sender[:20]}",
            text=_text(kind, facts),
            external_id=key[:120],
            recipient=str(_dict(value.get("metadata")).get("display_phone_number", "")),
            sent_at=_moment(given.get("timestamp")),
            files=tuple(_files(kind, facts)),
        )

    def _values(self, hook: Webhook) -> Iterator[Mapping[str, Any]]:
        content = _object(hook.body.decode("utf-8", "replace"))
        if content.get("object") != "whatsapp_business_account":
            raise Garbage("This is no notification of WhatsApp Business.")
        for entry in _list(content.get("entry")):
            for change in _list(entry.get("changes")):
                value = _dict(change.get("value"))
                own = str(_dict(value.get("metadata")).get("phone_number_id"))
                if own == self.channel.get("phone_id"):
                    yield value

    def _base(self) -> str:
        return self.channel.get("url", API).rstrip("/")

    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.channel.needed('token')}"}


def _reference(status: int, body: str) -> str:
    facts = _object(body)
    if status == 200:
        sent = _list(facts.get("messages"))
        return str(sent[0].get("id", ""))[:200] if sent else ""
    error = _dict(facts.get("error"))
    code = error.get("code")
    said = f"WhatsApp: {status} {code or ''} {str(error.get('message', ''))[:150]}"
    raise DeliveryError(said.strip(), retry=code not in FINAL)


def _text(kind: str, facts: Mapping[str, Any]) -> str:
    """The words in a message, whatever kind it is."""
    if kind == "text":
        return str(facts.get("body", ""))
    if kind == "button":
        return str(facts.get("text", ""))
    if kind == "interactive":
        chosen = _dict(facts.get("button_reply")) or _dict(facts.get("list_reply"))
        return str(chosen.get("title", ""))
    if kind == "location":
        place = " ".join(str(facts[one]) for one in ("name", "address") if facts.get(one))
        return f"{place} ({facts.get('latitude')}, {facts.get('longitude')})".strip()
    return str(facts.get("caption", ""))


def _files(kind: str, facts: Mapping[str, Any]) -> Iterator[Media]:
    if kind in FILES and isinstance(facts.get("id"), str):
        yield Media(name=str(facts.get("filename", "")), reference=facts["id"][:500])


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Garbage("The body is no JSON object.")
    return found


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(value)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
