"""The only place for a file input whose files wait between two screens: new ones, and tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from kentongan.complaints import held
from kentongan.complaints.held import Held

KEPT = "_kept"  # name of the ticks beside the file input


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a file field was sent: new files, and tokens of those that wait."""

    new: Sequence["UploadedFile[Any]"] = ()
    tokens: Sequence[str] = ()


class WaitingInput(forms.FileInput):
    """A file input for several files, with a tick for each that waits already."""

    allow_multiple_selected = True
    keeps_state = True  # `held` is of one person: no two forms may share it
    held: Sequence[Held] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        if not hasattr(files, "getlist"):  # a form without a request
            return Chosen()
        return Chosen(files.getlist(name), data.getlist(name + KEPT))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        more = {"held": self.held, "kept_name": name + KEPT}
        return super().get_context(name, None, attrs) | more


def hold(
    form: forms.Form, name: str, *, most: int, is_fine: Callable[["UploadedFile[Any]"], bool]
) -> None:
    """Keep what was sent for the next time this form is shown; wrong files are left out."""
    widget = _widget(form, name)
    chosen = widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    waiting = [held.keep(file) for file in chosen.new if is_fine(file)]
    widget.held = [*_known(chosen.tokens), *waiting][:most]


def show(form: forms.Form, name: str, tokens: Sequence[str]) -> None:
    """Put files that wait beside a fresh form."""
    _widget(form, name).held = _known(tokens)


def _known(tokens: Sequence[str]) -> list[Held]:
    return [one for token in tokens if (one := held.facts(token))]


def _widget(form: forms.Form, name: str) -> WaitingInput:
    widget = form.fields[name].widget
    if not isinstance(widget, WaitingInput):
        raise TypeError(name)
    return widget
