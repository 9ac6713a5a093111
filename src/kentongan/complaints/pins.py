"""The only place that judges a tracking number and its PIN: the key of who has no account."""

import hmac

from django.conf import settings

from kentongan.common import ids
from kentongan.complaints.models import Complaint

NOBODY = "0" * 64


def opens(number: str, pin: str) -> int | None:
    """The id of the complaint that `pin` opens, or None. Both are taken as typed.

    An unknown number costs the same query and the same comparisons as a wrong PIN, so that the
    time of the answer does not tell which numbers exist.
    """
    stored = ids.read_number(number) or ""
    digits = "".join(one for one in pin if one.isdigit())
    row = Complaint.objects.filter(number=stored).values_list("pk", "pin_digest").first()
    pk, digest = row or (None, NOBODY)
    is_right = False
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        given = ids.pin_digest(stored, digits, secret=secret)
        is_right |= hmac.compare_digest(given, digest)
    return pk if is_right else None


def counted_as(number: str) -> str:
    """Under which name tries at a number are counted: however it is spelled, it is one number."""
    return ids.read_number(number) or "unreadable"
