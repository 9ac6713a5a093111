"""What a village desk sends when it has a network again: the fast form, and how it was taken in."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.channels.village import Taken
from kentongan.common import ids
from kentongan.complaints.choices import Channel
from kentongan.desk.forms.record import RecordForm


class VillageForm(RecordForm):
    """The form of the counter with the number of its paper, its own time, and two consents."""

    key = forms.UUIDField(required=False)  # that of the paper counts: channels/village.py
    channel = forms.CharField(required=False)  # type: ignore[assignment]
    number = forms.CharField(label=_("Number of the form"), max_length=20)
    taken_at = forms.DateTimeField(required=False)
    sent_at = forms.DateTimeField(required=False)
    read_back = forms.BooleanField(
        label=_("Read back"),
        error_messages={"required": _("Read the report back to the reporter before you save it.")},
    )
    may_contact = forms.BooleanField(label=_("May be contacted"), required=False)

    def clean_key(self) -> UUID:
        return self.cleaned_data["key"] or uuid4()

    def clean_channel(self) -> str:
        return Channel.COUNTER.value

    def clean_number(self) -> str:
        """The number as stored; the check letter tells a slip of the pen."""
        number = ids.read_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("This is no number of a form. Check each letter."))
        return number

    def clean(self) -> dict[str, Any]:
        """Who may not be contacted leaves no way to do it."""
        given = super().clean() or self.cleaned_data
        if not given.get("may_contact"):
            given["phone"] = given["email"] = ""
        return given

    def taken(self) -> Taken:
        """How it was taken in."""
        given = self.cleaned_data
        names = ("number", "taken_at", "sent_at", "may_contact")
        return Taken(**{name: given[name] for name in names})
