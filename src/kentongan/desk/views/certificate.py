"""Why the dates of a complaint are what they are: a page, and data to compute them again."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kentongan.complaints import certificate as certificates
from kentongan.desk import casefile
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page


@require_safe
@officer_required
def certificate(request: OfficerRequest, number: str) -> HttpResponse:
    """Each clock with rule, start, pauses and skipped days."""
    found = casefile.find(number, request.actor)
    made = certificates.certify(found, with_names=True)
    return page(request, "desk/certificate.html", {"complaint": found, "made": made})


@require_safe
@officer_required
def data(request: OfficerRequest, number: str) -> HttpResponse:
    """The same for machines."""
    found = casefile.find(number, request.actor)
    made = certificates.certify(found, with_names=True)
    return JsonResponse(certificates.as_json(made), json_dumps_params={"ensure_ascii": False})
