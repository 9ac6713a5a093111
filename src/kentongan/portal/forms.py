"""The shape of what citizens type on the tracking page. The report itself: `report_form.py`."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common.forms import RadioCards
from kentongan.complaints.choices import ContestReason
from kentongan.complaints.contesting import Reason
from kentongan.complaints.models import Rating
from kentongan.complaints.services import joining
from kentongan.portal.report_form import LONGEST, read_contact
from kentongan.portal.uploads import FilesField


class TrackForm(forms.Form):
    """Number and PIN of a receipt, as typed: spaces, case and dashes do not matter."""

    number = forms.CharField(
        label=_("Report code"),
        help_text=_("For example: LP-9K47-TX2B"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "next",
            }
        ),
        error_messages={"required": _("Write the code from your receipt.")},
    )
    pin = forms.CharField(
        label=_("PIN"),
        help_text=_("Six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write the six digits from your receipt.")},
    )


class NothingForm(forms.Form):
    """A button alone."""


class WordsForm(forms.Form):
    """A text and files: completing, replying, adding."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = FilesField()


class ReasonForm(forms.Form):
    """A text alone: withdrawing, appealing."""

    text = forms.CharField(
        label=_("Your reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContestForm(WordsForm):
    """What is not solved; under each reason stands whether it opens the report again by itself."""

    contest_reason = forms.ChoiceField(
        label=_("What is not solved?"),
        widget=RadioCards(),
        error_messages={"required": _("Choose what is not solved.")},
    )
    field_order = ("contest_reason", "text", "photos")

    def __init__(self, *args: Any, reasons: Sequence[Reason] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["contest_reason"])
        field.choices = [(one.code, one.label) for one in reasons] or ContestReason.choices
        cast(RadioCards, field.widget).hints = {one.code: one.effect for one in reasons}


class RateForm(forms.Form):
    """Is it solved, and how good was it?"""

    solved = forms.ChoiceField(
        label=_("Is the problem solved?"),
        choices=Rating.Solved.choices,
        widget=RadioCards(),
        error_messages={"required": _("Say whether the problem is solved.")},
    )
    score = forms.TypedChoiceField(
        label=_("How were you served?"),
        choices=(
            ("", _("No mark")),
            (1, _("1 – very poor")),
            (2, _("2 – poor")),
            (3, _("3 – fair")),
            (4, _("4 – good")),
            (5, _("5 – very good")),
        ),
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(
        label=_("Your words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FollowForm(forms.Form):
    """I have this too; told only if wanted."""

    contact = forms.CharField(
        label=_("Mobile number or e-mail, to be told of news"),
        help_text=_("Without it you are only counted."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    agrees = forms.BooleanField(label=joining.CONSENT, required=False)
    website = forms.CharField(required=False)  # a trap: people do not see it

    def clean_contact(self) -> str:
        return read_contact(str(self.cleaned_data["contact"]))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the field “Website” empty; it is a trap."))
        return ""
