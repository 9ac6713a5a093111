"""The only place that opens an account for somebody else: who is invited sets the password alone."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from kentongan.accounts.adapter import public
from kentongan.accounts.models import User


@transaction.atomic
def invite(email: str, *, full_name: str, office: str, role: str, by_label: str) -> User:
    """Open an account and send the link that sets its password; an account that exists is kept."""
    known = User.objects.filter(email=email.strip().lower()).first()
    if known:
        return known
    user = User.objects.create_user(email, full_name=full_name)
    send(user, office=office, role=role, by_label=by_label)
    return user


def send(user: User, *, office: str, role: str, by_label: str) -> None:
    """Write the message into the outbox; afterwards the link is kept nowhere."""
    link = public(
        "account_reset_password_from_key",
        user_pk_to_url_str(user),
        default_token_generator.make_token(user),
    )
    context = {
        "user": user,
        "office": office,
        "role": role,
        "by": by_label,
        "link": link,
        "reset_url": public("account_reset_password"),
        "public_url": settings.PUBLIC_URL,
    }
    with translation.override(user.language):
        subject = render_to_string("account/email/invitation_subject.txt", context)
        body = render_to_string("account/email/invitation_message.txt", context)
    send_mail(" ".join(subject.split()), body, None, [user.email])
