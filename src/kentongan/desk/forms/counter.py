"""What a clerk types for somebody at the counter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kentongan.common.phone import read_phone
from kentongan.complaints.services import joining


class ServeForm(forms.Form):
    """Code and PIN of the receipt that the reporter shows."""

    number = forms.CharField(
        label=_("Report code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Write the code from the receipt.")},
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write the six digits from the receipt.")},
    )


class FollowForm(forms.Form):
    """Somebody has the problem of a published report, too."""

    report = forms.CharField(
        label=_("Code of the published report"),
        max_length=40,
        error_messages={"required": _("Write the code of the report.")},
    )
    contact = forms.CharField(
        label=_("Mobile number or e-mail, to be told of news"),
        help_text=_("Without it the person is only counted."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agrees = forms.BooleanField(
        label=_("The person has heard these words and agrees"),
        help_text=joining.CONSENT,
        required=False,
    )

    def clean_contact(self) -> str:
        typed = str(self.cleaned_data["contact"]).strip()
        if not typed or "@" in typed:
            return typed
        phone = read_phone(typed)
        if not phone:
            raise forms.ValidationError(
                _("This number is not complete. Write it like 0812 3456 7890.")
            )
        return phone
