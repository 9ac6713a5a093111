"""Forms of holidays."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kentongan.console.forms.base import ConsoleForm, DayField, choice, line
from kentongan.deadlines.choices import HolidayKind
from kentongan.deadlines.models import NAME_LENGTH

LARGEST = 200 * 1024


class HolidayForm(ConsoleForm):
    day = DayField(label=_("Date"))
    name = line(_("Name"), most=NAME_LENGTH)
    kind = choice(_("Kind"))

    def __init__(self, *args: Any, is_national: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in HolidayKind if not is_national or one != HolidayKind.LOCAL]
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]
        first = HolidayKind.LIBUR_NASIONAL if is_national else HolidayKind.LOCAL
        self.initial.setdefault("kind", first.value)


class WithdrawForm(ConsoleForm):
    reason = line(
        _("Reason"), most=200, help_text=_("For example: moved by the joint decree of ministers.")
    )


class ImportForm(ConsoleForm):
    file = forms.FileField(
        label=_("File (CSV)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("From a spreadsheet: save as “CSV UTF-8”."),
    )
    text = forms.CharField(
        label=_("Or paste the lines"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "First line: tanggal,jenis,nama. Kinds: libur_nasional, cuti_bersama, libur_daerah."
        ),
    )

    def clean_file(self) -> bytes:
        given: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if given is None:
            return b""
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 200 KB. Split it by year."))
        return bytes(given.read())

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if len(text) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 200 KB. Split it by year."))
        return text

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste the lines."))
        return given

    @property
    def data_given(self) -> bytes | str:
        """The file, else what was pasted."""
        return self.cleaned_data["file"] or str(self.cleaned_data["text"])

    def carried(self) -> dict[str, str]:
        """A file cannot be sent along by a page: its text is."""
        given = self.data_given
        return {"text": given if isinstance(given, str) else given.decode("utf-8-sig")}
