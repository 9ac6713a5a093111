"""What an officer may do with a message: one small form for each."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from kentongan.channels.inbox import LONGEST_REPLY
from kentongan.common import ids
from kentongan.common.forms import RadioCards
from kentongan.complaints.choices import Kind
from kentongan.complaints.models import Complaint
from kentongan.organizations.actor import Actor

LONGEST_CHAT = 3500


class AttachForm(forms.Form):
    """To which complaint it belongs: by its code."""

    number = forms.CharField(
        label=_("Code of the report"),
        help_text=_("For example LP-9K47-TX2B."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_number(self) -> Complaint:
        """The complaint itself, if the officer may see it."""
        number = ids.read_number(self.cleaned_data["number"])
        rows = Complaint.objects.visible_to(self.actor).filter(number=number or "")
        found: Complaint | None = rows.first()
        if found is None:
            raise forms.ValidationError(_("No report with this code is with your office."))
        return found


class FileForm(forms.Form):
    """The text as it will be filed; officers may leave away what is no part of it."""

    text = forms.CharField(
        label=_("What the reporter says"),
        max_length=4000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Kind.choices, initial=Kind.COMPLAINT, widget=RadioCards
    )


class ReplyForm(forms.Form):
    """A few words back; dashes and curly marks are made plain so that it stays cheap."""

    text = forms.CharField(label=_("Reply"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, is_sms: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        assert isinstance(field, forms.CharField)
        most = LONGEST_REPLY if is_sms else LONGEST_CHAT
        field.max_length = most
        field.validators.append(MaxLengthValidator(most))
        field.widget.attrs["maxlength"] = str(most)
        field.help_text = (
            _("160 letters are one SMS; longer texts go in up to three.")
            if is_sms
            else _("It goes out by the channel that the message came by.")
        )


class NothingForm(forms.Form):
    """A button is all."""
