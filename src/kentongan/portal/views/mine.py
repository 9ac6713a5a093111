"""Pages of citizens with an account, and the way on after signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from kentongan.accounts.models import User
from kentongan.common import clock, limits
from kentongan.complaints import pins
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.claiming import claim as claim_for
from kentongan.notifications import rendering
from kentongan.notifications.bell import unread_count
from kentongan.notifications.models import Message
from kentongan.organizations import directory, places
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role
from kentongan.portal import words
from kentongan.portal.access import private
from kentongan.portal.forms import TrackForm

MOST, MOST_NEWS = 100, 8


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The complaints filed from this account, newest first, and the news about them."""
    return _page(request, TrackForm())


@sensitive_post_parameters("pin")
@never_cache
@login_required
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Take an earlier report into this account, by its number and PIN."""
    user = request.user
    assert isinstance(user, User)
    form = TrackForm(request.POST)
    status = 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            found = pins.opens(given["number"], given["pin"], address=limits.address(request))
        except pins.TooManyTries:
            form.add_error(None, _("Too many tries. Wait fifteen minutes and try again."))
            status = 429
        else:
            if found is None:
                form.add_error(None, _("Code and PIN do not match. Look at your receipt again."))
            elif claim_for(found, by=Actor.reporter(user)):
                messages.success(request, _("The report now stands among your reports."))
                return private(redirect("portal:mine"))
            else:
                form.add_error(None, _("This report stands in another account already."))
    return limits.retry_after(_page(request, form, status=status), pins.OF_NUMBER.seconds)


def _page(request: HttpRequest, form: TrackForm, *, status: int = 200) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    rows = Complaint.objects.visible_to(Actor.reporter(user))
    newest = rows.order_by("-submitted_at", "-id")[:MOST]
    context = {
        "form": form,
        "cards": [
            (one, words.STANDINGS[one.status].label, " · ".join(_meta(one))) for one in newest
        ],
        "news": [
            (one, rendering.text_of(one).subject)
            for one in Message.objects.bell_for(user.pk)[:MOST_NEWS]
        ],
        "unread": unread_count(user.pk),
    }
    return private(render(request, "portal/mine.html", context, status=status))


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
    held = directory.hats_of(user.pk, clock.today())
    if not held:
        return redirect("portal:mine")
    is_operator = all(one.role == Role.OPERATOR for one in held)
    return redirect("console:start" if is_operator else "desk:inbox")


def _meta(one: Complaint) -> list[str]:
    place = str(places.find(one.area_id or "") or "")
    return [word for word in (place, *words.both_dates(one)) if word]
