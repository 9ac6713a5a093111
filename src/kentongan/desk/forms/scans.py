"""The scans of the intake: several pages at once; what was chosen stays when the form comes back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kentongan.channels import waiting_files
from kentongan.channels.waiting_files import Chosen, WaitingInput
from kentongan.complaints import attachments, held
from kentongan.complaints.attachments import Upload
from kentongan.desk.forms.base import upload_of


class ScansInput(WaitingInput):
    """Without a script of its own: officers choose all pages at once."""

    template_name = "desk/scans_input.html"


class ScansField(forms.Field):
    """Photos or PDF of all pages: number, size and kind are checked, in words that say how to mend."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": ",".join(attachments.ACCEPTED), "multiple": True}
        super().__init__(required=False, widget=ScansInput(attrs=attrs), **kwargs)

    def clean(self, value: Chosen) -> list[Upload]:
        """The files, whether new or waiting."""
        if len(value.new) + len(value.tokens) > settings.SCAN_MAX_FILES:
            raise forms.ValidationError(
                _("You chose %(n)s files. Choose at most %(most)s, or put the pages into one PDF."),
                params={
                    "n": len(value.new) + len(value.tokens),
                    "most": settings.SCAN_MAX_FILES,
                },
            )
        waiting = [held.read(token) for token in value.tokens]
        if None in waiting:
            raise forms.ValidationError(_("A file waited too long. Choose it again."))
        return [one for one in waiting if one] + [upload_of(file) for file in value.new]


def hold(form: forms.Form) -> None:
    """Keep what was sent for the next time this form is shown; wrong files are left out."""
    waiting_files.hold(form, "files", most=settings.SCAN_MAX_FILES, is_fine=_is_fine)


def show(form: forms.Form, tokens: Sequence[str]) -> None:
    """Put files that wait beside a fresh form."""
    waiting_files.show(form, "files", tokens)


def _is_fine(file: "UploadedFile[Any]") -> bool:
    try:
        file.seek(0)
        upload_of(file)
    except forms.ValidationError:
        return False
    return True
