"""The outlines from which a browser draws the map of the report form."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kentongan.organizations import outlines
from kentongan.organizations.outlines import Drawing


@require_safe
def regency(request: HttpRequest) -> HttpResponse:
    """All kecamatan."""
    return _kept(request, outlines.regency())


@require_safe
def district(request: HttpRequest, code: str) -> HttpResponse:
    """The villages of one kecamatan."""
    found = outlines.district(code)
    if found is None:
        raise Http404
    return _kept(request, found)


def _kept(request: HttpRequest, drawing: Drawing) -> HttpResponse:
    """Asked again only when the data changes."""
    if request.headers.get("If-None-Match") == drawing.etag:
        return HttpResponse(status=304)
    response = HttpResponse(drawing.body, content_type="application/json")
    response["ETag"] = drawing.etag
    response["Cache-Control"] = "public, max-age=86400"
    return response
