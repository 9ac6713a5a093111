"""The JSON API, version 1; its reference is served at `/api/v1/openapi.json`."""

import logging

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from kentongan.api.views import complaints

log = logging.getLogger(__name__)
api = NinjaAPI(title="Kentongan", version="1", urls_namespace="api", docs_url=None)
api.add_router("", complaints.router)


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    """The database is locked or away: the same request, with its key, may be sent again."""
    log.error("The database did not answer", exc_info=fault)
    words = _("Nothing can be stored just now. Send the same request again in a minute.")
    response = api.create_response(request, {"detail": words}, status=503)
    response["Retry-After"] = "60"
    return response
