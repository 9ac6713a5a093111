"""The scans of the intake: several pages at once; what was chosen stays when the form comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kentongan.complaints import attachments, held
from kentongan.complaints.attachments import Upload
from kentongan.complaints.held import Held
from kentongan.desk.forms.base import upload_of

KEPT = "_kept"  # name of the ticks beside the file input


@dataclass(frozen=True, slots=True)
class Chosen:
    """New files, and tokens of those that wait."""

    new: Sequence["UploadedFile[Any]"] = ()
    tokens: Sequence[str] = ()


class ScansInput(forms.FileInput):
    """A file input for several files, with a tick for each that waits already."""

    template_name = "desk/scans_input.html"
    allow_multiple_selected = True
    held: Sequence[Held] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        if not hasattr(files, "getlist"):  # a form without a request
            return Chosen()
        return Chosen(files.getlist(name), data.getlist(name + KEPT))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        more = {"held": self.held, "kept_name": name + KEPT}
        return super().get_context(name, None, attrs) | more


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


def hold(form: forms.Form, name: str = "files") -> None:
    """Keep what was sent for the next time this form is shown; wrong files are left out."""
    widget = form.fields[name].widget
    if not isinstance(widget, ScansInput):
        raise TypeError(name)
    chosen = widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    waiting = [one for token in chosen.tokens if (one := held.facts(token))]
    waiting += [held.keep(file) for file in chosen.new if _is_fine(file)]
    widget.held = waiting[: settings.SCAN_MAX_FILES]


def show(form: forms.Form, tokens: Sequence[str], name: str = "files") -> None:
    """Put files that wait beside a fresh form."""
    widget = form.fields[name].widget
    if isinstance(widget, ScansInput):
        widget.held = [one for token in tokens if (one := held.facts(token))]


def _is_fine(file: "UploadedFile[Any]") -> bool:
    try:
        file.seek(0)
        upload_of(file)
    except forms.ValidationError:
        return False
    return True
