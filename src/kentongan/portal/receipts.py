"""What stands on a receipt: the contents that UU 25/2009 art. 44 asks for, and the way back."""

import re
from typing import Any

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kentongan.complaints import filing
from kentongan.complaints.services.submit import Receipt, Submission
from kentongan.organizations import places
from kentongan.portal import usual
from kentongan.portal.hints import names_people

QUIET_ZONE = 2
_DARK = re.compile(rb"\x01+")
ANY_MASK = 3  # choosing the best of eight costs four times as much, and readers read them all


def facts(receipt: Receipt, given: Submission) -> dict[str, Any]:
    """Everything for the page with the receipt; only the usual time may ask, every ten minutes."""
    url = f"{settings.PUBLIC_URL}/lacak/{receipt.shown_number}/"
    place = places.find(given.area_code) if given.area_code else None
    return {
        "receipt": receipt,
        "given": given,
        "holder": given.institution.name if given.institution else _("the national checking desk"),
        "filing_limit": filing.late_since(
            kind=given.kind,
            happened_on=given.happened_on,
            filed_at=receipt.submitted_at,
            institution=given.institution,
        ),
        "place": ", ".join(one for one in (given.landmark, str(place or "")) if one),
        "has_contact": bool(given.personal.email or given.personal.phone or given.reporter_user_id),
        "names_people": not given.is_secret and names_people(given.text),
        "tracking_url": url,
        "to_keep": _("Report code %(number)s, PIN %(pin)s. Track it at %(url)s")
        % {"number": receipt.shown_number, "pin": receipt.pin, "url": url},
        "usual": usual.before_sending(
            area=given.area_code, kind=given.kind, now=receipt.submitted_at
        ),
        "qr": qr(url),
    }


def qr(url: str) -> SafeString:
    """The address as a drawing for telephones. It never holds the PIN.

    One stroke for each run of dark modules; the library's own writer takes half as long as all of
    its arithmetic.
    """
    drawing = segno.make(url, error="m", micro=False, mask=ANY_MASK, boost_error=False)
    rows = enumerate(drawing.matrix, start=QUIET_ZONE)
    strokes = "".join(
        f"M{run.start() + QUIET_ZONE} {y}.5h{run.end() - run.start()}"
        for y, row in rows
        for run in _DARK.finditer(row)
    )
    size = len(drawing.matrix) + 2 * QUIET_ZONE
    svg = f'<svg viewBox="0 0 {size} {size}" class="qr"><path stroke="#000" d="{strokes}"/></svg>'
    return mark_safe(svg)  # noqa: S308 - our own drawing of our own address
