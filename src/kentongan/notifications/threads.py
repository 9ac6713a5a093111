"""The mark by which an answer to an e-mail of ours proves that its sender has read that e-mail.

Anybody can write any sender into an e-mail; nobody can guess the mark. It stands in the Message-ID
and in the address to which an answer goes.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import constant_time_compare

PREFIX = "kentongan-"
LENGTH = 26
_MARK = re.compile(rf"{PREFIX}(\d{{1,18}})\.([a-z2-7]{{{LENGTH}}})", re.IGNORECASE)


def marked(message_id: str) -> str:
    """`kentongan-17` with its mark; what is no message of ours stays as it is."""
    key = message_id.removeprefix(PREFIX)
    return f"{message_id}.{_token(int(key))}" if key.isdecimal() else message_id


def answered(headers: Iterable[str]) -> int | None:
    """The message of ours that one of these texts names with its right mark."""
    for one in headers:
        for found in _MARK.finditer(one[:2000]):
            if is_right(int(found[1]), found[2]):
                return int(found[1])
    return None


def is_right(message: int, given: str) -> bool:
    """Whether the mark is ours, under the present secret key or an earlier one."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    right = [constant_time_compare(_token(message, key), given.lower()) for key in secrets]
    return any(right)


def _token(message: int, secret: str | None = None) -> str:
    from base64 import b32encode

    key = (secret or settings.SECRET_KEY).encode()
    digest = hmac.new(key, f"thread:{message}".encode(), hashlib.sha256).digest()
    return b32encode(digest).decode().lower()[:LENGTH]
