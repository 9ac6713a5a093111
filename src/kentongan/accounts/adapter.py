"""How sign-in behaves where it differs from allauth: our addresses, our words, our user."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _


def public(name: str, *args: str) -> str:
    """A page's address for a message: never built from what a request claims as its host."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Officers and citizens share one sign-in; LOGIN_REDIRECT_URL decides where they land."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account was closed. Ask the office that opened it."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _(
            "Email and password do not belong together. Check both, or set a new password."
        ),
        "enter_current_password": _("This is not your present password. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "invalid_password_reset": _("This link is used up or too old. Ask for a new one."),
        "same_as_current": _("This is already the address of your account."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, or set a new password."
        ),
        "rate_limited": _("Too many attempts. Wait a few minutes."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the account, or of the page when there is no account."""
        user = context.get("user")
        links = {
            "public_url": settings.PUBLIC_URL,
            "sign_up_url": public("account_signup"),
            "reset_url": public("account_reset_password"),
        }
        with translation.override(getattr(user, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, {**context, **links})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the message to a person who forgot the password."""
        uid, _dash, token = key.partition("-")
        return public("account_reset_password_from_key", uid, token)

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        """The link in the message that asks to confirm an address."""
        return public("account_confirm_email", emailconfirmation.key)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address, unless another account holds it: then say so and change nothing."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            text = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, text, {"email": email_address.email})
            return False
