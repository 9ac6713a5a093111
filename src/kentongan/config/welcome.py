"""What `kentongan serve --demo` needs to know of the demo: whether it is there, and who signs in."""

from django.urls import reverse
from django.utils import translation

from kentongan.complaints.models import Complaint
from kentongan.demo import cast


def demo_is_missing() -> bool:
    return not Complaint.objects.exists()


def sign_ins() -> str:
    """A table of the people that a visitor may be, with the password that all share."""
    with translation.override("en"):
        rows = [
            (
                member.user.email,
                str(member.membership.get_role_display()) if member.membership else "Citizen",
                member.membership.organization.short_name if member.membership else "",
            )
            for member in cast.load().sign_ins()
        ]
    wide = max(len(email) for email, _, _ in rows)
    lines = [f"  {email:<{wide}}  {role:<20}  {office}".rstrip() for email, role, office in rows]
    head = f"Sign in at {reverse('account_login')} with the password {cast.PASSWORD} as one of:"
    return "\n".join((head, *lines))
