"""Telegram: updates come to a webhook with a secret in a header, texts go by the Bot API.

Only what a person writes to the bot alone is read; groups and channels are never answered.
docs/howto/telegram.md has the set-up that was tested.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from kentongan.notifications.transports import DeliveryError
from kentongan.notifications.transports.calls import download, post_json
from kentongan.notifications.transports.sms import Arrived, Carrier, Garbage, Media, Webhook

API = "https://api.telegram.org"
LONGEST = 4096
FILES = ("document", "video", "voice", "audio", "video_note", "animation")
COMMANDS = {"/start": "BANTU", "/help": "BANTU", "/stop": "STOP"}


class Telegram(Carrier):
    transport: ClassVar[str] = "telegram"
    needs: ClassVar[tuple[str, ...]] = ("token", "secret")

    def is_authentic(self, hook: Webhook) -> bool:
        """The secret that was given to setWebhook comes back in a header."""
        given = hook.headers.get("x-telegram-bot-api-secret-token", "").encode()
        secret = self.channel.get("secret").encode()
        return bool(secret) and hook.method == "POST" and hmac.compare_digest(secret, given)

    def read(self, hook: Webhook) -> list[Arrived]:
        """One update; what is no message of a person is taken and left alone."""
        update = _object(hook.body.decode("utf-8", "replace"))
        key = update.get("update_id")
        if not isinstance(key, int):
            raise Garbage("The update has no update_id.")
        message = _dict(update.get("message"))
        chat, author = _dict(message.get("chat")), _dict(message.get("from"))
        is_persons = chat.get("type") == "private" and not author.get("is_bot")
        if not is_persons or not isinstance(chat.get("id"), int):
            return []
        return [
            Arrived(
                sender=f"telegram:{chat['id']}",
                text=_text(message),
                # The update's number may change when a webhook is set anew; the message's does not.
                external_id=f"{chat['id']}/{message.get('message_id')}",
                sent_at=_moment(message.get("date")),
                files=tuple(_files(message)),
            )
        ]

    def send(self, address: str, subject: str, text: str, *, message_id: str) -> str:
        """One text; plain, so that nothing in it is taken for a mark."""
        written = f"{subject}\n\n{text}" if subject else text
        content = {
            "chat_id": int(address) if address.lstrip("-").isdecimal() else address,
            "text": written[:LONGEST],
            "link_preview_options": {"is_disabled": True},
        }
        sent = self._asked("sendMessage", content)
        return f"{address}/{sent.get('message_id', '')}"

    def media(self, reference: str, *, most: int) -> bytes:
        """Ask for the path of the file, then take it from the same host."""
        facts = self._asked("getFile", {"file_id": reference})
        size, path = facts.get("file_size"), str(facts.get("file_path", ""))
        if isinstance(size, int) and size > most:
            raise DeliveryError(f"larger than {most} bytes", retry=False)
        # The path is theirs, but it must stay a path: below the bot, without a host of its own.
        parts = path.split("/")
        if not path or any(not one or one.startswith(".") or not _is_plain(one) for one in parts):
            raise DeliveryError("Telegram: a strange path for a file", retry=False)
        return download(f"{self._base()}/file/bot{self._token()}/{path}", most=most)

    def _asked(self, method: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        reply = post_json(f"{self._base()}/bot{self._token()}/{method}", content)
        try:
            facts = _object(reply.body)
        except Garbage:
            raise DeliveryError(f"Telegram: {reply.status}") from None
        if facts.get("ok") is True:
            return _dict(facts.get("result"))
        said = str(facts.get("description", ""))[:150].replace(self._token(), "…")
        # 400: no such chat, or larger than the service gives out; 403: the person blocked the bot.
        raise DeliveryError(
            f"Telegram: {reply.status} {said}", retry=reply.status not in (400, 403)
        )

    def _base(self) -> str:
        return self.channel.get("url", API).rstrip("/")

    def _token(self) -> str:
        return self.channel.needed("token")


def _text(message: Mapping[str, Any]) -> str:
    text = str(message.get("text") or message.get("caption") or "")
    first, _blank, rest = text.partition(" ")
    if first.startswith("/"):  # a command of the messenger: /status@bot LP-… is STATUS LP-…
        word = first.split("@")[0].lower()
        return f"{COMMANDS.get(word, word.lstrip('/').upper())} {rest}".strip()
    if (place := _dict(message.get("location"))) and not text:
        return f"({place.get('latitude')}, {place.get('longitude')})"
    return text


def _files(message: Mapping[str, Any]) -> list[Media]:
    found = [_dict(message.get(kind)) for kind in FILES]
    photos = message.get("photo")
    if isinstance(photos, list) and photos:
        found.append(_dict(photos[-1]))  # the largest stands last
    return [
        Media(name=str(one.get("file_name", "")), reference=str(one["file_id"])[:500])
        for one in found
        if one.get("file_id")
    ]


def _is_plain(text: str) -> bool:
    return all(one.isalnum() or one in "._-" for one in text)


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


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(value)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
