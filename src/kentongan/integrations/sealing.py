"""Secrets that must be used again: encrypted with the keys of the vault, never readable at rest."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(secret: str) -> str:
    """The secret under the newest key."""
    return _keys().encrypt(secret.encode()).decode()


def opened(sealed: str) -> str | None:
    """The secret, or None when no key opens it any more."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.VAULT_KEYS])
