"""What the forms of all changes have in common."""

from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class ConsoleForm(forms.Form):
    """One change. `seen` is the state of the subject on which the person decided."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def see(self, number: int) -> None:
        """Show the form again as one that knows the newest state."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = str(number)
        self.data = data

    def carried(self) -> dict[str, str]:
        """Fields that the page of confirmation carries in another form than they were sent."""
        return {}


class DayField(forms.DateField):
    """A date as the browser's own picker sends it, or as people write it here."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"])
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault(
            "error_messages",
            {
                "invalid": _("This is not a date. Write it as 17/08/2027."),
                "required": _("Choose the date."),
            },
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found is not None and not 1945 <= found.year <= 2200:
            raise forms.ValidationError(_("Check the year."))
        return found


def line(label: Any, *, most: int, **kwargs: Any) -> forms.CharField:
    """A line of text with its limit."""
    kwargs.setdefault("error_messages", {"required": _("Fill this in.")})
    return forms.CharField(label=label, max_length=most, **kwargs)


def choice(label: Any, *, choices: Any = (), **kwargs: Any) -> forms.ChoiceField:
    """One of some values."""
    kwargs.setdefault("error_messages", {"required": _("Choose one.")})
    return forms.ChoiceField(label=label, choices=choices, **kwargs)
