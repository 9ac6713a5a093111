"""The form in two screens, its receipt, and the lists that help to fill it in."""

import logging
from typing import cast
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.channels import web
from kentongan.common import clock, limits
from kentongan.common.limits import Limit
from kentongan.complaints import masking
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import submit
from kentongan.organizations import gazetteer, places
from kentongan.organizations.actor import Actor
from kentongan.portal import alike, hints, origin, receipts, uploads, usual
from kentongan.portal.kept import kept_page
from kentongan.portal.report_form import ReportForm

log = logging.getLogger(__name__)

# A whole village may share one address of the mobile network.
FILED = Limit("report")
KEPT_SECONDS = 60


@csrf_exempt  # without a session there is nothing to ride on; the origin is checked instead
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The report form; a valid one answers with the receipt, without a redirect.

    Sent twice, the same form gives the same receipt: its key makes one complaint of both.
    """
    if request.method != "POST":
        return kept_page(request, "report", seconds=KEPT_SECONDS, render=lambda: _empty(request))
    if origin.is_foreign(request):
        raise PermissionDenied(_("This form came from another website. Open ours and report here."))
    form = ReportForm(request.POST, request.FILES)
    step = request.POST.get("step", "send")
    if step == "back":
        return _screen(request, form, 1, says_errors=False)
    if not FILED.spend(limits.address(request)):
        form.add_error(None, _("Very many reports come from your network. Wait ten minutes."))
        return limits.retry_after(_screen(request, form, 2, status=429), FILED.seconds)
    if wrong := form.wrong_screen:
        return _screen(request, form, wrong, status=422)
    if step == "check" or _must_think(form):
        return _screen(request, form, 2)
    return _send(request, form)


def _empty(request: HttpRequest) -> str:
    return render_to_string("portal/report.html", _context(ReportForm(), 1), request)


def _must_think(form: ReportForm) -> bool:
    """The words ask for secrecy, and the writer has not seen that question yet."""
    given = form.cleaned_data
    has_seen = form.data.get("seen") == "1"
    return not has_seen and not given["is_secret"] and hints.is_sensitive(given["text"])


def _send(request: HttpRequest, form: ReportForm) -> HttpResponse:
    user = request.user if origin.is_ours(request) else None
    is_known = user is not None and user.is_authenticated
    try:
        given = web.parse(
            form.cleaned_data,
            language=get_language() or "id",
            user_id=user.pk if user is not None and is_known else None,
        )
        by = Actor.reporter(user) if user is not None and is_known else Actor.system()  # type: ignore[arg-type]
        receipt = submit(given, by=by)
    except (MoveRefused, LookupError) as refusal:
        form.add_error(None, str(refusal))
        return _screen(request, form, 2, status=409)
    except (OSError, OperationalError):
        # A full disk or a database that is away: what was typed must not be lost with them.
        log.exception("A report could not be stored")
        form.add_error(
            None, _("The system cannot store anything just now. Nothing is lost: send it again.")
        )
        return _screen(request, form, 2, status=503)
    facts = receipts.facts(receipt, given) | {"form_key": form.data.get("key", "")}
    response = render(request, "portal/receipt.html", facts)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _screen(
    request: HttpRequest,
    form: ReportForm,
    screen: int,
    *,
    status: int = 200,
    says_errors: bool = True,
) -> HttpResponse:
    """One of the two screens with everything that was typed and chosen."""
    data = cast(QueryDict, form.data).copy()
    data["key"] = data.get("key") or str(uuid4())
    context = _context(form, screen)
    if screen == 2 and not form.errors.get("text"):
        context |= _check(form, data)
    try:
        uploads.hold(form)
    except OSError:
        log.exception("A file could not be kept")
    form.data = data
    if not says_errors:
        form.errors.clear()
    response = render(request, "portal/report.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _check(form: ReportForm, data: QueryDict) -> dict[str, object]:
    """What the second screen says about the report; ticks secrecy where the words ask for it."""
    given = form.cleaned_data
    text = given.get("text", "")
    is_sensitive = hints.is_sensitive(text)
    if is_sensitive and data.get("seen") != "1":
        data["is_secret"] = "on"  # noqa: S105 - a tick, no password
    data["seen"] = "1"
    place = places.find(given.get("area_code", ""))
    shown = [one for one in (given.get("landmark", ""), str(place or "")) if one]
    if given.get("no_place"):
        shown = [str(form.fields["no_place"].label)]
    return {
        "public_text": masking.masked(text),
        "is_sensitive": is_sensitive,
        "names_people": hints.names_people(text),
        "place": ", ".join(shown),
        "usual": usual.before_sending(
            area=given.get("area_code", ""), kind=given.get("kind", ""), now=clock.now()
        ),
        "alike": alike.published(text, area_code=given.get("area_code", "")),
        "kind": dict(form.fields["kind"].choices).get(given.get("kind")),  # type: ignore[attr-defined]
    }


def _context(form: ReportForm, screen: int) -> dict[str, object]:
    return {
        "form": form,
        "screen": screen,
        "sensitive": hints.SENSITIVE,
        "personal": hints.PERSONAL,
        "mask": masking.MASK,
    }


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
        outside = _("This position is outside the district. You can report all the same.")
        return JsonResponse({"code": "", "words": outside})
    return JsonResponse({"code": place.code, "words": str(place)})


@require_safe
def usual_time(request: HttpRequest) -> JsonResponse:
    """How long an answer usually takes there, for the browser that shows the second screen itself."""
    found = usual.before_sending(
        area=request.GET.get("area", "")[:13], kind=request.GET.get("kind", ""), now=clock.now()
    )
    response = JsonResponse(
        {"dates": found.dates if found else "", "source": found.source if found else ""}
    )
    response["Cache-Control"] = "private, max-age=600"
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response
