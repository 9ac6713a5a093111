"""The forms of the spreadsheet import: the file, and what each column means."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.channels.imports.columns import FIELDS


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("CSV or XLSX, up to 10 MB and 5,000 rows; the first row holds the names."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("The file is empty. Choose another."),
        },
    )


class ColumnsForm(forms.Form):
    """For each column of the file what it holds; the text is needed."""

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        samples: Sequence[Sequence[str]],
        mapped: Mapping[str, int],
        may_contact: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        by_place = {place: field for field, place in mapped.items()}
        choices = [("", _("Leave out")), *FIELDS.items()]
        for place, name in enumerate(header):
            seen = " · ".join(row[place][:40] for row in samples if place < len(row) and row[place])
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name or _("Column %(n)s") % {"n": place + 1},
                choices=choices,
                required=False,
                initial=by_place.get(place, ""),
                help_text=seen[:160],
            )
        self.fields["may_contact"] = forms.BooleanField(
            label=_("Send receipts and news to the reporters in this list"),
            help_text=_("Only where they have agreed to it. Without it nobody is written to."),
            required=False,
            initial=may_contact,
        )

    def clean(self) -> dict[str, Any]:
        """Each meaning once, and the text among them."""
        given = self.cleaned_data
        first: dict[str, str] = {}
        for name, value in given.items():
            if not name.startswith("column_") or not value:
                continue
            if value in first:
                self.add_error(name, _("Another column means this already. Choose one of them."))
            first.setdefault(value, name)
        if "text" not in first:
            self.add_error(None, _("Say which column holds what the reporter says."))
        return given

    @property
    def mapped(self) -> dict[str, int]:
        """Field: place of the column."""
        return {
            value: int(name.removeprefix("column_"))
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value
        }
