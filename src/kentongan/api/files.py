"""The only place that takes files in parts: a part is kept, then the row moves, or nothing counts."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kentongan.api.models import Upload
from kentongan.api.problems import Problem, field_problem
from kentongan.common import clock
from kentongan.complaints import attachments
from kentongan.complaints.attachments import Upload as Received

FOLDER = "parts"
LIFE = timedelta(days=1)


def begin(*, name: str, size: int) -> Upload:
    """Announce a file."""
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise Problem(413, _("A file may have at most %(mb)s MB.") % {"mb": limit})
    return Upload.objects.create(name=name, size=size, created_at=clock.now())


def find(upload_id: UUID) -> Upload:
    """An upload that is not attached yet."""
    found = Upload.objects.filter(pk=upload_id, used_at=None).first()
    if found is None:
        raise Problem(404, _("There is no such upload, or it was attached already."))
    return found


def append(upload: Upload, *, offset: int, part: bytes) -> Upload:
    """Keep the next part. Sent twice, or out of order, it is refused with the place to go on from."""
    end = offset + len(part)
    if offset != upload.received:
        raise _elsewhere(upload)
    if end > upload.size:
        raise Problem(413, _("This is more than the announced size."))
    if end == upload.size and attachments.media_type(_head(upload, part)) is None:
        raise Problem(415, _("This is no photo, PDF or clip."))
    path = default_storage.save(f"{_folder(upload)}/{uuid4().hex}", ContentFile(part))
    parts = [*upload.parts, path]
    rows = Upload.objects.filter(pk=upload.pk, received=offset, used_at=None)
    if not rows.update(received=end, parts=parts):
        # Somebody else sent the same part at the same moment: theirs counts.
        default_storage.delete(path)
        raise _elsewhere(find(upload.pk))
    upload.received, upload.parts = end, parts
    return upload


def read(ids: Sequence[UUID]) -> list[Received]:
    """The files behind these ids, each for this one use; call it in the transaction of the step."""
    if len(ids) > settings.UPLOAD_MAX_FILES:
        most = settings.UPLOAD_MAX_FILES
        raise field_problem("files", _("At most %(n)s files at a time.") % {"n": most})
    if len(set(ids)) != len(ids):
        raise field_problem("files", _("A file is named twice."))
    return [_whole(one) for one in ids]


def drop(upload: Upload) -> None:
    """Forget an upload and its parts."""
    for path in upload.parts:
        default_storage.delete(path)
    Upload.objects.filter(pk=upload.pk).delete()


def _whole(upload_id: UUID) -> Received:
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not upload.is_complete:
        raise field_problem("files", _("A file is unknown or not complete."))
    if not Upload.objects.filter(pk=upload_id, used_at=None).update(used_at=clock.now()):
        raise field_problem("files", _("A file was attached already."))
    content = b"".join(_read(path) for path in upload.parts)
    if len(content) != upload.size:
        raise field_problem("files", _("A file is unknown or not complete."))
    return Received(name=upload.name, content=content)


def _elsewhere(upload: Upload) -> Problem:
    detail = _("Go on from byte %(n)s.") % {"n": upload.received}
    headers = {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size)}
    return Problem(409, detail, headers=headers, code="offset", offset=upload.received)


def _head(upload: Upload, part: bytes) -> bytes:
    return _read(upload.parts[0]) if upload.parts else part


def _read(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())


def _folder(upload: Upload) -> str:
    return f"{FOLDER}/{upload.pk.hex[:2]}"
