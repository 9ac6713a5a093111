"""What sign-up asks besides address and password: a name, and a phone number if one likes.

allauth builds its own form on this one; `entrance.py` has the words of the others.
"""

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import User
from kentongan.common.phone import read_phone


class SignupExtra(forms.Form):
    field_order = ("full_name", "email", "phone", "password1")

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone or WhatsApp number"),
        help_text=_("For messages about your reports."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        """The number in international form, or empty."""
        text = self.cleaned_data["phone"]
        number = read_phone(text) if text else ""
        if number is None:
            raise forms.ValidationError(
                _("This is not a phone number. Write it like 0812 3456 7890, or leave it out.")
            )
        return number

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls this once the account exists, in the transaction that makes it."""
        user.full_name = self.cleaned_data["full_name"]
        user.phone = self.cleaned_data["phone"]
        user.language = (get_language() or User.Language.INDONESIAN)[:2]
        user.save(update_fields=["full_name", "phone", "language"])
