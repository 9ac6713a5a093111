"""Why the dates of one's own report are what they are: a page, and data to compute them again."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kentongan.common import ids
from kentongan.complaints import certificate as certificates
from kentongan.portal.access import own, private


@never_cache
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Each clock with rule, start, pauses and skipped days; no officer is named."""
    found = own(request, number)
    if found is None:
        return _ask_pin(number)
    complaint, _actor = found
    made = certificates.certify(complaint, with_names=False)
    context = {"complaint": complaint, "made": made}
    return private(render(request, "portal/certificate.html", context))


@never_cache
@require_safe
def data(request: HttpRequest, number: str) -> HttpResponse:
    """The same for machines."""
    found = own(request, number)
    if found is None:
        return _ask_pin(number)
    made = certificates.certify(found[0], with_names=False)
    given = certificates.as_json(made)
    return private(JsonResponse(given, json_dumps_params={"ensure_ascii": False}))


def _ask_pin(number: str) -> HttpResponse:
    stored = ids.read_number(number)
    query = f"?kode={ids.shown(stored)}" if stored else ""
    return private(redirect(reverse("portal:track") + query))
