"""The files of the citizen's form: new ones, and those that wait since the screen before."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kentongan.channels import waiting_files
from kentongan.channels.waiting_files import Chosen, WaitingInput
from kentongan.complaints import attachments
from kentongan.complaints import held as held_files
from kentongan.complaints.attachments import Upload


class FilesInput(WaitingInput):
    """The input whose files the page sends while its text is still being written."""

    template_name = "portal/files_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        more = {"most": settings.UPLOAD_MAX_FILES, "upload_url": reverse_lazy("portal:hold")}
        return super().get_context(name, value, attrs) | more


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
            upload = held_files.read(token)
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


def hold(form: forms.Form) -> None:
    """Keep what was sent in this field for the next screen; what cannot be taken is left out."""
    most = settings.UPLOAD_MAX_FILES
    waiting_files.hold(form, "photos", most=most, is_fine=lambda file: fault_of(file) is None)
