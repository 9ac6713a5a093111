"""The only place that keeps a citizen's files between two screens, so that none is chosen twice.

A file waits in the storage under a name nobody can guess; the page carries a signed token for it.
After a day the token is worthless and the worker removes the file; not sooner, or the second of two
taps on "send" would find it gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock
from kentongan.complaints import attachments
from kentongan.complaints.attachments import Upload

FOLDER = "held"
SALT = "portal.held"
LIFE = timedelta(days=1)
SWEEP_EVERY = timedelta(hours=1)
KEPT_SUFFIX = "_kept"  # name of the ticks beside the file input


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits: what the page shows, and the token that brings it back."""

    token: str
    name: str
    size: int

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a file field was sent: new files, and tokens of those that wait."""

    new: Sequence["UploadedFile[Any]"] = ()
    tokens: Sequence[str] = ()


class FilesInput(forms.FileInput):
    """A file input for several files, with a tick for each that waits already."""

    template_name = "portal/files_input.html"
    allow_multiple_selected = True
    held: Sequence[Held] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        if not hasattr(files, "getlist"):  # a form without a request
            return Chosen()
        return Chosen(files.getlist(name), data.getlist(name + KEPT_SUFFIX))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        most = settings.UPLOAD_MAX_FILES
        return super().get_context(name, None, attrs) | {
            "held": self.held,
            "kept_name": name + KEPT_SUFFIX,
            "most": most,
            "upload_url": reverse_lazy("portal:hold"),
        }


class FilesField(forms.Field):
    """Photos, PDF or clips: number, size and kind are checked here, in words that say how to mend."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Photos or files"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("Up to 3: photo, PDF or short clip, 10 MB each."))
        attrs = {"accept": ",".join(attachments.ACCEPTED), "multiple": True, "data-photo": True}
        super().__init__(widget=FilesInput(attrs=attrs), **kwargs)

    def clean(self, value: Chosen) -> list[Upload]:
        """The files, whether new or waiting; every fault of every file is told at once."""
        faults = [fault for file in value.new if (fault := fault_of(file))]
        found: list[Upload] = []
        for token in value.tokens:
            upload = read(token)
            if upload:
                found.append(upload)
            else:
                faults.append(forms.ValidationError(_("A file waited too long. Choose it again.")))
        if len(value.new) + len(value.tokens) > settings.UPLOAD_MAX_FILES:
            faults.append(
                forms.ValidationError(
                    _("These are more than %(most)s files. Take some off; you can add them later."),
                    params={"most": settings.UPLOAD_MAX_FILES},
                )
            )
        if faults:
            raise forms.ValidationError(faults)
        for file in value.new:
            file.seek(0)
            found.append(Upload(name=file.name or "", content=file.read()))
        return found


def fault_of(file: "UploadedFile[Any]") -> forms.ValidationError | None:
    """Why this file cannot be taken, in words that say what to do."""
    params = {"name": file.name, "mb": -(-(file.size or 0) // 1_000_000)}
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        return forms.ValidationError(
            _("“%(name)s” is too large (%(mb)s MB). Choose a smaller one or send without it."),
            params=params,
        )
    file.seek(0)
    if attachments.media_type(file.read(4096)) is None:
        return forms.ValidationError(
            _("“%(name)s” is no photo, PDF or clip. Choose another file or send without it."),
            params=params,
        )
    return None


def hold(form: forms.Form, name: str = "photos") -> None:
    """Keep what was sent in this field for the next screen; what cannot be taken is left out."""
    widget = form.fields[name].widget
    if not isinstance(widget, FilesInput):
        raise TypeError(name)
    chosen = widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    held = [one for token in chosen.tokens if (one := _facts(token))]
    held += [keep(file) for file in chosen.new if fault_of(file) is None]
    widget.held = held[: settings.UPLOAD_MAX_FILES]


def read(token: str) -> Upload | None:
    """The file behind a token, or None when it waited too long."""
    facts = _read_token(token)
    if facts is None:
        return None
    path, name, _size = facts
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


def _read_token(token: str) -> tuple[str, str, int] | None:
    try:
        path, name, size = signing.loads(token, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    return path, name, size


def _facts(token: str) -> Held | None:
    facts = _read_token(token)
    return Held(token, facts[1], facts[2]) if facts and default_storage.exists(facts[0]) else None
