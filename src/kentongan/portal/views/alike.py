"""Published reports like the one that is being written: a hint, never an obstacle."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kentongan.common import limits
from kentongan.common.limits import Limit
from kentongan.portal import origin
from kentongan.portal.alike import published

ASKED = Limit("alike")  # by browsers while somebody types; see `report.FILED`


@csrf_exempt  # nothing is changed; a post, because what is being written belongs in no address
@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """The part of the form that lists them, for what is typed so far."""
    if origin.is_foreign(request):
        raise PermissionDenied(_("This form came from another website. Open ours and report here."))
    if not ASKED.spend(limits.address(request)):
        return limits.retry_after(
            HttpResponse(_("Too often. Wait ten minutes."), status=429), ASKED.seconds
        )
    found = published(
        request.POST.get("text", ""),
        area_code=request.POST.get("area_code", ""),
        area=request.POST.get("area", ""),
    )
    response = render(request, "portal/_alike.html", {"alike": found})
    response["Cache-Control"] = "no-store"
    return response
