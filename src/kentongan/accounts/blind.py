"""The blind index of an address or NIK: equal ones meet, and nobody reads one without the key."""

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


def of_nik(nik: str) -> str:
    """What is stored beside a sealed NIK; a space of its own, so that no number meets a NIK."""
    return _keyed("nik", nik, settings.VAULT_KEYS[0]) if nik and settings.VAULT_KEYS else ""


def all_of_nik(nik: str) -> list[str]:
    """Under the present key, and under older ones until rotation."""
    return [_keyed("nik", nik, key) for key in settings.VAULT_KEYS] if nik else []


SCHEMES = ("whatsapp:", "telegram:")


def _same(address: str) -> str:
    """One form for one address: numbers in E.164, e-mail in small letters, chats as they are."""
    if address.startswith(SCHEMES):
        return address
    if "@" in address:
        return address.strip().casefold()
    return read_phone(address) or address.strip()


def _digest(address: str, key: str) -> str:
    return _keyed("phone", _same(address), key)


def _keyed(space: str, value: str, key: str) -> str:
    own = hashlib.sha256(f"{space}-index:{key}".encode()).digest()
    return hmac.new(own, value.encode(), hashlib.sha256).hexdigest()
