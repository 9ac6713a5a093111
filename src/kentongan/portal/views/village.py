"""The page with which a village desk takes in reports without network. It holds nothing of anybody."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from kentongan.common import ids
from kentongan.portal.kept import kept_page
from kentongan.portal.report_form import LONGEST, SHORTEST

STEADY = 600  # seconds


@require_safe
def village(request: HttpRequest) -> HttpResponse:
    """The same empty page for everybody; the device that was set up fills it in."""
    context = {"alphabet": ids.ALPHABET, "shortest": SHORTEST, "longest": LONGEST}
    return kept_page(
        request,
        "village",
        seconds=STEADY,
        render=lambda: render_to_string("portal/village.html", context, request),
    )
