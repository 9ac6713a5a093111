"""The shape of what citizens type on the tracking page. The report itself: `report_form.py`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common.forms import RadioCards
from kentongan.complaints.choices import ContestReason
from kentongan.complaints.models import Rating
from kentongan.portal.report_form import LONGEST
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
    """What is not solved."""

    contest_reason = forms.ChoiceField(
        label=_("What is not solved?"),
        choices=ContestReason.choices,
        widget=RadioCards(),
        error_messages={"required": _("Choose what is not solved.")},
    )
    field_order = ("contest_reason", "text", "photos")


class ReopenForm(ReasonForm):
    """What is not solved after all."""

    contest_reason = forms.ChoiceField(
        label=_("What is not solved?"),
        choices=ContestReason.choices,
        widget=RadioCards(),
        error_messages={"required": _("Choose what is not solved.")},
    )
    field_order = ("contest_reason", "text")


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
