"""What holds for every address of machines: problems instead of pages, CORS, limits in headers."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from kentongan.api import quotas
from kentongan.api.open311.rendering import Fault, faulty
from kentongan.api.problems import Problem, of_problem, problem

GARBAGE = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
API, OPEN311 = "/api/", "/open311/"
# Keys of institutions belong on their servers: no browser may send one from another site.
NO_CORS = "/api/v1/office/"
MAY_SEND = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "Upload-Offset, X-Complaint-PIN, Accept-Language"
)
MAY_READ = (
    "ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
    "Upload-Offset, Upload-Length"
)


class MachineMiddleware:
    """Leaves pages alone. No cookie counts here, so any site may read what anybody may read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith((API, OPEN311)):
            return self.get_response(request)
        has_cors = not request.path.startswith(NO_CORS)
        if has_cors and request.method == "OPTIONS" and "Origin" in request.headers:
            return self._preflight()
        response = self._answer(request)
        for name, value in quotas.headers_of(request).items():
            response[name] = value
        if has_cors:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = MAY_READ
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN311):
            return _open311(request, self.get_response(request))
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return problem(413, _("At most 1 MB at a time; send files in parts to /uploads."))
        response = self.get_response(request)
        if response.status_code in GARBAGE and not quotas.headers_of(request):
            return self._counted(request, response)
        if response.status_code < 400 or "json" in response.get("Content-Type", ""):
            return response
        made = problem(response.status_code)
        for name in ("Allow", "Retry-After"):
            if response.has_header(name):
                made[name] = response[name]
        return made

    def _counted(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Refused for its form before any view could count it: it counts as a report."""
        try:
            quotas.FILED.spend(request)
        except Problem as fault:
            return of_problem(fault)
        return response

    def _preflight(self) -> HttpResponse:
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD, POST, PATCH, DELETE"
        response["Access-Control-Allow-Headers"] = MAY_SEND
        response["Access-Control-Max-Age"] = "86400"
        return response


def _open311(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A page with a fault (no such address, our own mistake) becomes what clients can read."""
    if response.status_code < 400 or not response["Content-Type"].startswith("text/html"):
        return response
    fmt = "json" if request.path.endswith(".json") else "xml"
    words = HTTPStatus(response.status_code).phrase
    return faulty(fmt, Fault(response.status_code, words))


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if str(given).isdecimal() else 0
