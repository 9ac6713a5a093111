"""The blind index of a number: equal numbers meet, and nobody reads one from it without the key."""

import hashlib
import hmac

from django.conf import settings

from kentongan.common.phone import read_phone


def index(phone: str) -> str:
    """What is stored beside a sealed number; empty for none."""
    return _digest(phone, settings.VAULT_KEYS[0]) if phone and settings.VAULT_KEYS else ""


def all_of(phone: str) -> list[str]:
    """What may be stored for it: under the present key, and under older ones until rotation."""
    return [_digest(phone, key) for key in settings.VAULT_KEYS] if phone else []


def _digest(phone: str, key: str) -> str:
    number = read_phone(phone) or phone.strip()
    own = hashlib.sha256(f"phone-index:{key}".encode()).digest()
    return hmac.new(own, number.encode(), hashlib.sha256).hexdigest()
