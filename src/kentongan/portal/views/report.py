"""The form, its receipt, and the lists that help to fill it in."""

from urllib.parse import urlsplit
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.channels import web
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import submit
from kentongan.complaints.services.submit import Receipt
from kentongan.organizations import gazetteer, places
from kentongan.organizations.actor import Actor
from kentongan.portal import limits
from kentongan.portal.forms import ReportForm

MOST_REPORTS, PER_SECONDS = 60, 600


@csrf_exempt  # without a session there is nothing to ride on; the origin is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The report form; a valid one answers with the receipt, without a redirect.

    Sent twice, the same form gives the same receipt: its key makes one complaint of both.
    """
    if request.method != "POST":
        response = render(request, "portal/report.html", {"form": ReportForm()})
        response["Cache-Control"] = "max-age=60"
        return response
    _check_origin(request)
    form = ReportForm(request.POST, request.FILES)
    if limits.is_over(request, "report", most=MOST_REPORTS, seconds=PER_SECONDS):
        form.add_error(None, _("Very many reports come from your network. Wait ten minutes."))
    if form.is_valid():
        try:
            return _receipt(request, form)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
    return _again(request, form)


def _receipt(request: HttpRequest, form: ReportForm) -> HttpResponse:
    user = request.user
    given = web.parse(
        form.cleaned_data,
        language=get_language() or "id",
        user_id=user.pk if user.is_authenticated else None,
    )
    by = Actor.reporter(user) if user.is_authenticated else Actor.system()
    receipt = submit(given, by=by)
    response = render(request, "portal/receipt.html", _facts(receipt, form))
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _facts(receipt: Receipt, form: ReportForm) -> dict[str, object]:
    given = form.cleaned_data
    return {
        "receipt": receipt,
        "text": given["text"],
        "place": str(places.find(given["area"]) or ""),
        "name": given["name"],
        "has_contact": bool(given["contact"]),
        "institution": given["institution"],
    }


def _again(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """The form with everything that was typed; chosen files must be chosen again and it says so."""
    data = request.POST.copy()
    data.setdefault("key", str(uuid4()))
    form.data = data
    lost = bool(request.FILES.getlist("files"))
    return render(request, "portal/report.html", {"form": form, "lost_files": lost}, status=422)


def _check_origin(request: HttpRequest) -> None:
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin and origin != "null" and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied


@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """All villages, for the search in the browser; asked again only when they change."""
    found = gazetteer.village_list()
    if request.headers.get("If-None-Match") == found.etag:
        return HttpResponse(status=304)
    response = HttpResponse(found.body, content_type="application/json")
    response["ETag"] = found.etag
    response["Cache-Control"] = "public, max-age=86400"
    return response


@never_cache
@require_safe
def locate(request: HttpRequest) -> HttpResponse:
    """The village at a position; the position itself is not kept."""
    try:
        lat, lng = float(request.GET["lat"]), float(request.GET["lng"])
    except (KeyError, ValueError):
        return JsonResponse({"words": _("The position could not be read.")}, status=400)
    place = places.locate(lat, lng)
    if place is None:
        return JsonResponse({"code": "", "words": _("This place is outside the district.")})
    return JsonResponse({"code": place.code, "words": str(place)})
