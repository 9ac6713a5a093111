"""The forms of sign-in, sign-up and passwords: allauth's rules, our words."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import User

EMAIL = _("Email")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
NEW_PASSWORD_AGAIN = _("New password, once more")
PASSWORD_HINT = _("At least 10 characters. Three or four words that only you would join are good.")
HONEYPOT: str = settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD


class Worded(forms.Form):
    """Our labels and hints on a form of allauth: field → (label, hint)."""

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The label stands above; words inside a field vanish while one types.
            field.widget.attrs.pop("placeholder", None)
        for name, (label, hint) in self.words.items():
            self.fields[name].label = label
            self.fields[name].help_text = hint


class LoginForm(Worded, allauth_forms.LoginForm):  # type: ignore[misc]
    words: ClassVar = {
        "login": (EMAIL, ""),
        "password": (PASSWORD, ""),
        "remember": (_("Keep me signed in on this device"), ""),
    }


class SignupForm(Worded, allauth_forms.SignupForm):  # type: ignore[misc]
    words: ClassVar = {
        "email": (EMAIL, _("We send a link to this address. Open it to confirm.")),
        "password1": (PASSWORD, PASSWORD_HINT),
        HONEYPOT: (_("Leave this field empty"), ""),
    }
    account_already_exists: bool = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth hides it by a style attribute, which our content policy refuses.
        self.fields[HONEYPOT].widget = forms.TextInput(
            attrs={"tabindex": "-1", "autocomplete": "off"}
        )

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; when the address has one already, answer in the same way and time."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # costs what a real one costs
        made: tuple[User | None, HttpResponse | None]
        try:
            made = super().try_save(request)
        except IntegrityError:  # sent twice at the same moment: the other one was first
            self.account_already_exists = True
            made = super().try_save(request)
        return made

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        """Account, name and address together or not at all."""
        user: User = super().save(request)
        return user


class AddEmailForm(Worded, allauth_forms.AddEmailForm):  # type: ignore[misc]
    words: ClassVar = {
        "email": (
            _("New email"),
            _("We send a link to the new address. The old one counts until you open that link."),
        )
    }


class ChangePasswordForm(Worded, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    words: ClassVar = {
        "oldpassword": (_("Present password"), ""),
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (NEW_PASSWORD_AGAIN, ""),
    }


class SetPasswordForm(Worded, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    words: ClassVar = {
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (NEW_PASSWORD_AGAIN, ""),
    }


class ResetPasswordForm(Worded, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    words: ClassVar = {"email": (EMAIL, "")}


class ResetPasswordKeyForm(Worded, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    words: ClassVar = {
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (NEW_PASSWORD_AGAIN, ""),
    }


class ReauthenticateForm(Worded, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    words: ClassVar = {"password": (PASSWORD, "")}
