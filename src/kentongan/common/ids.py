"""Tracking numbers and PINs: hard to guess, easy to read aloud, with a check character.

Seven random characters of 31 (27 thousand million numbers) and a check character. The weights are
distinct and 31 is prime, so every single wrong character and every swap of two is noticed.
"""

import hashlib
import hmac
import secrets

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O, I L, U: they are mistaken for one another
PREFIX = "LP"
_LOOKALIKES = str.maketrans("IL", "11")


def new_number() -> str:
    """A new tracking number as stored: eight characters, the last one checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return body + _check_character(body)


def _check_character(body: str) -> str:
    return ALPHABET[sum((at + 2) * ALPHABET.index(one) for at, one in enumerate(body)) % 31]


def shown(number: str) -> str:
    """The number as people see it: `LP-9K47-TX2B`."""
    return f"{PREFIX}-{number[:4]}-{number[4:]}"


def read_number(text: str) -> str | None:
    """The stored number in what a person typed, or None when it cannot be one.

    Case, spaces, dashes and the prefix do not matter; I and L are read as 1.
    """
    bare = "".join(one for one in text.upper() if one.isalnum())
    if len(bare) == 10 and bare.startswith(PREFIX):
        bare = bare[2:]
    bare = bare.translate(_LOOKALIKES)
    if len(bare) != 8 or any(one not in ALPHABET for one in bare):
        return None
    return bare if _check_character(bare[:7]) == bare[7] else None


def pin_for(submission_key: str, *, secret: str) -> str:
    """The six-digit PIN of a submission: the same key gives the same PIN, so a retry shows it again."""
    digest = hmac.new(secret.encode(), f"pin:{submission_key}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def pin_digest(number: str, pin: str, *, secret: str) -> str:
    """What is stored of a PIN: useless without the server's secret key."""
    return hmac.new(secret.encode(), f"{number}:{pin}".encode(), hashlib.sha256).hexdigest()
