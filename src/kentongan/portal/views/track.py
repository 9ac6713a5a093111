"""Tracking without an account: number and PIN, then everything the reporter may see and do."""

import hmac

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kentongan.common import ids
from kentongan.complaints import links, moves
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import Missing, MoveRefused
from kentongan.organizations.actor import Actor
from kentongan.portal import limits, pages
from kentongan.portal.forms import TrackForm
from kentongan.portal.steps import STEPS

SESSION_KEY = "tracked"
MOST_KEPT = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and PIN. Unknown number and wrong PIN get the same answer."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = ids.read_number(form.cleaned_data["number"]) or ""
        if _too_many(request, number):
            form.add_error(None, _("Too many tries. Wait fifteen minutes and try again."))
        elif _knows_pin(number, form.cleaned_data["pin"].strip()):
            _remember(request, number)
            return redirect("portal:tracked", ids.shown(number))
        else:
            form.add_error(None, _("Code and PIN do not match. Look at your receipt again."))
    status = 422 if form.errors else 200
    return _private(render(request, "portal/track.html", {"form": form}, status=status))


@never_cache
@require_safe
def by_link(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """The link of a message opens the page without PIN; the clean address follows."""
    stored = ids.read_number(number)
    if stored is None or not links.is_valid(stored, token):
        return redirect("portal:track")
    _remember(request, stored)
    return _private(redirect("portal:tracked", ids.shown(stored)))


@never_cache
@require_safe
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """What became of it, what comes next, and what the reporter can do."""
    complaint = _own(request, number)
    if complaint is None:
        return redirect("portal:track")
    return _page(request, complaint)


@never_cache
@require_http_methods(["POST"])
def step(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """One step of the reporter."""
    complaint = _own(request, number)
    if complaint is None:
        return redirect("portal:track")
    if action not in STEPS:
        raise Http404
    one = STEPS[action]
    form = one.form(request.POST, request.FILES, prefix=action)
    if form.is_valid():
        try:
            one.call(complaint, by=Actor.with_pin(complaint.pk), **form.cleaned_data)
        except Missing as missing:
            form.add_error("text" if "text" in form.fields else None, str(missing))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, one.done)
            return _private(redirect("portal:tracked", complaint.shown_number))
    return _page(request, complaint, failed={action: form}, status=422)


def _page(
    request: HttpRequest,
    complaint: Complaint,
    *,
    failed: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = Actor.with_pin(complaint.pk)
    possible = [one.action for one in moves.options(complaint, actor) if one.is_possible]
    offered = [
        (STEPS[action], (failed or {}).get(action) or STEPS[action].form(prefix=action))
        for action in STEPS
        if action in possible
    ]
    context = pages.tracked(complaint) | {"offered": offered, "failed": failed}
    return _private(render(request, "portal/tracked.html", context, status=status))


def _own(request: HttpRequest, number: str) -> Complaint | None:
    """The complaint, if this browser has shown its PIN or its owner is signed in."""
    stored = ids.read_number(number)
    rows = Complaint.objects.select_related("institution", "unit", "area", "external_body")
    if stored in request.session.get(SESSION_KEY, []):
        return rows.filter(number=stored).first()
    if request.user.is_authenticated and stored:
        return rows.visible_to(Actor.reporter(request.user)).filter(number=stored).first()
    return None


def _remember(request: HttpRequest, number: str) -> None:
    kept = [one for one in request.session.get(SESSION_KEY, []) if one != number]
    request.session[SESSION_KEY] = [number, *kept][:MOST_KEPT]


def _knows_pin(number: str, pin: str) -> bool:
    stored = Complaint.objects.filter(number=number).values_list("pin_digest", flat=True).first()
    right = False
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        given = ids.pin_digest(number, pin, secret=secret)
        # An unknown number costs the same comparison as a wrong PIN.
        right |= hmac.compare_digest(given, stored or "0" * 64)
    return right and stored is not None


def _too_many(request: HttpRequest, number: str) -> bool:
    from_here = limits.is_over(request, "track", most=100, seconds=900)
    of_this = limits.is_over(request, "track-number", most=10, seconds=900, extra=number or "-")
    return from_here or of_this


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
