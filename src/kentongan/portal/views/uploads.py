"""One file that goes up while its writer is still writing."""

import logging

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kentongan.common import limits
from kentongan.common.limits import Limit
from kentongan.complaints import held
from kentongan.portal import origin, uploads

log = logging.getLogger(__name__)

HELD = Limit("hold")  # files; see `report.FILED`


@csrf_exempt  # nothing is changed but a file that nobody else can name; the origin is checked
@require_POST
def hold(request: HttpRequest) -> JsonResponse:
    """Put one file aside and answer with its token; the form sends that instead of the file."""
    if origin.is_foreign(request):
        raise PermissionDenied(_("This form came from another website. Open ours and report here."))
    if not HELD.spend(limits.address(request)):
        words = _("Very many files come from your network. Wait ten minutes.")
        refusal = JsonResponse({"words": words}, status=429)
        refusal["Retry-After"] = str(HELD.seconds)
        return refusal
    file = request.FILES.get("photos")
    if file is None:
        return JsonResponse({"words": _("No file arrived. Choose it again.")}, status=422)
    if fault := uploads.fault_of(file):
        return JsonResponse({"words": " ".join(fault.messages)}, status=422)
    try:
        kept = held.keep(file)
    except OSError:
        log.exception("A file could not be kept")
        words = _("The file could not be stored just now. It goes along with the report.")
        return JsonResponse({"words": words}, status=503)
    return JsonResponse({"token": kept.token, "name": kept.name, "size": kept.size})
