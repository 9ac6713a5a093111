"""Decisions that guide similar reports: read them, end one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import RoutingPrecedent
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services.precedents import MAY_END
from kentongan.officers.access import OfficerRequest, officer_required
from kentongan.officers.pages import page

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def precedents(request: OfficerRequest) -> HttpResponse:
    """Those in force first, then the ended ones."""
    actor, status = request.actor, 200
    given: dict[str, Any] = {}
    if request.method == "POST":
        key = request.POST.get("precedent", "")
        rows = RoutingPrecedent.objects.visible_to(actor)
        found = get_object_or_404(rows, pk=int(key) if key.isdecimal() else 0)
        given = {"key": found.pk, "reason": request.POST.get("reason", "")}
        try:
            services.end_precedent(found, by=actor, reason=given["reason"])
        except MoveRefused as refusal:
            given["error"], status = str(refusal), 422
        else:
            messages.success(request, _("The precedent has ended; it stays on record."))
            return redirect("desk:precedents")
    seen = RoutingPrecedent.objects.visible_to(actor).select_related(
        "owner", "category", "area", "complaint", "institution"
    )
    today = clock.today()
    in_force = list(seen.in_force(today)[:SHOWN])
    context = {
        "in_force": in_force,
        "ended": list(seen.filter(valid_to__lt=today)[:SHOWN]),
        "may_end": {
            one.pk
            for one in in_force
            if actor.role in MAY_END
            and (actor.institution_id is None or one.institution_id == actor.institution_id)
        },
        "given": given,
    }
    return page(request, "desk/precedents.html", context, status=status)
