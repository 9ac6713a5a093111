"""How the channels do: queues, last words, faults; and the button that ends the rest of one."""

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kentongan.audit import log
from kentongan.channels import overview
from kentongan.console.access import AdminRequest, administers, page
from kentongan.console.sections import is_open
from kentongan.notifications import health


@administers("channels")
@require_safe
def channels(request: AdminRequest) -> HttpResponse:
    """Every way by which messages come and go, those that fail first."""
    found = sorted(overview.all_ways(), key=lambda one: (not one.failing, one.name))
    is_of_nation = is_open("texts", request.actor)
    context = {"ways": found, "receivers": overview.receivers() if is_of_nation else ()}
    return page(request, "console/channels.html", context, section="channels")


@require_POST
@administers("texts")
def wake(request: AdminRequest, transport: str) -> HttpResponse:
    """The carrier works again: do not wait until its rest is over."""
    if transport not in overview.known():
        raise Http404
    health.reset(transport)
    by = request.actor
    log.record(
        "channel.woken",
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"channel:{transport}",
        detail={},
    )
    notes.success(request, _("The carrier is tried again at once."))
    return redirect("console:channels")
