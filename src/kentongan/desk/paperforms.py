"""Drawings for cameras: the number on a paper form, and the way to set up another device."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from kentongan.channels.models import PaperForm

QUIET_ZONE = 2


def qr(form: PaperForm) -> SafeString:
    """The tracking address of the report that will stand on the form. It never holds the PIN."""
    return _drawn(f"{settings.PUBLIC_URL}/lacak/{form.shown_number}/")


def token_qr(token: str) -> SafeString:
    """The page of the village desk with the token behind the #, which no server sees."""
    return _drawn(f"{settings.PUBLIC_URL}{reverse('portal:village')}#{token}")


def _drawn(text: str) -> SafeString:
    made = segno.make(text, error="m", micro=False)
    svg = made.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 - our own drawing of our own address
