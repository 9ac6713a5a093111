"""Pushes to this browser: of one report to its reporter, of the desk to an officer. Opt in, opt out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kentongan.complaints.services import following
from kentongan.notifications import subscriptions
from kentongan.notifications.subscriptions import Browser, Unfit
from kentongan.officers.access import OfficerRequest
from kentongan.portal.access import own, private


@never_cache
@require_POST
def of_report(request: HttpRequest, number: str) -> HttpResponse:
    """Tell this browser of each step of one report, or none of them any more."""
    found = own(request, number)
    if found is None:
        return private(redirect("portal:track"))
    complaint, actor = found
    if "stop" in request.POST:
        following.unfollow(complaint, by=actor)
        messages.success(request, _("No device is told of this report any more."))
    else:
        try:
            following.follow(complaint, by=actor, browser=_browser(request))
        except Unfit as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("This device is told of each step of this report."))
    return private(redirect("portal:tracked", complaint.shown_number))


@never_cache
@login_required
@require_POST
def of_officer(request: OfficerRequest) -> HttpResponse:
    """Tell this browser of what comes to the officer's desk, or nothing any more."""
    if not request.actor.is_officer:
        raise PermissionDenied
    user_id = request.actor.user_id
    if "stop" in request.POST:
        subscriptions.unsubscribe(user_id=user_id)
        messages.success(request, _("No device of yours is told any more."))
    else:
        try:
            subscriptions.subscribe(_browser(request), user_id=user_id)
        except Unfit as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("This device is told of what comes to your desk."))
    return private(redirect("portal:wishes"))


def _browser(request: HttpRequest) -> Browser:
    given = request.POST
    return Browser(
        endpoint=given.get("endpoint", "")[:1000],
        p256dh=given.get("p256dh", "")[:100],
        auth=given.get("auth", "")[:40],
    )
