"""What makes the pages an app: manifest, service worker, the list of the device, the page without
network, and the door for reports that waited on a device."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kentongan.channels import web
from kentongan.common import ids, limits
from kentongan.complaints import history, links
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import submit
from kentongan.organizations.actor import Actor
from kentongan.portal import hints, origin, precache
from kentongan.portal.kept import kept_page
from kentongan.portal.report_form import ReportForm
from kentongan.portal.steps import STEPS, form_of
from kentongan.portal.views.report import FILED

log = logging.getLogger(__name__)

STEADY = 600  # seconds
ICONS = (("192", "any"), ("512", "any"), ("maskable-192", "maskable"), ("maskable-512", "maskable"))


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """How the app is called, looks and begins, in the language of the reader."""
    report, track = reverse("portal:report"), reverse("portal:track")
    facts = {
        "id": "/",
        "name": _("Kentongan: complaints to your government"),
        "short_name": "Kentongan",
        "lang": translation.get_language(),
        "start_url": report,
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0c4596",
        "background_color": "#ffffff",
        "icons": [_icon(name, purpose) for name, purpose in ICONS],
        "shortcuts": [
            {"name": _("Make a report"), "url": report},
            {"name": _("Track a report"), "url": track},
            {"name": _("Reports on this device"), "url": reverse("portal:outbox")},
        ],
    }
    response = JsonResponse(facts, content_type="application/manifest+json")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _icon(name: str, purpose: str) -> dict[str, str]:
    size = name.rpartition("-")[2]
    url = static(f"kentongan/icons/{name}.png")
    return {"src": url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. From the root, so that it may answer for every page; asked each time."""
    text = precache.worker() if settings.OFFLINE else precache.FAREWELL
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The reports on this device. The page holds none of them: the browser fills it in."""
    return _still(request, "outbox")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser without network shows in place of a page that it may not keep."""
    return _still(request, "offline")


def _still(request: HttpRequest, name: str) -> HttpResponse:
    return kept_page(
        request,
        name,
        seconds=STEADY,
        render=lambda: render_to_string(f"portal/{name}.html", {}, request),
    )


@csrf_exempt  # it looks at no cookie, so there is nothing to ride on; the origin is checked
@never_cache
@require_POST
def queued(request: HttpRequest) -> JsonResponse:
    """Take one report that waited on a device; the same key again gives the same receipt.

    A token made days ago would be worthless by now, and whoever is signed in now need not be the
    writer: no cookie counts here, and the report belongs to whoever holds number and PIN.
    """
    if origin.is_foreign(request):
        raise PermissionDenied(_("This form came from another website. Open ours and report here."))
    language = request.POST.get("language", "")
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        if not FILED.spend(limits.address(request)):
            words = _("Very many reports come from your network. It is tried again by itself.")
            return JsonResponse({"words": words}, status=429)
        form = ReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return JsonResponse({"errors": _faults(form)}, status=422)
        if _must_think(form):
            words = _("Your report seems to need secrecy. Open it, say whether, and send it.")
            return JsonResponse({"errors": {"is_secret": [words]}}, status=422)
        return _taken(form, language=known)


@csrf_exempt  # it looks at no cookie; the token of the report is in the form
@never_cache
@require_POST
def queued_step(request: HttpRequest, number: str, action: str) -> JsonResponse:
    """Take one step that waited on a device, for the report whose token it brings; once for a key."""
    if origin.is_foreign(request):
        raise PermissionDenied(_("This form came from another website. Open ours and report here."))
    stored, key = ids.read_number(number) or "", request.POST.get("key", "")[:40]
    complaint = Complaint.objects.filter(number=stored).first()
    if (
        complaint is None
        or action not in STEPS
        or not links.is_valid(stored, request.POST.get("token", ""))
    ):
        words = _("This report cannot be opened from here. Open it with code and PIN.")
        return JsonResponse({"words": words}, status=403)
    language = request.POST.get("language", "")
    with translation.override(language if language in dict(settings.LANGUAGES) else None):
        if not FILED.spend(limits.address(request)):
            words = _("Very many reports come from your network. It is tried again by itself.")
            return JsonResponse({"words": words}, status=429)
        if not (key and history.taken(complaint, sent_as=key)):
            actor = Actor.with_pin(complaint.pk, door=Channel.APP).through(Channel.APP, sent_as=key)
            form = form_of(STEPS[action], complaint, actor, request.POST, request.FILES)
            if not form.is_valid():
                return JsonResponse({"errors": _faults(form)}, status=422)
            try:
                STEPS[action].call(complaint, by=actor, **form.cleaned_data)
            except MoveRefused as refusal:
                return JsonResponse({"words": str(refusal)}, status=409)
    url = reverse("portal:tracked", args=[complaint.shown_number])
    return JsonResponse({"number": complaint.shown_number, "pin": "", "url": url})


def _must_think(form: ReportForm) -> bool:
    given = form.cleaned_data
    return (
        form.data.get("seen") != "1"
        and not given["is_secret"]
        and hints.is_sensitive(given["text"])
    )


def _taken(form: ReportForm, *, language: str) -> JsonResponse:
    try:
        given = web.parse(form.cleaned_data, language=language, user_id=None, channel=Channel.APP)
        receipt = submit(given, by=Actor.system())
    except (MoveRefused, LookupError) as refusal:
        return JsonResponse({"words": str(refusal)}, status=409)
    except (OSError, OperationalError):
        log.exception("A report could not be stored")
        words = _("The system cannot store anything just now. It is tried again by itself.")
        return JsonResponse({"words": words}, status=503)
    number = receipt.shown_number
    url = reverse("portal:tracked", args=[number])
    return JsonResponse({"number": number, "pin": receipt.pin, "url": url})


def _faults(form: forms.Form) -> dict[str, Any]:
    """What is wrong, by the label that the writer knows."""
    return {
        str(form.fields[name].label or "") if name in form.fields else "": [
            str(one) for one in errors
        ]
        for name, errors in form.errors.items()
    }
