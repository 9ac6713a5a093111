"""The blind index of an address: equal ones meet, and nobody reads one from it without the key."""

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


SCHEMES = ("whatsapp:", "telegram:")


def _same(address: str) -> str:
    """One form for one address: numbers in E.164, e-mail in small letters, chats as they are."""
    if address.startswith(SCHEMES):
        return address
    if "@" in address:
        return address.strip().casefold()
    return read_phone(address) or address.strip()


def _digest(address: str, key: str) -> str:
    number = _same(address)
    own = hashlib.sha256(f"phone-index:{key}".encode()).digest()
    return hmac.new(own, number.encode(), hashlib.sha256).hexdigest()
