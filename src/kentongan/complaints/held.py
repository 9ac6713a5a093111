"""The only place that keeps files between two screens, so that none is chosen twice.

A file waits in the storage under a name nobody can guess; the page carries a signed token for it.
After a day the token is worthless and the worker removes the file; not sooner, or the second of two
taps on "send" would find it gone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from kentongan.common import clock
from kentongan.complaints.attachments import Upload

FOLDER = "held"
SALT = "portal.held"
LIFE = timedelta(days=1)
SWEEP_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits: what the page shows, and the token that brings it back."""

    token: str
    name: str
    size: int

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


def read(token: str) -> Upload | None:
    """The file behind a token, or None when it waited too long."""
    known = _read_token(token)
    if known is None:
        return None
    path, name, _size = known
    try:
        with default_storage.open(path) as file:
            return Upload(name=name, content=file.read())
    except OSError:
        return None


def sweep(now: datetime) -> int:
    """Remove files whose tokens have run out; called by the worker, works once an hour."""
    if not cache.add("portal.held.swept", True, SWEEP_EVERY.total_seconds()):
        return 0
    if not default_storage.exists(FOLDER):
        return 0
    oldest = (now - LIFE).strftime("%Y%m%d%H")
    gone = 0
    for hour in default_storage.listdir(FOLDER)[0]:
        if hour < oldest:
            for name in default_storage.listdir(f"{FOLDER}/{hour}")[1]:
                default_storage.delete(f"{FOLDER}/{hour}/{name}")
                gone += 1
            default_storage.delete(f"{FOLDER}/{hour}")
    return gone


def keep(file: "UploadedFile[Any]") -> Held:
    """Put one file aside, under a name that nobody can guess."""
    file.seek(0)
    content = file.read()
    path = f"{FOLDER}/{clock.now():%Y%m%d%H}/{uuid4().hex}"
    stored = default_storage.save(path, ContentFile(content))
    name, size = file.name or "", len(content)
    return Held(signing.dumps([stored, name, size], salt=SALT), name, size)


def facts(token: str) -> Held | None:
    """What a page shows of a file that waits; None when it is gone."""
    known = _read_token(token)
    return Held(token, known[1], known[2]) if known and default_storage.exists(known[0]) else None


def _read_token(token: str) -> tuple[str, str, int] | None:
    try:
        path, name, size = signing.loads(token, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    return path, name, size
