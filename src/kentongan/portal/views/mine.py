"""Pages of citizens with an account, and the way on after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from kentongan.notifications.models import Message
from kentongan.organizations import directory
from kentongan.organizations.actor import Actor
from kentongan.portal import words

MOST = 100


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The complaints filed from this account, newest first, and the news about them."""
    user = request.user
    assert isinstance(user, User)
    rows = Complaint.objects.visible_to(Actor.reporter(user)).order_by("-submitted_at", "-id")
    cards = [(one, words.STANDINGS[one.status].label) for one in rows[:MOST]]
    news = Message.objects.bell_for(user.pk)
    context = {"cards": cards, "news": list(news[:20])}
    news.mark_read()
    return render(request, "portal/mine.html", context)


@never_cache
@login_required
@require_safe
def after_login(request: HttpRequest) -> HttpResponse:
    """Officers to their desk, citizens to their reports."""
    user = request.user
    assert isinstance(user, User)
    is_officer = bool(directory.memberships_of(user.pk, clock.now().date()))
    return redirect("desk:inbox" if is_officer else "portal:mine")
