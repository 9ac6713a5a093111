"""Keep a list with its filters under a name, or forget it."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import saved_views
from kentongan.desk.listing import KEPT, listing
from kentongan.officers.access import OfficerRequest, officer_required

LONGEST = 600


@require_POST
@officer_required
def keep(request: OfficerRequest) -> HttpResponse:
    """The list that was open, under a name."""
    asked = listing(QueryDict(request.POST.get("daftar", "")[:2000]), actor=request.actor)
    address = reverse("desk:inbox")
    try:
        if len(asked.query) > LONGEST:
            raise MoveRefused(_("These filters are too long to keep. Leave some out."))
        kept = saved_views.keep(
            name=request.POST.get("nama", ""),
            query=asked.query,
            is_shared="bersama" in request.POST,
            by=request.actor,
        )
    except MoveRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(f"{address}?{asked.query}")
    messages.success(request, _("“%(name)s” is kept in the side bar.") % {"name": kept.name})
    return redirect(f"{address}?{asked.query}&{KEPT}={kept.pk}")


@require_POST
@officer_required
def forget(request: OfficerRequest, pk: int) -> HttpResponse:
    """The saved view is gone; the reports in it are where they were."""
    view = get_object_or_404(saved_views.of(request.actor), pk=pk)
    try:
        saved_views.forget(view, by=request.actor)
    except MoveRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("desk:inbox")
