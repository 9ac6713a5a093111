"""Files of messages: judged as every upload, kept until their message has become something."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import get_valid_filename

from kentongan.channels.models import InboundFile, InboundMessage
from kentongan.common import clock
from kentongan.complaints import attachments
from kentongan.complaints.attachments import Upload
from kentongan.notifications.transports.sms import Media

PATIENCE = timedelta(minutes=20)  # for files at the carrier; then the message is read without
MANY, LARGE, STRANGE, GONE = "many", "large", "kind", "gone"
MOST_NAMED = 20  # more files of one message are not even listed
State = InboundFile.State


def received(media: Sequence[Media]) -> list[InboundFile]:
    """A row for each, unsaved; what is here already is judged and stored."""
    rows: list[InboundFile] = []
    for one in media[:MOST_NAMED]:
        row = InboundFile(name=_named(one.name), reference=one.reference[:500])
        taken = sum(other.state != State.REFUSED for other in rows)
        if taken >= settings.UPLOAD_MAX_FILES:
            refuse(row, MANY)
        elif one.reference:
            row.state, row.due_at = State.WAITING, clock.now()
        else:
            store(row, one.content)
        rows.append(row)
    return rows


def store(row: InboundFile, content: bytes) -> None:
    """Judge and store the content; the caller saves the row."""
    if len(content) > settings.UPLOAD_MAX_BYTES:
        return refuse(row, LARGE)
    kind = attachments.media_type(content)
    if kind is None:
        return refuse(row, STRANGE)
    path = f"inbound/{clock.today():%Y%m}/{uuid4()}{attachments.ACCEPTED[kind]}"
    row.path = default_storage.save(path, ContentFile(content))
    row.state, row.due_at = State.KEPT, None
    row.name = row.name or PurePath(row.path).name[-12:]
    return None


def refuse(row: InboundFile, reason: str) -> None:
    """Not accepted; the caller saves the row."""
    row.state, row.reason, row.due_at = State.REFUSED, reason, None


def keep(rows: Sequence[InboundFile], *, message: InboundMessage) -> None:
    """Write the rows, in the transaction of their message."""
    for one in rows:
        one.message = message
    InboundFile.objects.bulk_create(rows)


def discard(rows: Sequence[InboundFile]) -> None:
    """Remove what was stored for a message that was not kept."""
    for one in rows:
        if one.path:
            default_storage.delete(one.path)


def uploads(message: InboundMessage) -> list[Upload]:
    """What goes with the words of this message."""
    if message.transport == "sms":
        return []  # has none: a burst of thousands asks nothing
    found = []
    for one in message.files.filter(state=State.KEPT).order_by("pk"):
        with default_storage.open(one.path) as file:
            found.append(Upload(name=one.name, content=file.read()))
    return found


def refused(message: InboundMessage) -> list[InboundFile]:
    """What the sender must be told of."""
    if message.transport == "sms":
        return []
    return list(message.files.filter(state=State.REFUSED).order_by("pk"))


def used_up(message: InboundMessage) -> None:
    """The message became something, or nothing: its copies are removed after the transaction."""
    paths = list(message.files.exclude(path="").values_list("path", flat=True))
    message.files.exclude(path="").update(path="")
    for path in paths:
        transaction.on_commit(lambda path=path: default_storage.delete(path))  # type: ignore[misc]


def _named(name: str) -> str:
    try:
        return get_valid_filename(PurePath(name).name)[-120:] if name else ""
    except SuspiciousFileOperation:  # a name of dots alone
        return ""
