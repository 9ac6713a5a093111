"""The link in a message by which a reporter comes back without typing number and PIN."""

import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare

from kentongan.common import ids

LENGTH = 20  # of 31 characters: some 99 bits


def token(number: str, *, secret: str | None = None) -> str:
    """What the link proves: only this server can have made it for this number."""
    key = (secret or settings.SECRET_KEY).encode()
    digest = hmac.new(key, f"link:{number}".encode(), hashlib.sha256).digest()
    rest, letters = int.from_bytes(digest, "big"), ""
    while len(letters) < LENGTH:
        rest, place = divmod(rest, len(ids.ALPHABET))
        letters += ids.ALPHABET[place]
    return letters


def is_valid(number: str, given: str) -> bool:
    """`given` opens `number`, under the present secret key or an earlier one."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    matches = [constant_time_compare(token(number, secret=one), given) for one in secrets]
    return any(matches)


def tracking_url(number: str) -> str:
    """The address that a message carries."""
    return f"{settings.PUBLIC_URL}/lacak/{ids.shown(number)}/{token(number)}/"
