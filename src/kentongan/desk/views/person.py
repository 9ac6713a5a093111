"""The officer's own things: which hat is worn, and the bell."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.desk import hats
from kentongan.desk.access import OfficerRequest, frame, officer_required
from kentongan.notifications import rendering
from kentongan.notifications.models import Message


@require_POST
@officer_required
def change_hat(request: OfficerRequest) -> HttpResponse:
    """Work in another of one's roles."""
    chosen = request.POST.get("membership", "")
    if not chosen.isdigit() or not hats.wear(request, int(chosen)):
        messages.error(request, _("This role is not yours any more."))
    return redirect("desk:inbox")


@require_safe
@officer_required
def bell(request: OfficerRequest) -> HttpResponse:
    """What happened to complaints that concern this officer."""
    rows = Message.objects.bell_for(request.actor.user_id or 0)
    news = [(one, rendering.text_of(one)) for one in rows[:50]]
    context = frame(request) | {"news": news}
    rows.mark_read()
    return render(request, "desk/bell.html", context)
