"""Pages of citizens with an account, and the way on after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role
from kentongan.portal import words
from kentongan.portal.access import private

MOST, MOST_NEWS = 100, 20


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The complaints filed from this account, newest first, and the news about them."""
    user = request.user
    assert isinstance(user, User)
    rows = Complaint.objects.visible_to(Actor.reporter(user)).select_related("area__parent")
    newest = rows.order_by("-submitted_at", "-id")[:MOST]
    context = {
        "cards": [(one, words.STANDINGS[one.status].label) for one in newest],
        "news": Message.objects.bell_for(user.pk)[:MOST_NEWS],
        "unread": Message.objects.unread_count(user.pk),
    }
    return private(render(request, "portal/mine.html", context))


@never_cache
@login_required
@require_POST
def read_news(request: HttpRequest) -> HttpResponse:
    """The news have been seen."""
    user = request.user
    assert isinstance(user, User)
    Message.objects.bell_for(user.pk).mark_read()
    return redirect("portal:mine")


@never_cache
@login_required
@require_safe
def after_login(request: HttpRequest) -> HttpResponse:
    """Officers to their desk, the operator to the console, citizens to their reports."""
    user = request.user
    assert isinstance(user, User)
    held = directory.memberships_of(user.pk, clock.today())
    if not held:
        return redirect("portal:mine")
    is_operator = all(one.role == Role.OPERATOR for one in held)
    return redirect("console:start" if is_operator else "desk:inbox")
