"""Files on their way in: kept as they came, cleaned by the worker, shown only after that."""

import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING
from uuid import uuid4

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from kentongan.common import clock
from kentongan.complaints import evidence
from kentongan.complaints.models import Attachment, Complaint, Event
from kentongan.complaints.refusals import MoveRefused

if TYPE_CHECKING:
    from PIL import Image

log = logging.getLogger(__name__)

ACCEPTED = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
    "video/3gpp": ".3gp",
    "video/webm": ".webm",  # and voice notes, which browsers record in the same wrapping
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
}
LONGEST_SIDE = 2048
THUMBNAIL = 320
MAX_PIXELS = 60_000_000  # a larger picture is a bomb or a mistake
TRIES = 3


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as received; `content` is all of it."""

    name: str
    content: bytes


def media_type(content: bytes) -> str | None:
    """The kind of file by its content, never by its name; None when it is not accepted."""
    kind = filetype.guess(content[:4096])
    return kind.mime if kind and kind.mime in ACCEPTED else None


def keep(upload: Upload) -> Attachment:
    """Store the file before the transaction; the row (unsaved) is attached inside it."""
    kind = media_type(upload.content)
    if kind is None:
        raise MoveRefused(
            _("“%(name)s” is no photo, PDF or clip. Choose another file or send without it.")
            % {"name": upload.name}
        )
    key = uuid4()
    path = f"incoming/{key.hex[:2]}/{key}{ACCEPTED[kind]}"
    name = get_valid_filename(PurePath(upload.name).name or "file")[-120:]
    return Attachment(
        media_type=kind,
        name=name,
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        original=_whole(path, upload.content),
        key=key,
        added_at=clock.now(),
    )


def _whole(path: str, content: bytes) -> str:
    """The storage name of `content`, all of it: what a full disk cut off is removed again."""
    try:
        return default_storage.save(path, ContentFile(content))
    except OSError:
        default_storage.delete(path)
        raise


@contextmanager
def kept(uploads: Sequence[Upload]) -> Iterator[list[Attachment]]:
    """Store files for a step; when one of them or the step fails, none of them stays."""
    stored: list[Attachment] = []
    try:
        for upload in uploads:
            stored.append(keep(upload))
        yield stored
    except BaseException:
        discard(stored)
        raise


def discard(kept: Sequence[Attachment]) -> None:
    """Remove files whose step did not happen."""
    for attachment in kept:
        default_storage.delete(attachment.original)


def attach(kept: Sequence[Attachment], *, complaint: Complaint, event: Event, purpose: str) -> None:
    """Write the rows of stored files, in the transaction of their step."""
    if not kept:
        return
    for attachment in kept:
        attachment.complaint_id = complaint.pk
        attachment.event_id = event.pk
        attachment.purpose = purpose
    Attachment.objects.bulk_create(kept)


def sweep(now: datetime) -> int:
    """Clean what waits; called by the worker. What cannot be cleaned is never shown."""
    waiting = Attachment.objects.filter(state=Attachment.State.WAITING).order_by("id")[:20]
    return sum(_clean(attachment) for attachment in waiting)


def _clean(attachment: Attachment) -> int:
    mine = Attachment.objects.filter(
        pk=attachment.pk, state=Attachment.State.WAITING, tries=attachment.tries
    )
    if not mine.update(tries=attachment.tries + 1):
        return 0  # another worker has it
    try:
        cleaned, thumbnail = _made_anew(attachment)
    except Exception:  # a hostile file may break the decoder in any way; it is never shown
        log.warning("Attachment %s could not be cleaned", attachment.pk, exc_info=True)
        if attachment.tries + 1 >= TRIES:
            Attachment.objects.filter(pk=attachment.pk).update(state=Attachment.State.REFUSED)
        return 0
    Attachment.objects.filter(pk=attachment.pk).update(
        state=Attachment.State.READY, cleaned=cleaned, thumbnail=thumbnail
    )
    return 1


def _made_anew(attachment: Attachment) -> tuple[str, str]:
    if not attachment.is_image:
        return attachment.original, ""
    from PIL import Image, ImageOps

    with default_storage.open(attachment.original) as file:
        content = file.read()
    with Image.open(io.BytesIO(content)) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        evidence.note(attachment, opened)
        # Drawn anew: place, time and camera stay behind in the original.
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    folder = f"shown/{attachment.key.hex[:2]}/{attachment.key}"
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    cleaned = _stored(picture, f"{folder}.jpg", quality=82)
    picture.thumbnail((THUMBNAIL, THUMBNAIL))
    return cleaned, _stored(picture, f"{folder}-small.jpg", quality=70)


def _stored(picture: "Image.Image", path: str, *, quality: int) -> str:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True)
    return default_storage.save(path, ContentFile(buffer.getvalue()))
